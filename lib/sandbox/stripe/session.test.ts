import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorOf, startWorld, type World } from './with-sdk'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const price = (unit_amount = 900, currency = 'eur') => ({
  currency,
  unit_amount,
  product_data: { name: 'Greece 5 GB' },
})
const wish = () => ({
  mode: 'payment' as const,
  success_url: 'https://shop.test/done?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.test/back',
  line_items: [{ quantity: 1, price_data: price() }],
})
const create = (with_: object = {}) => world.stripe.checkout.sessions.create({ ...wish(), ...with_ })
const now = () => Math.floor(Date.now() / 1000)

const pay = (page: string, number = '4242424242424242') =>
  fetch(page, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ number, expiry: '12 / 34', cvc: '123' }),
  })

test.each<[string, object, string]>([
  ['no way back', { success_url: '' }, 'success_url'],
  ['a way back that is no address', { success_url: 'shop' }, 'success_url'],
  ['nothing to pay', { line_items: undefined }, 'line_items'],
  [
    'two currencies',
    {
      line_items: [
        { quantity: 1, price_data: price() },
        { quantity: 1, price_data: price(900, 'usd') },
      ],
    },
    'line_items',
  ],
  ['too little', { line_items: [{ quantity: 1, price_data: price(10) }] }, 'amount'],
  ['an end in ten minutes', { expires_at: now() + 600 }, 'expires_at'],
  ['an end in two days', { expires_at: now() + 172_800 }, 'expires_at'],
  ['a customer of nobody', { customer: 'cus_none' }, 'customer'],
  ['two buyers', { customer: 'cus_none', customer_email: 'a@example.test' }, 'customer_email'],
  ['what is not known', { frobnicate: true }, 'frobnicate'],
  ['the old name of the page', { ui_mode: 'hosted' }, 'ui_mode'],
])('a checkout with %s is refused', async (_, with_, param) => {
  expect(await errorOf(create(with_))).toMatchObject({ statusCode: 400, param })
})

test('a checkout has no intent before its buyer pays, and leads back with its own id', async () => {
  const session = await create({ payment_intent_data: { metadata: { a: '1' } }, metadata: { b: '2' } })
  expect(session).toMatchObject({
    status: 'open',
    payment_status: 'unpaid',
    payment_intent: null,
    amount_total: 900,
  })
  const back = await pay(session.url!)
  expect(back.headers.get('location')).toBe(`https://shop.test/done?session=${session.id}`)
  const done = await world.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
  expect(done).toMatchObject({ status: 'complete', payment_status: 'paid', url: null })
  // What was written on the checkout does not reach its intent by itself.
  expect(done.payment_intent).toMatchObject({ status: 'succeeded', amount: 900, metadata: { a: '1' } })
  const again = await fetch(session.url!, { redirect: 'manual' })
  expect(again.headers.get('location')).toContain(session.id)
})

test('an intent of an open checkout is canceled only with it', async () => {
  const session = await create()
  await pay(session.url!, '4000000000000002')
  const { payment_intent } = await world.stripe.checkout.sessions.retrieve(session.id)
  const refusal = await errorOf(world.stripe.paymentIntents.cancel(payment_intent as string))
  expect(refusal.message).toContain('Expire the Checkout Session instead')
  await world.stripe.checkout.sessions.expire(session.id)
  expect(await world.stripe.paymentIntents.retrieve(payment_intent as string)).toMatchObject({
    status: 'canceled',
    cancellation_reason: 'expired',
  })
  expect(await errorOf(world.stripe.checkout.sessions.expire(session.id))).toMatchObject({ statusCode: 400 })
  expect((await pay(session.url!)).status).toBe(410)
})

test('a checkout ends by itself at its time', async () => {
  const session = await create({ expires_at: now() + 2_000 })
  await world.advance(2_100)
  expect((await world.stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired')
  const [event] = (await world.stripe.events.list({ types: ['checkout.session.expired'] })).data
  expect(event).toMatchObject({ data: { object: { id: session.id, url: null } } })
})

test('another account sees nothing of it', async () => {
  const session = await create({ expires_at: now() + 20_000 })
  const other = world.sdk('sk_test_other_fake')
  expect(await errorOf(other.checkout.sessions.retrieve(session.id))).toMatchObject({
    code: 'resource_missing',
  })
})

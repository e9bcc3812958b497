import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorOf, startWorld, type World } from './with-sdk'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

let serial = 0
/** A fresh account, so that no other test's endpoint hears of it. */
const account = () => world.sdk(`sk_test_hooks${++serial}_fake`)

const card = { amount: 1099, currency: 'eur', allowed_payment_method_types: ['card' as const] }
const paying = (payment_method = 'pm_card_visa') => ({ ...card, confirm: true, payment_method })

test('an event is delivered signed, as the SDK verifies it, and only with the right secret', async () => {
  const own = account()
  const receiver = await world.receiver()
  const endpoint = await own.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ['payment_intent.succeeded'],
    api_version: '2025-03-31.basil',
  })
  const intent = await own.paymentIntents.create({ ...paying(), metadata: { text: 'ä / " €' } })
  const [{ body, signature } = { body: '', signature: '' }] = await receiver.until((all) => all.length > 0)
  const event = Stripe.webhooks.constructEvent(body, signature, endpoint.secret ?? '')
  expect(event).toMatchObject({
    type: 'payment_intent.succeeded',
    api_version: '2025-03-31.basil',
    livemode: false,
    data: { object: { id: intent.id, status: 'succeeded', metadata: { text: 'ä / " €' } } },
    request: {
      id: expect.stringMatching(/^req_/),
      idempotency_key: expect.stringMatching(/^stripe-node-retry/),
    },
  })
  expect(() => Stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow()
  expect(() =>
    Stripe.webhooks.constructEvent(body.replace('1099', '1098'), signature, endpoint.secret ?? ''),
  ).toThrow()
})

test('a failed delivery is tried three times, each signed anew', async () => {
  const own = account()
  const receiver = await world.receiver((count) => (count < 3 ? 500 : 200))
  const { secret = '' } = await own.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ['customer.created'],
  })
  await own.customers.create({})
  await receiver.until((all) => all.length === 1)
  const failed = await own.events.list({ delivery_success: false })
  expect(failed.data.map(({ type }) => type)).toEqual(['customer.created'])
  await world.advance(61)
  await receiver.until((all) => all.length === 2)
  await world.advance(3601)
  const all = await receiver.until((each) => each.length === 3)
  expect(new Set(all.map(({ body }) => body)).size).toBe(1)
  for (const { body, signature } of all) Stripe.webhooks.constructEvent(body, signature, secret)
  await expect.poll(async () => (await own.events.list({ delivery_success: false })).data).toEqual([])
})

test.each([
  [
    'pm_card_visa',
    ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'charge.updated'],
  ],
  ['pm_card_chargeDeclined', ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']],
  [
    'pm_card_createDispute',
    [
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.updated',
    ],
  ],
])('a payment with %s tells its story in events', async (method, types) => {
  const own = account()
  await own.paymentIntents.create(paying(method)).catch(() => undefined)
  await world.advance(2)
  const { data } = await own.events.list()
  expect(data.map(({ type }) => type).reverse()).toEqual(types)
  const some = await own.events.list({ types: ['charge.*'] })
  expect(some.data.length).toBe(types.filter((type) => type.startsWith('charge.')).length)
  expect(await own.events.retrieve(data[0]?.id ?? '')).toEqual(data[0])
})

test('a hold, its capture and its release tell their story', async () => {
  const own = account()
  const held = await own.paymentIntents.create({ ...paying(), capture_method: 'manual' })
  await own.paymentIntents.capture(held.id)
  const other = await own.paymentIntents.create({ ...paying(), capture_method: 'manual' })
  await own.paymentIntents.cancel(other.id)
  const opening = ['payment_intent.created', 'charge.succeeded', 'payment_intent.amount_capturable_updated']
  const { data } = await own.events.list({ limit: 100 })
  expect(data.map(({ type }) => type).reverse()).toEqual([
    ...opening,
    'charge.captured',
    'payment_intent.succeeded',
    ...opening,
    'charge.refunded',
    'payment_intent.canceled',
  ])
})

test('a refund that fails says so, after it said that it was made', async () => {
  const own = account()
  const intent = await own.paymentIntents.create(paying('pm_card_refundFail'))
  await own.refunds.create({ payment_intent: intent.id })
  await world.advance(5)
  const { data } = await own.events.list({ types: ['refund.created', 'refund.failed', 'charge.refunded'] })
  expect(data.map(({ type }) => type)).toEqual(['refund.failed', 'charge.refunded', 'refund.created'])
})

test('an endpoint shows its secret once, can be changed, disabled and deleted', async () => {
  const own = account()
  const receiver = await world.receiver()
  const made = await own.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ['*'],
    metadata: { by: 'us' },
  })
  expect(made.secret).toMatch(/^whsec_\w{32}$/)
  expect((await own.webhookEndpoints.retrieve(made.id)).secret).toBeUndefined()
  expect((await own.webhookEndpoints.list()).data[0]).not.toHaveProperty('secret')
  const off = await own.webhookEndpoints.update(made.id, {
    disabled: true,
    enabled_events: ['customer.created'],
  })
  expect(off).toMatchObject({
    status: 'disabled',
    enabled_events: ['customer.created'],
    metadata: { by: 'us' },
  })
  await own.customers.create({})
  await own.webhookEndpoints.update(made.id, { disabled: false })
  await own.customers.create({ name: 'heard' })
  const [heard] = await receiver.until((all) => all.length > 0)
  expect(heard?.body).toContain('"heard"')
  expect(await own.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true })
  expect((await errorOf(own.webhookEndpoints.retrieve(made.id))).statusCode).toBe(404)
})

test('an account has sixteen endpoints at most, and its list has pages', async () => {
  const own = account()
  const make = () => own.webhookEndpoints.create({ url: 'https://shop.test/hook', enabled_events: ['*'] })
  for (let count = 0; count < 16; count += 1) await make()
  const error = await errorOf(make())
  expect(error).toMatchObject({ statusCode: 400, code: undefined })
  expect(error.message).toContain('maximum of 16')
  expect(await own.webhookEndpoints.list()).toMatchObject({ has_more: true })
  const all = await own.webhookEndpoints.list().autoPagingToArray({ limit: 100 })
  expect(all).toHaveLength(16)
})

test('an event type that does not exist is refused by its name', async () => {
  const enabled_events = ['charge.succeeded', 'charge.exploded'] as unknown as ['charge.succeeded']
  const error = await errorOf(
    account().webhookEndpoints.create({ url: 'https://shop.test/hook', enabled_events }),
  )
  expect(error).toMatchObject({ statusCode: 400, param: 'enabled_events[1]' })
  expect(error.message).toContain('"charge.exploded"')
})

test('a live endpoint has to be https, unless it is on this machine', async () => {
  const live = world.sdk('sk_live_hooks_fake')
  const make = (url: string) => live.webhookEndpoints.create({ url, enabled_events: ['*'] })
  expect((await errorOf(make('http://shop.test/hook'))).code).toBe('url_invalid')
  expect((await make('http://localhost:3000/hook')).livemode).toBe(true)
})

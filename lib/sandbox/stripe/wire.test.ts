import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorOf, startWorld, type World } from './with-sdk'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const euro = { amount: 1099, currency: 'eur', allowed_payment_method_types: ['card' as const] }
const authorization = { Authorization: 'Bearer sk_test_demo_fake' }

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body: new URLSearchParams(body), headers: { ...authorization, ...headers } }
  const response = await fetch(`${world.url}${path}`, init)
  return { status: response.status, headers: response.headers, body: await response.json() }
}

test('the account is the one that the key names', async () => {
  const account = await world.sdk('rk_test_other_fake').accounts.retrieveCurrent()
  expect(account).toMatchObject({
    id: 'acct_other',
    charges_enabled: true,
    business_profile: { name: 'Other (sandbox)' },
  })
  expect((await world.sdk('sk_live_demo_fake').balance.retrieve()).livemode).toBe(true)
})

test.each([
  ['sk_test_demo_revoked', 'api_key_expired'],
  ['sk_test_demo_wrong', undefined],
  ['not-a-key', undefined],
])('the key %s is refused', async (key, code) => {
  const error = await errorOf(world.sdk(key).balance.retrieve())
  expect(error).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401, code })
})

test('a key as the user of Basic authentication is accepted, none at all is not', async () => {
  const basic = `Basic ${Buffer.from('sk_test_demo_fake:').toString('base64')}`
  expect((await fetch(`${world.url}/v1/balance`, { headers: { Authorization: basic } })).status).toBe(200)
  expect((await fetch(`${world.url}/v1/balance`)).status).toBe(401)
})

test('a restricted key does what its text leaves it, a publishable key nothing of the seller', async () => {
  const restricted = world.sdk('rk_test_demo_noevents_norefunds')
  expect((await restricted.charges.list()).data).toEqual([])
  const error = await errorOf(restricted.events.list())
  expect(error).toMatchObject({ type: 'StripePermissionError', statusCode: 403 })
  expect(error.message).toContain('rak_event_read')
  expect((await errorOf(world.sdk('rk_test_demo_ro').paymentIntents.create(euro))).statusCode).toBe(403)
  expect((await errorOf(world.sdk('pk_test_demo_fake').balance.retrieve())).code).toBe('secret_key_required')
})

test('objects of another account or mode do not exist', async () => {
  const { id } = await world.stripe.paymentIntents.create(euro)
  const other = await errorOf(world.sdk('sk_test_other_fake').paymentIntents.retrieve(id))
  expect(other).toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
    message: `No such payment_intent: '${id}'`,
  })
  const live = await errorOf(world.sdk('sk_live_demo_fake').paymentIntents.retrieve(id))
  expect(live.message).toContain('a similar object exists in test mode')
})

test('a browser sees an intent only with its secret', async () => {
  const intent = await world.stripe.paymentIntents.create({ ...euro, metadata: { internal: 'yes' } })
  const path = `/v1/payment_intents/${intent.id}`
  const seen = await world.browser('GET', path, { client_secret: intent.client_secret ?? '' })
  expect(seen).toMatchObject({ status: 200, body: { id: intent.id, status: 'requires_payment_method' } })
  expect(seen.body).not.toHaveProperty('metadata')
  expect((await world.browser('GET', path, { client_secret: 'guess' })).status).toBe(400)
  const preflight = await fetch(`${world.url}${path}/confirm`, { method: 'OPTIONS' })
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
})

test.each([
  ['amount=1099', 'parameter_missing', 'currency'],
  ['amount=ten&currency=eur', 'parameter_invalid_integer', 'amount'],
  ['amount=1099&currency=eur&colour=red', 'parameter_unknown', 'colour'],
  [
    'amount=1099&currency=eur&automatic_payment_methods[enabeld]=true',
    'parameter_unknown',
    'automatic_payment_methods[enabeld]',
  ],
  ['amount=1099&currency=eur&payment_method_types[]=card', 'parameter_unknown', 'payment_method_types'],
  ['amount=1099&currency=eur&capture_method=later', undefined, 'capture_method'],
  ['amount=&currency=eur', 'parameter_invalid_empty', 'amount'],
  ['amount=1099&currency=euro', undefined, 'currency'],
  ['amount=1099&currency=eur&customer=cus_none', 'resource_missing', 'customer'],
  ['amount=1099&currency=eur&off_session=true', undefined, 'off_session'],
  [`amount=1099&currency=eur&metadata[k]=${'v'.repeat(501)}`, undefined, 'metadata[k]'],
])('%s is refused with the parameter that is wrong', async (body, code, param) => {
  const answer = await post('/v1/payment_intents', body)
  expect(answer).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error', param } } })
  expect(answer.body.error.code).toBe(code)
})

test('an older version of the API still takes payment_method_types', async () => {
  const older = { 'Stripe-Version': '2025-03-31.basil' }
  const answer = await post(
    '/v1/payment_intents',
    'amount=1099&currency=eur&payment_method_types[]=card',
    older,
  )
  expect(answer).toMatchObject({
    status: 200,
    body: { payment_method_types: ['card'], automatic_payment_methods: null },
  })
  expect(answer.headers.get('stripe-version')).toBe('2025-03-31.basil')
})

test('confirming on the server needs to know where a redirect comes back to', async () => {
  const wide = { amount: 1099, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' }
  expect((await errorOf(world.stripe.paymentIntents.create(wide))).param).toBe('return_url')
  const intent = await world.stripe.paymentIntents.create({ ...wide, return_url: 'https://shop.test/done' })
  expect(intent.status).toBe('succeeded')
})

test('3-D Secure leads to a page and back', async () => {
  const intent = await world.stripe.paymentIntents.create({
    ...euro,
    confirm: true,
    payment_method: 'pm_card_threeDSecure2Required',
    return_url: 'https://shop.test/done?order=7',
  })
  expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } })
  const url = intent.next_action?.redirect_to_url?.url ?? ''
  const page = await (await fetch(url)).text()
  expect(page).toContain('10.99 EUR')
  const back = await fetch(`${url}/complete`, { method: 'POST', redirect: 'manual' })
  const to = new URL(back.headers.get('location') ?? '')
  expect(Object.fromEntries(to.searchParams)).toEqual({
    order: '7',
    payment_intent: intent.id,
    payment_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  })
  const done = await world.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
  expect(done).toMatchObject({ status: 'succeeded', next_action: null })
  const again = await fetch(`${url}/fail`, { method: 'POST', redirect: 'manual' })
  expect(again.headers.get('location')).toContain('redirect_status=succeeded')
})

test('the same idempotency key replays the same answer, a decline too', async () => {
  const options = { idempotencyKey: 'pay_1:charge:1' }
  const first = await world.stripe.paymentIntents.create(euro, options)
  const second = await world.stripe.paymentIntents.create(euro, options)
  expect(second.id).toBe(first.id)
  expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
  expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined()
  expect(first.lastResponse.headers).toMatchObject({
    'idempotency-key': 'pay_1:charge:1',
    'request-id': expect.stringMatching(/^req_\w{14}$/),
    'stripe-version': '2026-10-28.endive',
  })

  const declined = { ...euro, confirm: true, payment_method: 'pm_card_chargeDeclined' }
  const refused = () => errorOf(world.stripe.paymentIntents.create(declined, { idempotencyKey: 'd' }))
  const [one, two] = [await refused(), await refused()]
  expect(one.payment_intent?.id).toMatch(/^pi_/)
  expect(two.payment_intent?.id).toBe(one.payment_intent?.id)
})

test('an idempotency key is refused for other parameters, and free again after a day', async () => {
  const options = { idempotencyKey: 'pay_2:charge:1' }
  const first = await world.stripe.paymentIntents.create(euro, options)
  const error = await errorOf(world.stripe.paymentIntents.create({ ...euro, amount: 1100 }, options))
  expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
  await world.advance(86_401)
  const later = await world.stripe.paymentIntents.create({ ...euro, amount: 1100 }, options)
  expect(later.id).not.toBe(first.id)
})

test('what failed validation is not remembered for its key', async () => {
  const options = { idempotencyKey: 'pay_3:charge:1' }
  await errorOf(world.stripe.paymentIntents.create({ ...euro, amount: 1 }, options))
  expect((await world.stripe.paymentIntents.create(euro, options)).amount).toBe(1099)
})

test('lists page in both directions, newest first', async () => {
  const own = world.sdk('sk_test_lister_fake')
  const made: string[] = []
  for (const name of ['a', 'b', 'c', 'd', 'e']) made.unshift((await own.customers.create({ name })).id)
  const all: string[] = []
  for await (const { id } of own.customers.list({ limit: 2 })) all.push(id)
  expect(all).toEqual(made)
  const page = await own.customers.list({ limit: 2, starting_after: made[1] })
  expect(page).toMatchObject({ object: 'list', has_more: true, url: '/v1/customers' })
  expect(page.data.map(({ id }) => id)).toEqual(made.slice(2, 4))
  const before = await own.customers.list({ limit: 2, ending_before: made[3] })
  expect(before.data.map(({ id }) => id)).toEqual(made.slice(1, 3))
  expect((await errorOf(own.customers.list({ limit: 101 }))).param).toBe('limit')
  await own.customers.del(made[0] ?? '')
  expect(await own.customers.retrieve(made[0] ?? '')).toMatchObject({ deleted: true })
  expect((await own.customers.list()).data).toHaveLength(4)
})

test('ids are replaced by their objects where asked, four levels deep at most', async () => {
  const { id } = await world.stripe.paymentIntents.create({
    ...euro,
    capture_method: 'automatic',
    confirm: true,
    payment_method: 'pm_card_visa',
  })
  const one = await world.stripe.paymentIntents.retrieve(id, {
    expand: ['latest_charge.balance_transaction.source', 'latest_charge.refunds'],
  })
  const charge = { balance_transaction: { fee: 41, source: { object: 'charge' } }, refunds: { data: [] } }
  expect(one.latest_charge).toMatchObject(charge)
  const { data } = await world.stripe.paymentIntents.list({ limit: 1, expand: ['data.payment_method'] })
  expect(data[0]?.payment_method).toMatchObject({ card: { last4: '4242', brand: 'visa' } })
  expect((await errorOf(world.stripe.paymentIntents.retrieve(id, { expand: ['amount'] }))).param).toBe(
    'expand',
  )
  expect(
    (await errorOf(world.stripe.paymentIntents.retrieve(id, { expand: ['a.b.c.d.e'] }))).message,
  ).toContain('4 levels')
})

test('a card is saved, listed, and gone for good once it is detached', async () => {
  const customer = (await world.stripe.customers.create({})).id
  const setup = await world.stripe.setupIntents.create({
    customer,
    confirm: true,
    payment_method: 'pm_card_visa',
    return_url: 'https://shop.test/done',
  })
  expect(setup).toMatchObject({ status: 'succeeded', usage: 'off_session' })
  const [method] = (await world.stripe.paymentMethods.list({ customer, type: 'card' })).data
  expect(method?.id).toBe(setup.payment_method)
  expect((await world.stripe.paymentMethods.detach(method?.id ?? '')).customer).toBeNull()
  expect((await errorOf(world.stripe.paymentMethods.attach(method?.id ?? '', { customer }))).statusCode).toBe(
    400,
  )
  const refused = world.stripe.setupIntents.create({
    customer,
    confirm: true,
    payment_method: 'pm_card_chargeDeclined',
  })
  expect(await errorOf(refused)).toMatchObject({
    statusCode: 402,
    setup_intent: { status: 'requires_payment_method' },
  })
})

test('an unknown path is 404 and shows as unhandled', async () => {
  const answer = await post('/v1/spaceships', '')
  expect(answer).toMatchObject({ status: 404, body: { error: { type: 'invalid_request_error' } } })
  const log = await (await fetch(`${world.url}/_sandbox/requests?service=stripe`)).json()
  expect(log.at(-1)).toMatchObject({ path: '/v1/spaceships', unhandled: true })
})

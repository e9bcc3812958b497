import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorOf, startWorld, type World } from './with-sdk'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const callback = 'https://simyard.test/back?from=stripe'
const card = { amount: 1099, currency: 'eur', allowed_payment_method_types: ['card' as const] }

let serial = 0
/** A platform of this test alone, and the accounts of two businesses. */
function parties() {
  serial += 1
  const word = `platform${serial}`
  return {
    id: `acct_${word}`,
    client: `ca_test_${word}_fake`,
    platform: world.sdk(`sk_test_${word}_fake`),
    one: `acct_one${serial}`,
    two: `acct_two${serial}`,
  }
}

function authorizeUrl(params: Record<string, string>) {
  const query = {
    response_type: 'code',
    scope: 'read_write',
    state: 's 1',
    redirect_uri: callback,
    ...params,
  }
  return `${world.url}/oauth/authorize?${new URLSearchParams(query)}`
}

/** Answers the authorize page, and gives where the browser is sent. */
async function decide(url: string, fields: Record<string, string>) {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  return { status: answer.status, to: new URL(answer.headers.get('location') ?? 'none:') }
}

async function codeFor(client: string, account: string): Promise<string> {
  const { to } = await decide(authorizeUrl({ client_id: client }), { account, decision: 'connect' })
  return to.searchParams.get('code') ?? ''
}

const exchange = ({ platform }: Pick<ReturnType<typeof parties>, 'platform'>, code: string) =>
  platform.oauth.token({ grant_type: 'authorization_code', code })

async function connected() {
  const all = parties()
  for (const account of [all.one, all.two]) await exchange(all, await codeFor(all.client, account))
  return all
}

const refused = { type: 'StripePermissionError', statusCode: 403, code: 'account_invalid' }

test('a business chooses its account, and the platform acts in it', async () => {
  const all = parties()
  const url = authorizeUrl({ client_id: all.client })
  const page = await (await fetch(url)).text()
  expect(page).toContain('name="account" value="acct_nordic"')
  const { status, to } = await decide(url, { account: all.one, decision: 'connect' })
  expect([status, to.origin + to.pathname]).toEqual([302, 'https://simyard.test/back'])
  const { code, ...rest } = Object.fromEntries(to.searchParams)
  expect(rest).toEqual({ from: 'stripe', scope: 'read_write', state: 's 1' })
  expect(code).toMatch(/^ac_\w{32}$/)
  const token = await exchange(all, code ?? '')
  expect(token).toMatchObject({
    stripe_user_id: all.one,
    livemode: false,
    scope: 'read_write',
    token_type: 'bearer',
  })
  expect((await all.platform.accounts.retrieve(all.one)).id).toBe(all.one)
  const intent = await all.platform.paymentIntents.create(card, { stripeAccount: all.one })
  expect(intent.application).toBe(all.client)
  const own = world.sdk(token.access_token ?? '')
  expect((await own.paymentIntents.retrieve(intent.id)).id).toBe(intent.id)
})

test('a new account has the name that it was given', async () => {
  const all = parties()
  const url = authorizeUrl({ client_id: all.client })
  const { to } = await decide(url, { account: 'new', name: 'Fjord & Co', decision: 'connect' })
  const token = await exchange(all, to.searchParams.get('code') ?? '')
  const account = await all.platform.accounts.retrieve(token.stripe_user_id ?? '')
  expect(account.business_profile?.name).toBe('Fjord & Co')
})

test('a refusal comes back, and nothing is connected', async () => {
  const all = parties()
  const { to } = await decide(authorizeUrl({ client_id: all.client }), {
    account: all.one,
    decision: 'cancel',
  })
  expect(Object.fromEntries(to.searchParams)).toEqual({
    from: 'stripe',
    error: 'access_denied',
    error_description: 'The user denied your request',
    state: 's 1',
  })
  expect(await errorOf(all.platform.balance.retrieve({}, { stripeAccount: all.one }))).toMatchObject(refused)
})

test('the account that asks cannot be the one that is asked', async () => {
  const all = parties()
  const answer = await decide(authorizeUrl({ client_id: all.client }), {
    account: all.id,
    decision: 'connect',
  })
  expect(answer.status).toBe(400)
})

test.each([
  [{ client_id: 'ca_nobody' }, 'No application matches the supplied client identifier'],
  [{ redirect_uri: '/back' }, 'Invalid redirect URI'],
  [{ redirect_uri: 'javascript:alert(1)' }, 'Invalid redirect URI'],
  [{ client_id: 'ca_live_demo_fake', redirect_uri: 'http://simyard.test/back' }, 'Invalid redirect URI'],
  [{ response_type: 'token' }, 'Invalid response type'],
  [{ scope: 'read_only' }, 'Invalid scope'],
])('a wrong address is not sent on: %o', async (params, message) => {
  const url = authorizeUrl({ client_id: 'ca_test_demo_fake', ...params })
  for (const init of [{}, { method: 'POST', body: new URLSearchParams({ decision: 'cancel' }) }]) {
    const answer = await fetch(url, { ...init, redirect: 'manual' })
    expect(answer.status).toBe(400)
    expect((await answer.json()).error.message).toContain(message)
  }
})

test('where redirect URIs are entered, no other is redirected to', async () => {
  const { client } = parties()
  await world.tell(`stripe/${client}/redirect_uris`, { uris: ['https://simyard.test/exact'] })
  expect((await fetch(authorizeUrl({ client_id: client }))).status).toBe(400)
  const exact = authorizeUrl({ client_id: client, redirect_uri: 'https://simyard.test/exact' })
  expect((await fetch(exact)).status).toBe(200)
})

test('a code is good once: used again, it takes the access away', async () => {
  const all = await connected()
  const code = await codeFor(all.client, all.one)
  await exchange(all, code)
  const there = { stripeAccount: all.one }
  await all.platform.balance.retrieve({}, there)
  const error = await errorOf(exchange(all, code))
  expect(error).toMatchObject({ type: 'StripeInvalidGrantError', statusCode: 400 })
  expect(error.message).toContain('already been used')
  expect(await errorOf(all.platform.balance.retrieve({}, there))).toMatchObject(refused)
  await all.platform.balance.retrieve({}, { stripeAccount: all.two })
})

test('a retry with the same idempotency key is a second use as well', async () => {
  const all = parties()
  const params = { grant_type: 'authorization_code' as const, code: await codeFor(all.client, all.one) }
  await all.platform.oauth.token(params, { idempotencyKey: 'again' })
  const again = all.platform.oauth.token(params, { idempotencyKey: 'again' })
  expect((await errorOf(again)).type).toBe('StripeInvalidGrantError')
})

test('a code is good for five minutes', async () => {
  const all = parties()
  const [early, late] = [await codeFor(all.client, all.one), await codeFor(all.client, all.two)]
  await world.advance(290)
  await exchange(all, early)
  await world.advance(10)
  expect((await errorOf(exchange(all, late))).message).toContain('expired')
})

test('a code is worth nothing to another platform or in another mode', async () => {
  const all = parties()
  const code = await codeFor(all.client, all.one)
  const grant = { type: 'StripeInvalidGrantError', statusCode: 400 }
  expect(await errorOf(exchange(parties(), code))).toMatchObject(grant)
  const live = { platform: world.sdk(`sk_live_platform${serial - 1}_fake`) }
  expect(await errorOf(exchange(live, code))).toMatchObject(grant)
  expect(await errorOf(exchange(all, 'ac_none'))).toMatchObject(grant)
  await exchange(all, code)
})

test('the token call names what is wrong with it', async () => {
  const all = parties()
  const post = async (body: Record<string, string>, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', body: new URLSearchParams(body), headers }
    const answer = await fetch(`${world.url}/oauth/token`, init)
    return { status: answer.status, error: (await answer.json()).error }
  }
  const code = { grant_type: 'authorization_code', code: 'ac_none' }
  expect(await post(code)).toEqual({ status: 401, error: 'invalid_client' })
  const publishable = { Authorization: 'Bearer pk_test_demo_fake' }
  expect(await post(code, publishable)).toEqual({ status: 401, error: 'invalid_client' })
  const basic = { Authorization: `Basic ${btoa('sk_test_demo_fake:')}` }
  expect(await post(code, basic)).toEqual({ status: 400, error: 'invalid_grant' })
  expect(await post({}, basic)).toEqual({ status: 400, error: 'invalid_request' })
  const grant_type = 'password' as 'authorization_code'
  expect((await errorOf(all.platform.oauth.token({ grant_type }))).type).toBe(
    'StripeUnsupportedGrantTypeError',
  )
})

test('a connection can be ended, once, by its own platform', async () => {
  const all = await connected()
  const ending = { client_id: all.client, stripe_user_id: all.one }
  const client = { type: 'StripeInvalidClientError', statusCode: 401 }
  expect(await errorOf(parties().platform.oauth.deauthorize({ ...ending }))).toMatchObject(client)
  expect(await all.platform.oauth.deauthorize({ ...ending })).toMatchObject({ stripe_user_id: all.one })
  const error = await errorOf(all.platform.paymentIntents.list({}, { stripeAccount: all.one }))
  expect(error).toMatchObject(refused)
  expect(error.message).toContain(`does not have access to account '${all.one}'`)
  const again = await errorOf(all.platform.oauth.deauthorize({ ...ending }))
  expect(again).toMatchObject(client)
  expect(again.message).toContain(`not connected to stripe account ${all.one}`)
})

test('the token of a connection ends with it', async () => {
  const all = parties()
  const token = await exchange(all, await codeFor(all.client, all.one))
  const own = world.sdk(token.access_token ?? '')
  await own.balance.retrieve()
  await world.tell(`stripe/${all.one}/deauthorize`)
  expect(await errorOf(own.balance.retrieve())).toMatchObject(refused)
})

test('a stranger has no way in, and two connected accounts know nothing of each other', async () => {
  const all = await connected()
  const [one, two] = [{ stripeAccount: all.one }, { stripeAccount: all.two }]
  const options = { idempotencyKey: 'order 1' }
  const intent = await all.platform.paymentIntents.create(card, { ...one, ...options })
  const other = await all.platform.paymentIntents.create(card, { ...two, ...options })
  expect(other.id).not.toBe(intent.id)
  expect((await all.platform.paymentIntents.retrieve(intent.id, {}, one)).id).toBe(intent.id)
  for (const elsewhere of [two, undefined])
    expect((await errorOf(all.platform.paymentIntents.retrieve(intent.id, {}, elsewhere))).code).toBe(
      'resource_missing',
    )
  const stranger = parties().platform
  expect(await errorOf(stranger.paymentIntents.retrieve(intent.id, {}, one))).toMatchObject(refused)
})

test('a browser finds the intent of a connected account with the key of the platform', async () => {
  const all = await connected()
  const intent = await all.platform.paymentIntents.create(card, { stripeAccount: all.one })
  const key = `pk_test_${all.id.slice('acct_'.length)}_fake`
  const see = (params: Record<string, string>) =>
    world.browser('GET', `/v1/payment_intents/${intent.id}`, {
      key,
      client_secret: intent.client_secret ?? '',
      ...params,
    })
  expect((await see({ _stripe_account: all.one })).body.id).toBe(intent.id)
  expect((await see({})).body.error.code).toBe('resource_missing')
  expect((await see({ _stripe_account: all.two })).body.error.code).toBe('resource_missing')
  const stranger = await see({ _stripe_account: all.one, key: 'pk_test_stranger_fake' })
  expect(stranger.body.error.code).toBe('account_invalid')
})

test('a connect endpoint hears of the connected accounts, and of nothing else', async () => {
  const all = await connected()
  const [theirs, own] = [await world.receiver(), await world.receiver()]
  const enabled_events = ['customer.created' as const, 'account.application.deauthorized' as const]
  const made = await all.platform.webhookEndpoints.create({ url: theirs.url, enabled_events, connect: true })
  expect(made.application).toBe(all.client)
  const plain = await all.platform.webhookEndpoints.create({ url: own.url, enabled_events: ['*'] })
  expect(plain.application).toBeNull()
  await all.platform.customers.create({ name: 'of the platform' })
  const customer = await all.platform.customers.create({}, { stripeAccount: all.one })
  await all.platform.oauth.deauthorize({ client_id: all.client, stripe_user_id: all.two })
  await world.sdk(`sk_test_${all.two.slice('acct_'.length)}_fake`).customers.create({ name: 'gone' })
  await own.until((got) => got.length > 0)
  const got = await theirs.until((each) => each.length >= 2)
  const events = got.map(({ body }) => JSON.parse(body))
  expect(events).toMatchObject([
    { type: 'customer.created', account: all.one, data: { object: { id: customer.id } } },
    {
      type: 'account.application.deauthorized',
      account: all.two,
      data: { object: { id: all.client, object: 'application' } },
    },
  ])
  expect(own.types()).toEqual(['customer.created'])
  expect(JSON.parse(own.got[0]?.body ?? '{}')).not.toHaveProperty('account')
  const listed = await all.platform.events.list({ type: 'customer.created' }, { stripeAccount: all.one })
  expect(listed.data.map(({ id }) => id)).toEqual([events[0].id])
})

test('a live connect endpoint hears of test mode too, a test endpoint of test mode alone', async () => {
  const { one } = parties()
  const word = `platform${serial}`
  const live = world.sdk(`sk_live_${word}_fake`)
  await exchange({ platform: live }, await codeFor(`ca_live_${word}_fake`, one))
  const [liveHook, testHook] = [await world.receiver(), await world.receiver()]
  const test = world.sdk(`sk_test_${word}_fake`)
  const endpoint = { enabled_events: ['customer.created' as const], connect: true }
  await live.webhookEndpoints.create({ ...endpoint, url: liveHook.url })
  await test.webhookEndpoints.create({ ...endpoint, url: testHook.url })
  await live.customers.create({}, { stripeAccount: one })
  await liveHook.until((got) => got.length === 1)
  await test.customers.create({}, { stripeAccount: one })
  await liveHook.until((got) => got.length === 2)
  await testHook.until((got) => got.length > 0)
  const modes = (all: { body: string }[]) => all.map(({ body }) => JSON.parse(body).livemode)
  expect([modes(liveHook.got), modes(testHook.got)]).toEqual([[true, false], [false]])
})

test('the business disconnects at the vendor, and the platform is told', async () => {
  const all = await connected()
  const hook = await world.receiver()
  const enabled_events = ['account.application.deauthorized' as const]
  await all.platform.webhookEndpoints.create({ url: hook.url, enabled_events, connect: true })
  expect((await world.tell(`stripe/${all.one}/deauthorize`, { client_id: all.client })).status).toBe(200)
  await hook.until((got) => got.length > 0)
  expect(JSON.parse(hook.got[0]?.body ?? '{}').account).toBe(all.one)
  expect((await world.tell(`stripe/${all.one}/deauthorize`)).status).toBe(409)
})

test('the wire log shows the account, and no code or token', async () => {
  const all = parties()
  const code = await codeFor(all.client, all.one)
  const token = await exchange(all, code)
  await all.platform.balance.retrieve({}, { stripeAccount: all.one })
  const log = await (await fetch(`${world.url}/_sandbox/requests?service=stripe`)).text()
  expect(JSON.parse(log).at(-1).headers['stripe-account']).toBe(all.one)
  for (const secret of [code, token.access_token, token.refresh_token]) expect(log).not.toContain(secret)
})

test('a fault can be meant for one connected account', async () => {
  const all = await connected()
  await world.tell('faults', { service: 'stripe', key: all.one, times: 1, fault: 'status:500' })
  await all.platform.balance.retrieve({}, { stripeAccount: all.two })
  const error = await errorOf(all.platform.balance.retrieve({}, { stripeAccount: all.one }))
  expect(error.statusCode).toBe(500)
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventTypes } from './events'
import { credentials, openWorld, type World } from './fixtures/wire'
import { stripe } from './index'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

describe('what Stripe says of the keys', () => {
  const check = (with_: Parameters<typeof credentials>[0]) => stripe.check(credentials(with_), world.endpoint)
  const lacking = ({ capabilities }: Awaited<ReturnType<typeof check>>) =>
    capabilities.filter(({ isAllowed }) => !isAllowed).map(({ name }) => name)

  test('a secret key may do everything, and names the account', async () => {
    const found = await check({})
    expect(found).toMatchObject({ accountId: 'acct_demo', mode: 'test', chargesEnabled: true, warnings: [] })
    expect(found.currency).toMatch(/^[A-Z]{3}$/)
    expect(lacking(found)).toEqual([])
  })

  test.each([
    ['rk_test_demo_ro', ['payments', 'refunds', 'hosted_page']],
    ['rk_test_demo_nosessions', ['hosted_page']],
    ['rk_test_demo_nodisputes', ['disputes']],
    ['rk_test_demo_noevents', ['events']],
    ['rk_test_demo_norefunds', ['refunds', 'refunds_read']],
  ])('%s lacks %j', async (secretKey, names) => {
    expect(lacking(await check({ secretKey }))).toEqual(names)
  })

  test('a key that may not read the account is told so, and still connects', async () => {
    const found = await check({ secretKey: 'rk_test_demo_noaccount' })
    expect(found).toMatchObject({ accountId: null, warnings: [expect.stringContaining('Account: read')] })
  })

  test('keys of two accounts are noticed', async () => {
    const { warnings } = await check({ publishableKey: 'pk_test_other_fake' })
    expect(warnings).toEqual([expect.stringContaining('different Stripe accounts')])
  })

  test.each(['sk_test_demo_revoked', 'sk_test_demo_wrong'])('%s is not accepted', async (secretKey) => {
    await expect(check({ secretKey })).rejects.toMatchObject({
      code: 'precondition',
      detail: { brokenConnection: true },
    })
  })

  test('nothing is left behind at Stripe', async () => {
    const count = async () => (await world.buyer.paymentIntents.list()).data.length
    const before = await count()
    await check({})
    expect(await count()).toBe(before)
    const open = (await world.buyer.setupIntents.list()).data.filter(({ status }) => status !== 'canceled')
    expect(open).toEqual([])
  })
})

describe('the webhook', () => {
  const wish = { webhookUrl: 'https://simyard.test/api/webhooks/payments/key', installation: 'ins_fake' }
  const install = (with_: object = {}, keys = {}) =>
    stripe.installWebhook!(credentials(keys), world.endpoint, { ...wish, ...with_ })
  const endpoints = async () => (await world.buyer.webhookEndpoints.list({ limit: 100 })).data
  const foreign = (url: string, metadata = {}) =>
    world.buyer.webhookEndpoints.create({ url, enabled_events: ['charge.updated'], metadata })

  beforeEach(async () => {
    for (const { id } of await endpoints()) await world.buyer.webhookEndpoints.del(id)
  })

  test('is set up with all events in the version that we read', async () => {
    const made = await install()
    expect(made).toMatchObject({ kind: 'created', secret: expect.stringMatching(/^whsec_/) })
    expect(new Set(made.subscribed)).toEqual(new Set(eventTypes))
    expect(await endpoints()).toMatchObject([
      { id: made.id, api_version: Stripe.API_VERSION, metadata: { installation: 'ins_fake' } },
    ])
  })

  test('is kept when its secret is known, and follows a new address', async () => {
    const { id, secret } = await install()
    const known = { id: id!, secret: secret! }
    expect(await install({ known })).toMatchObject({ kind: 'reused', id, secret })
    const moved = await install({ known, webhookUrl: `${wish.webhookUrl}2` })
    expect(moved).toMatchObject({ kind: 'reused', id })
    expect(await endpoints()).toMatchObject([{ id, url: `${wish.webhookUrl}2` }])
  })

  test('is made anew when its secret is lost, so that events never come twice', async () => {
    const first = await install()
    const second = await install()
    expect(second.kind).toBe('created')
    expect((await endpoints()).map(({ id }) => id)).toEqual([second.id])
    expect(second.id).not.toBe(first.id)
  })

  test('of another connection to the same account is left alone', async () => {
    const first = await install()
    const second = await install({ webhookUrl: `${wish.webhookUrl}2` })
    const again = await install({ known: { id: first.id!, secret: first.secret! } })
    expect(again).toMatchObject({ kind: 'reused', id: first.id })
    expect((await endpoints()).map(({ id, url }) => [id, url]).sort()).toEqual(
      [
        [first.id, wish.webhookUrl],
        [second.id, `${wish.webhookUrl}2`],
      ].sort(),
    )
  })

  test('MS-15 of others is left alone, and one with our address is pointed out', async () => {
    const other = await foreign('https://other.test/hook')
    const twin = await foreign(wish.webhookUrl, { installation: 'ins_other' })
    const made = await install()
    expect(made).toMatchObject({ kind: 'created', reason: expect.stringContaining(twin.id) })
    expect((await endpoints()).map(({ id }) => id).sort()).toEqual([other.id, twin.id, made.id].sort())
  })

  test('MS-23 without room for it is left to the person, with a reason', async () => {
    for (let index = 0; index < 16; index += 1) await foreign(`https://other.test/hook${index}`)
    expect(await install()).toMatchObject({ kind: 'manual', reason: expect.stringContaining('no room') })
  })

  test('without the right to it is left to the person, with a reason', async () => {
    const secretKey = 'rk_test_demo_nowebhooks'
    expect(await install({}, { secretKey })).toMatchObject({
      kind: 'manual',
      reason: expect.stringContaining('Webhook Endpoints: write'),
    })
  })

  test('is taken away at disconnect, and twice does no harm', async () => {
    const { id } = await install()
    const remove = () => stripe.removeWebhook!(credentials(), world.endpoint, id!)
    expect(await remove()).toEqual({ isRemoved: true })
    expect(await remove()).toEqual({ isRemoved: true })
    expect(await endpoints()).toEqual([])
  })

  test('brings a notice that its secret proves', async () => {
    const shop = await listen()
    const { secret } = await install({ webhookUrl: shop.url })
    const id = await world.paid()
    const notice = await shop.first((body) => body.includes('"payment_intent.succeeded"'))
    expect(stripe.connect(credentials(), world.endpoint).readNotice(notice, [secret!])).toMatchObject({
      type: 'payment_intent.succeeded',
      paymentExternalId: id,
      version: Stripe.API_VERSION,
    })
    shop.close()
  })
})

type Delivery = { headers: Headers; body: string }

/** The shop's side of a webhook: keeps what arrives until it is asked for. */
async function listen() {
  const arrived: Delivery[] = []
  let look = () => {}
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    arrived.push({ headers: new Headers(request.headers as Record<string, string>), body })
    response.end()
    look()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const first = (fits: (body: string) => boolean) =>
    new Promise<Delivery>((resolve) => {
      look = () => {
        const found = arrived.find(({ body }) => fits(body))
        if (found) resolve(found)
      }
      look()
    })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, first, close: () => server.close() }
}

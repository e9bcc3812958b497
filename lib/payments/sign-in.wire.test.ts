import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { db } from '@/db/client'
import { addresses, connections, notices, platforms, signIns } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { replaceCredentials } from '@/lib/connections/change'
import { credentialsOf } from '@/lib/connections/find'
import { currency, parseDecimal } from '@/lib/core/money'
import { handleNotice } from '@/lib/inbox/jobs'
import { receivePlatform } from '@/lib/inbox/receive'
import { waysToSave } from '@/lib/payment-methods/ways'
import { startSandbox } from '@/lib/sandbox/start'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeMember, makeTenant } from '@/lib/testing/make'
import { gatewayOf } from './call-gateway'
import { connectPsp } from './connect'
import { getPsp, pspChoices } from './connections-list'
import { endSignIn, signInProblem } from './end-sign-in'
import { deletePsp, recheckPsp, replacePspKey } from './manage'
import { stripeConnect } from './providers/stripe-connect/index'
import { rotateSecret } from './roll'
import { beginSignIn, renewSignIn } from './sign-in'
import { endpointFor } from './try-out'
import { setUpWebhook } from './webhook'

// The settings are read once, so they must be known before anything else is imported.
const port = await vi.hoisted(async () => {
  const { freePort } = await import('@/db/free-port')
  const free = await freePort()
  Object.assign(process.env, {
    SANDBOX_PORT: String(free),
    STRIPE_CLIENT_ID: 'ca_test_platform_fake',
    STRIPE_PLATFORM_KEY: 'sk_test_platform_fake',
    STRIPE_PLATFORM_PUBLISHABLE_KEY: 'pk_test_platform_fake',
  })
  return free
})

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port, dir: makeTempFolder() })
})
afterAll(() => sandbox.close())

type Signer = Parameters<typeof beginSignIn>[0]
const person = (ctx: Awaited<ReturnType<typeof makeTenant>>): Signer => {
  const { id } = ctx.actor
  return { ...ctx, tenant: { slug: ctx.tenantId }, user: { id, email: `${id}@example.test` } }
}

let shop: Signer
let account: string
let serial = 0
beforeEach(async () => {
  shop = person(await makeTenant())
  account = `acct_signin${process.pid}x${++serial}`
})

const wanted = { provider: 'stripe_connect', name: 'Stripe Connect', sandbox: 'on' as const }

/** The person at Stripe; back comes what the browser brings us. */
async function atStripe(url: string, decision = 'connect', whose = account) {
  const body = new URLSearchParams({ account: whose, decision })
  const answer = await fetch(url, { method: 'POST', redirect: 'manual', body })
  const back = new URL(answer.headers.get('location')!)
  expect(`${back.origin}${back.pathname}`).toBe('http://localhost:3000/api/connect/stripe_connect')
  const { state = '', code, error } = Object.fromEntries(back.searchParams)
  return { provider: 'stripe_connect', state, code, error }
}

const signIn = async (who = shop, whose = account) =>
  endSignIn(who, await atStripe((await beginSignIn(who, wanted)).url, 'connect', whose))

const tell = (path: string, body: object = {}) =>
  fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const callsOf = async (path: string) => {
  const all = (await (await fetch(`${sandbox.url}/_sandbox/requests?service=stripe`)).json()) as {
    path: string
    headers: Record<string, string>
  }[]
  return all.filter((each) => each.path.split('?')[0] === path)
}
const exchanges = async () => (await callsOf('/oauth/token')).length

/** What comes first to an address of its own. */
async function nextPost(cause: (url: string) => Promise<unknown>) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const came = once(server, 'request')
  await cause(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [request, response] = (await came) as [IncomingMessage, ServerResponse]
  const body = await text(request)
  response.end()
  server.close()
  return { headers: new Headers(request.headers as Record<string, string>), body }
}

const kept = (who: Signer) => inTenant(who, (tx) => tx.select().from(connections))
const platformStripe = () => {
  const { hostname, port } = new URL(sandbox.url)
  return new Stripe('sk_test_platform_fake', { host: hostname, port, protocol: 'http', telemetry: false })
}
const mayAct = (stripeAccount: string) =>
  platformStripe()
    .balance.retrieve({}, { stripeAccount })
    .then(
      () => true,
      () => false,
    )

describe('signing in', () => {
  test('connects the account, keeps no key of it, and acts for it with the key of the platform', async () => {
    const { connectionId, status } = await signIn()
    expect(status).toBe('connected')
    const [row] = await kept(shop)
    expect(row).toMatchObject({
      id: connectionId,
      provider: 'stripe_connect',
      mode: 'test',
      status: 'connected',
      facts: { accountId: account },
    })
    expect(await credentialsOf(row!)).toEqual({ accountId: account, mode: 'test' })
    const made = await (await gatewayOf(row!)).startPayment({
      key: 'pay_1:start:1',
      amount: parseDecimal('19.99', currency('EUR')),
      email: null,
      description: 'Europe 5 GB',
      metadata: { payment_id: 'pay_1' },
    })
    const intent = await platformStripe().paymentIntents.retrieve(
      made.externalId,
      {},
      { stripeAccount: account },
    )
    expect(intent).toMatchObject({ amount: 1999, application: 'ca_test_platform_fake' })
    expect((await callsOf('/v1/payment_intents')).at(-1)?.headers['stripe-account']).toBe(account)
  })

  test('MS-48 of many that come back with one code at once, one exchanges it, and the access stays', async () => {
    const back = await atStripe((await beginSignIn(shop, wanted)).url)
    const before = await exchanges()
    const all = await Promise.all(Array.from({ length: 5 }, () => endSignIn(shop, back)))
    expect(await exchanges()).toBe(before + 1)
    expect(all.filter(({ status }) => status === 'connected')).toHaveLength(1)
    expect(await kept(shop)).toHaveLength(1)
    const again = await endSignIn(shop, back)
    expect(again).toMatchObject({ status: 'connected', connectionId: (await kept(shop))[0]!.id })
    expect(await exchanges()).toBe(before + 1)
    expect(await mayAct(account)).toBe(true)
  })

  test.each(['reset', 'status:500'])(
    'MS-48 an exchange without an answer (%s) is never asked again, and signing in anew connects',
    async (fault) => {
      const back = await atStripe((await beginSignIn(shop, wanted)).url)
      const before = await exchanges()
      await tell('faults', { service: 'stripe', path: '/oauth/token', fault })
      const lost = await endSignIn(shop, back)
      expect(lost).toMatchObject({ status: 'failed', problem: expect.stringContaining('nobody knows') })
      expect(await signInProblem(shop, lost.id)).toBe(lost.problem)
      expect(await endSignIn(shop, back)).toMatchObject({ status: 'failed' })
      expect(await exchanges()).toBe(before + 1)
      expect(await kept(shop)).toEqual([])
      expect(await signIn()).toMatchObject({ status: 'connected' })
      expect(await mayAct(account)).toBe(true)
    },
  )

  test('MS-48 that nobody lived to keep is never exchanged again, says so, and can be done anew', async () => {
    const back = await atStripe((await beginSignIn(shop, wanted)).url)
    await stripeConnect.signIn.exchange(back.code!, { url: sandbox.url })
    await inTenant(shop, (tx) => tx.update(signIns).set({ status: 'exchanging' }))
    const before = await exchanges()
    const lost = await endSignIn(shop, back)
    expect(await signInProblem(shop, lost.id)).toMatch(/sign in again: that does no harm/)
    expect([await exchanges(), await kept(shop)]).toEqual([before, []])
    expect(await signIn()).toMatchObject({ status: 'connected' })
    expect([await signInProblem(shop, lost.id), await mayAct(account)]).toEqual([expect.any(String), true])
  })

  test('that was refused, took too long, or is of another mode says so and connects nothing', async () => {
    const denied = await endSignIn(shop, await atStripe((await beginSignIn(shop, wanted)).url, 'cancel'))
    expect(denied).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('did not give access'),
    })

    const before = await exchanges()
    const late = await atStripe((await beginSignIn(shop, wanted)).url)
    await inTenant(shop, (tx) =>
      tx
        .update(signIns)
        .set({ endsAt: new Date(0) })
        .where(eq(signIns.status, 'waiting')),
    )
    expect(await endSignIn(shop, late)).toMatchObject({ problem: expect.stringContaining('took too long') })
    expect(await exchanges()).toBe(before)

    const stale = await atStripe((await beginSignIn(shop, wanted)).url)
    expect(await endSignIn(shop, { ...stale, code: 'ac_forged' })).toMatchObject({
      problem: expect.stringContaining('Stripe did not connect the account'),
    })
    expect(await kept(shop)).toEqual([])
  })

  test('is ended by who began it alone, for the organization that it was begun for', async () => {
    const back = await atStripe((await beginSignIn(shop, wanted)).url)
    const before = await exchanges()
    const colleague = person(await makeMember(shop.tenantId, 'owner'))
    const stranger = person(await makeTenant())
    const viewer = person(await makeMember(shop.tenantId, 'viewer'))
    for (const other of [colleague, stranger, { ...stranger, user: shop.user }])
      await expect(endSignIn(other, back)).rejects.toMatchObject({ code: 'precondition' })
    await expect(endSignIn({ ...shop, actor: viewer.actor }, back)).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(beginSignIn(viewer, wanted)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await exchanges()).toBe(before)
    const { id } = await endSignIn(shop, back)
    expect(await signInProblem(stranger, id)).toMatch(/someone else/)
  })

  test('of a live platform is not begun in the sandbox, and says so at the switch', () => {
    const live = { mode: 'live' as const, credentials: {} }
    expect(() => endpointFor(stripeConnect, live, true)).toThrow(
      expect.objectContaining({ detail: { fields: { sandbox: [expect.stringMatching(/live/)] } } }),
    )
  })

  test('needs a name that is free, and keeps the account when another took it meanwhile', async () => {
    const long = 'Stripe '.padEnd(60, 'x')
    const first = await atStripe((await beginSignIn(shop, wanted)).url)
    const second = await atStripe(
      (await beginSignIn(shop, { ...wanted, name: long })).url,
      'connect',
      `${account}c`,
    )
    await endSignIn(
      shop,
      await atStripe((await beginSignIn(shop, { ...wanted, name: long })).url, 'connect', `${account}d`),
    )
    expect(await endSignIn(shop, second)).toMatchObject({ status: 'connected' })
    await signIn(shop, `${account}b`)
    await expect(beginSignIn(shop, wanted)).rejects.toMatchObject({
      detail: { fields: { name: [expect.stringContaining('already')] } },
    })
    await endSignIn(shop, first)
    expect((await kept(shop)).map(({ name }) => name).sort()).toEqual([
      'Stripe Connect',
      `Stripe Connect ${account}`,
      `${long.slice(0, 30)} ${account}c`,
      long,
    ])
  })
})

describe('an account', () => {
  test('of one organization is not connected by another, and keeps its access', async () => {
    await signIn()
    const stranger = person(await makeTenant())
    expect(await signIn(stranger)).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('another organization'),
    })
    expect(await kept(stranger)).toEqual([])
    expect(await mayAct(account)).toBe(true)
  })

  test('that is signed in twice at once by two organizations is of one of them', async () => {
    const stranger = person(await makeTenant())
    const backs = [
      await atStripe((await beginSignIn(shop, wanted)).url),
      await atStripe((await beginSignIn(stranger, wanted)).url),
    ] as const
    const ended = await Promise.all([endSignIn(shop, backs[0]), endSignIn(stranger, backs[1])])
    expect(ended.map(({ status }) => status).sort()).toEqual(['connected', 'failed'])
    expect([...(await kept(shop)), ...(await kept(stranger))]).toHaveLength(1)
  })

  test('is told of by the one webhook of the platform, and no other organization hears it', async () => {
    await signIn()
    const stranger = person(await makeTenant())
    await signIn(stranger, `${account}b`)
    const [platform] = await db.select().from(platforms)
    expect(platform?.webhookSecret).not.toContain('whsec_')
    expect((await platformStripe().webhookEndpoints.list()).data).toMatchObject([
      { id: platform!.webhookId, url: 'http://localhost:3000/api/webhooks/platforms/stripe_connect' },
    ])

    const post = await nextPost(async (url) => {
      const stripe = platformStripe()
      await stripe.webhookEndpoints.update(platform!.webhookId, { url })
      await stripe.paymentIntents.create({ amount: 500, currency: 'eur' }, { stripeAccount: account })
    })
    const proved = { ...post, bytes: Buffer.from(post.body) }
    await receivePlatform('stripe_connect', proved)
    await receivePlatform('stripe_connect', proved)
    const own = await inTenant(shop, (tx) => tx.select().from(notices))
    expect(own).toMatchObject([{ type: 'payment_intent.created', repeats: 1 }])
    expect(await inTenant(stranger, (tx) => tx.select().from(notices))).toEqual([])
    const forged = { ...proved, body: post.body.replace(account, `${account}b`) }
    await expect(receivePlatform('stripe_connect', forged)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(receivePlatform('stripe', proved)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('of a platform that is no longer set up is left out where others can be saved or paid with', async () => {
    const { connectionId } = await signIn()
    await replaceCredentials(shop, connectionId!, {
      credentials: { accountId: account, mode: 'live' },
      facts: {},
    })
    expect(await waysToSave(shop.tenantId, 'EUR')).toEqual([])
  })

  test('whose access was taken back is out of use, and signing in again mends the very connection', async () => {
    const { connectionId } = await signIn()
    const id = connectionId!
    const [platform] = await db.select().from(platforms)
    const post = await nextPost(async (url) => {
      await platformStripe().webhookEndpoints.update(platform!.webhookId, { url })
      await tell(`stripe/${account}/deauthorize`)
    })
    expect(await mayAct(account)).toBe(false)
    await receivePlatform('stripe_connect', { ...post, bytes: Buffer.from(post.body) })
    await runJobs([handleNotice])
    expect((await kept(shop))[0]).toMatchObject({
      status: 'broken',
      health: { problem: expect.stringContaining('taken back') },
    })
    expect(await recheckPsp(shop, id)).toMatchObject({ problem: expect.stringContaining('taken back') })
    const other = `${account}b`
    expect(
      await endSignIn(shop, await atStripe((await renewSignIn(shop, id)).url, 'connect', other)),
    ).toMatchObject({ status: 'failed', problem: expect.stringContaining('another account') })
    expect(await mayAct(other)).toBe(false)
    const { url } = await renewSignIn(shop, id)
    expect(await endSignIn(shop, await atStripe(url))).toMatchObject({ connectionId: id })
    expect(await kept(shop)).toMatchObject([{ id, status: 'connected' }])
    const stranger = person(await makeTenant())
    await expect(renewSignIn(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('that is deleted here gives its access back, and can be connected by another', async () => {
    const { connectionId } = await signIn()
    expect(await deletePsp(shop, connectionId!)).toEqual({ left: null })
    expect(await mayAct(account)).toBe(false)
    expect(await db.$count(addresses, eq(addresses.tenantId, shop.tenantId))).toBe(0)
    expect(await signIn(person(await makeTenant()))).toMatchObject({ status: 'connected' })
  })

  test('that is deleted while someone renews its access stays deleted', async () => {
    const { connectionId } = await signIn()
    const back = await atStripe((await renewSignIn(shop, connectionId!)).url)
    await tell('faults', { service: 'stripe', path: '/oauth/token', fault: 'slow', delay_ms: 3_000 })
    const ending = endSignIn(shop, back)
    const statuses = () => inTenant(shop, (tx) => tx.select({ status: signIns.status }).from(signIns))
    await expect.poll(statuses).toContainEqual({ status: 'exchanging' })
    await deletePsp(shop, connectionId!)
    await expect(ending).rejects.toMatchObject({ code: 'precondition' })
    expect(await kept(shop)).toEqual([])
  })

  test('is offered as a choice without fields, and takes no key', async () => {
    const choice = pspChoices().find(({ name }) => name === 'stripe_connect')
    expect(choice).toMatchObject({ signsIn: 'Stripe', fields: [] })
    const { connectionId } = await signIn()
    const id = connectionId!
    const no = { code: 'precondition' }
    await expect(connectPsp(shop, { ...wanted, accountId: account, mode: 'test' })).rejects.toMatchObject(no)
    await expect(replacePspKey(shop, { id, accountId: 'acct_other', mode: 'test' })).rejects.toMatchObject(no)
    await expect(rotateSecret(shop, id)).rejects.toMatchObject(no)
    const psp = await getPsp(shop, id)
    expect(psp.webhook.url).toMatch(/webhooks\/platforms\/stripe_connect$/)
    expect(psp.events.find(({ type }) => type === 'account.application.deauthorized')).toMatchObject({
      isSubscribed: true,
    })
  })

  test('is told of by one webhook whose secret is kept, though many set it up at the same moment', async () => {
    const { connectionId } = await signIn()
    const stripe = platformStripe()
    const standing = async () => (await stripe.webhookEndpoints.list({ limit: 100 })).data.map(({ id }) => id)
    for (let round = 0; round < 10; round++) {
      for (const id of await standing()) await stripe.webhookEndpoints.del(id)
      if (round % 2) await db.delete(platforms)
      await Promise.all(Array.from({ length: 4 }, () => setUpWebhook(shop, connectionId!)))
      expect(await standing()).toEqual((await db.select().from(platforms)).map(({ webhookId }) => webhookId))
    }
  })
})

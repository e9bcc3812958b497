import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { entries, notices, orders } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection, webhookSecretsOf } from '@/lib/connections/find'
import { newToken } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { checkOut } from '@/lib/orders/checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import { connectPsp } from '@/lib/payments/connect'
import { getPsp } from '@/lib/payments/connections-list'
import { installationId } from '@/lib/payments/installation'
import { finishRoll, rotateSecret } from '@/lib/payments/roll'
import { setUpWebhook } from '@/lib/payments/webhook'
import { startSandbox } from '@/lib/sandbox/start'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeConnection, makeShop, makeTenant } from '@/lib/testing/make'
import { receiveAll } from '@/lib/testing/receive'
import { endWebhookRoll } from './jobs'

// The settings are read once, so both ports must be known before anything else is imported.
const ports = await vi.hoisted(async () => {
  const { freePort } = await import('@/db/free-port')
  const [sandbox, app] = [await freePort(), await freePort()]
  process.env.SANDBOX_PORT = String(sandbox)
  process.env.APP_URL = `http://127.0.0.1:${app}`
  return { sandbox, app }
})

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let inbox: Awaited<ReturnType<typeof receiveAll>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: ports.sandbox, dir: makeTempFolder(), smtpPort: 0 })
  inbox = await receiveAll(ports.app)
})
afterAll(async () => {
  await inbox.close()
  await sandbox.close()
})

let ctx: Context
let account: string
let stripe: Stripe
let serial = 0
beforeEach(async () => {
  ctx = await makeTenant()
  account = `roll${process.pid}x${++serial}`
  const key = `sk_test_${account}_fake`
  stripe = new Stripe(key, { host: 'localhost', port: ports.sandbox, protocol: 'http', telemetry: false })
})
afterEach(() => tell('webhooks', { service: 'stripe', mode: 'normal' }))

const tell = (path: string, body: object) =>
  fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const connect = () =>
  connectPsp(ctx, {
    provider: 'stripe',
    name: 'Stripe',
    sandbox: 'on',
    publishableKey: `pk_test_${account}_fake`,
    secretKey: `sk_test_${account}_fake`,
  })

const connectionOf = (id: string) => inTenant(ctx, (tx) => getConnection(tx, id))
const secretsOf = async (id: string) => webhookSecretsOf(await connectionOf(id))
const endpoints = async () => (await stripe.webhookEndpoints.list({ limit: 100 })).data
const noticesOf = () => inTenant(ctx, (tx) => tx.select().from(notices))
const rollOf = async (id: string) => (await getPsp(ctx, id)).facts.roll
const step = () => runJobs([endWebhookRoll], { dueNow: true })

/** A purchase with this connection, up to what Stripe makes of it. */
async function buy(connectionId: string) {
  const shop = await makeShop(ctx, { psp: { name: `Other ${++serial}` } })
  const store = { tenantId: ctx.tenantId, id: shop.store.id }
  const made = await checkOut(store, makeCheckoutInput(shop, { connectionId }), {
    ip: '192.0.2.1',
    agent: 'test',
  })
  const { externalId } = await startAtProvider(ctx.tenantId, made.paymentId)
  await stripe.paymentIntents.confirm(externalId, {
    payment_method: 'pm_card_visa',
    return_url: 'http://localhost/',
  })
  return made
}

const succeeded = async () => (await noticesOf()).find(({ type }) => type === 'payment_intent.succeeded')

/** How many deliveries of this kind to the connection were answered with 200. */
async function takenIn(wanted: string, id: string): Promise<number> {
  const { webhookKey } = await connectionOf(id)
  const sent = (await (await fetch(`${sandbox.url}/_sandbox/webhooks?service=stripe`)).json()) as {
    type: string
    url: string
    status: number
  }[]
  return sent.filter(({ type, url, status }) => type === wanted && url.endsWith(webhookKey) && status === 200)
    .length
}

describe('a webhook that takes the place of another loses no event, and counts none twice', () => {
  test('MS-15 while both are there, each event comes twice and is worked once', async () => {
    const { id } = await connect()
    const [old] = await secretsOf(id)
    expect((await rotateSecret(ctx, id)).kind).toBe('created')
    expect([(await endpoints()).length, await secretsOf(id)]).toEqual([2, [expect.any(String), old]])
    const { orderId } = await buy(id)
    await expect.poll(() => takenIn('payment_intent.succeeded', id)).toBe(2)
    expect((await noticesOf()).filter(({ type }) => type === 'payment_intent.succeeded')).toHaveLength(1)
    await runJobs([handleNotice])
    const [order] = await inTenant(ctx, (tx) => tx.select().from(orders).where(eq(orders.id, orderId)))
    const booked = await inTenant(ctx, (tx) => tx.select().from(entries))
    expect([order!.status, booked.filter(({ cause }) => cause.endsWith(':paid')).length]).toEqual(['paid', 1])
  })

  test('the old one goes when nothing is on its way any more, and its secret after it', async () => {
    const { id } = await connect()
    const [old] = await secretsOf(id)
    const { webhookId: first } = await connectionOf(id)
    await rotateSecret(ctx, id)
    expect(await rollOf(id)).toMatchObject({ state: 'draining', oldId: first })
    await runJobs([endWebhookRoll])
    expect(await endpoints()).toHaveLength(2)
    await step()
    const { webhookId: second } = await connectionOf(id)
    expect((await endpoints()).map((each) => each.id)).toEqual([second])
    expect(await secretsOf(id)).toContain(old)
    await step()
    expect([await secretsOf(id), await rollOf(id)]).toEqual([[expect.not.stringContaining(old!)], null])
  })

  test('what neither could deliver is read before the old one goes', async () => {
    const { id } = await connect()
    await rotateSecret(ctx, id)
    await tell('webhooks', { service: 'stripe', mode: 'drop' })
    await buy(id)
    expect(await noticesOf()).toEqual([])
    await finishRoll(ctx, id)
    await runJobs([endWebhookRoll])
    expect(await succeeded()).toBeDefined()
    expect(await endpoints()).toHaveLength(1)
  })

  test('two people who press the button at once replace it once', async () => {
    const { id } = await connect()
    const tries = await Promise.allSettled([rotateSecret(ctx, id), rotateSecret(ctx, id)])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect([(await endpoints()).length, (await secretsOf(id)).length]).toEqual([2, 2])
  })

  test('checking the webhook meanwhile keeps both', async () => {
    const { id } = await connect()
    await rotateSecret(ctx, id)
    expect(await setUpWebhook(ctx, id)).toMatchObject({ kind: 'reused' })
    expect(await endpoints()).toHaveLength(2)
  })

  test('MS-23 without room for a second one the first goes on, and the page says how to make room', async () => {
    const { id } = await connect()
    for (let count = 1; count < 16; count++)
      await stripe.webhookEndpoints.create({
        url: `https://other.test/${count}`,
        enabled_events: ['charge.updated'],
      })
    expect(await rotateSecret(ctx, id)).toMatchObject({
      kind: 'manual',
      reason: expect.stringContaining('no room'),
    })
    expect([await rollOf(id), (await secretsOf(id)).length]).toEqual([null, 1])
    await buy(id)
    await expect.poll(succeeded).toBeDefined()
  })
})

test('a webhook that tells in an older version goes on, and is replaced by one that tells in ours', async () => {
  const webhookKey = newToken()
  const endpoint = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${ports.app}/api/webhooks/payments/${webhookKey}`,
    enabled_events: ['charge.updated'],
    api_version: '2024-06-20',
    metadata: { installation: await installationId() },
  })
  const { id } = await makeConnection(ctx, {
    ...{ kind: 'psp', provider: 'stripe', mode: 'test', endpoint: sandbox.url, webhookKey },
    plain: { secretKey: `sk_test_${account}_fake`, publishableKey: `pk_test_${account}_fake` },
    secrets: [endpoint.secret!],
    webhookId: endpoint.id,
  })
  expect(await setUpWebhook(ctx, id)).toMatchObject({ kind: 'reused', id: endpoint.id })
  expect((await getPsp(ctx, id)).webhook.newVersion).toBe(Stripe.API_VERSION)
  await rotateSecret(ctx, id)
  expect((await endpoints()).map((each) => each.api_version).sort()).toEqual([
    '2024-06-20',
    Stripe.API_VERSION,
  ])
  await step()
  expect(await endpoints()).toMatchObject([{ api_version: Stripe.API_VERSION }])
  expect((await getPsp(ctx, id)).webhook.newVersion).toBeNull()
})

test('test and live keys of one account stand side by side, each with a secret of its own', async () => {
  const { id } = await connect()
  const live = await makeConnection(ctx, {
    ...{ kind: 'psp', provider: 'stripe', name: 'Stripe live', mode: 'live', endpoint: sandbox.url },
    plain: { secretKey: `sk_live_${account}_fake`, publishableKey: `pk_live_${account}_fake` },
    facts: { accountId: `acct_${account}` },
  })
  expect((await setUpWebhook(ctx, live.id)).kind).toBe('created')
  expect((await getPsp(ctx, id)).twins).toEqual([])
  const [one, two] = [await secretsOf(id), await secretsOf(live.id)]
  expect(one).not.toEqual(two)
  await stripe.paymentIntents.create({
    ...{ amount: 900, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' },
    allowed_payment_method_types: ['card'],
  })
  await expect.poll(async () => (await succeeded())?.connectionId).toBe(id)
  expect((await noticesOf()).filter(({ connectionId }) => connectionId === live.id)).toEqual([])
})

import { eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connections, disputes, notices, orders, sweeps } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { handleNotice } from '@/lib/inbox/jobs'
import { checkOut } from '@/lib/orders/checkout'
import { fulfilOrder } from '@/lib/orders/jobs'
import { startAtProvider } from '@/lib/orders/start-payment'
import { startSandbox } from '@/lib/sandbox/start'
import { settle } from '@/lib/settlement/settle'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { receiveAll } from '@/lib/testing/receive'
import { catchUp } from './catch-up'
import { catchUpConnection, catchUpEvents, doSweep } from './jobs'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let inbox: Awaited<ReturnType<typeof receiveAll>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
  inbox = await receiveAll()
  await tell('webhooks', { service: 'stripe', mode: 'drop' })
})
afterAll(async () => {
  await inbox.close()
  await sandbox.close()
})

const tell = (path: string, body: object) =>
  fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

let serial = 0

/** A delivered order of a shop whose webhooks are all lost. */
async function sold({ suffix = '' } = {}) {
  const ctx = await makeTenant()
  const account = `catchup${++serial}`
  const key = `sk_test_${account}_fake`
  const { hostname, port } = new URL(sandbox.url)
  const stripe = new Stripe(key, { host: hostname, port, protocol: 'http', telemetry: false })
  const shop = await makeShop(ctx, {
    psp: {
      endpoint: sandbox.url,
      plain: {
        secretKey: suffix ? `rk_test_${account}_${suffix}` : key,
        publishableKey: `pk_test_${account}_fake`,
        webhookSecret: '',
      },
    },
  })
  const url = `${inbox.url}/${shop.connection.webhookKey}`
  await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })
  const store = { tenantId: ctx.tenantId, id: shop.store.id }
  const made = await checkOut(store, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'test' })
  const { externalId } = await startAtProvider(ctx.tenantId, made.paymentId)
  await stripe.paymentIntents.confirm(externalId, {
    payment_method: 'pm_card_visa',
    return_url: 'http://localhost/',
  })
  await settle(ctx.tenantId, made.paymentId)
  await runJobs([fulfilOrder])
  return { ctx, stripe, externalId, connectionId: shop.connection.id, orderId: made.orderId }
}

async function runByClock() {
  await catchUpEvents.run({})
  await runJobs([catchUpConnection, handleNotice])
}

const statusOf = (ctx: Context, id: string) =>
  inTenant(ctx, async (tx) => (await tx.select().from(orders).where(eq(orders.id, id)))[0]!.status)
const keptOf = (ctx: Context) => inTenant(ctx, (tx) => tx.select().from(notices))
const cursorOf = (ctx: Context, id: string) =>
  inTenant(
    ctx,
    async (tx) => (await tx.select().from(connections).where(eq(connections.id, id)))[0]!.syncedAt,
  )

const sweepsOf = (ctx: Context) => inTenant(ctx, (tx) => tx.$count(sweeps))

/** When it was read last, in minutes before now. */
async function setMark(ctx: Context, id: string, minutes: number, set: { status?: 'broken' } = {}) {
  const syncedAt = new Date(Date.now() - minutes * 60_000)
  await inTenant(ctx, (tx) =>
    tx
      .update(connections)
      .set({ ...set, syncedAt })
      .where(eq(connections.id, id)),
  )
  return syncedAt
}

async function isAskedSince(mark: Date): Promise<boolean> {
  const answer = await fetch(`${sandbox.url}/_sandbox/requests?service=stripe`)
  const asked = (await answer.json()) as { path: string }[]
  const since = Math.floor(mark.getTime() / 1000) - 3600
  return asked.some(({ path }) => decodeURIComponent(path).includes(`created[gte]=${since}`))
}

test('a refund made at the payment provider is recorded, though its webhook is lost for good', async () => {
  const { ctx, externalId, orderId } = await sold()
  await tell(`stripe/${externalId}/refund`, {})
  expect([await statusOf(ctx, orderId), inbox.count()]).toEqual(['fulfilled', 0])
  await runByClock()
  expect([await statusOf(ctx, orderId), inbox.count()]).toEqual(['refunded', 0])
})

test('events that had to be read do not show the webhook as healthy', async () => {
  const { ctx, connectionId } = await sold()
  await runByClock()
  const { health } = await inTenant(ctx, (tx) => getConnection(tx, connectionId))
  expect([(await keptOf(ctx)).length > 0, health.lastEventAt]).toEqual([true, undefined])
})

test('a dispute whose webhook is lost is seen', async () => {
  const { ctx, externalId } = await sold()
  await tell(`stripe/${externalId}/dispute`, {})
  await runByClock()
  expect(await inTenant(ctx, (tx) => tx.select().from(disputes))).toHaveLength(1)
})

test('an event is kept once, however often its hour is read', async () => {
  const { ctx } = await sold()
  await runByClock()
  const first = await keptOf(ctx)
  await runByClock()
  const again = await keptOf(ctx)
  const known = new Set(first.map(({ externalId }) => externalId))
  const same = again.filter(({ externalId }) => known.has(externalId))
  // The fee may have come in between, as an event of its own.
  expect([same.length, same.every(({ repeats }) => repeats === 0)]).toEqual([first.length, true])
  expect(first.map(({ type }) => type)).toContain('payment_intent.succeeded')
})

test('a listing of very many events goes on where it stopped, and only its end moves the mark', async () => {
  const { ctx, connectionId, externalId, orderId } = await sold()
  await tell('clock', { advance_s: 5 })
  await tell(`stripe/${externalId}/refund`, {})
  await tell('clock', { advance_s: 5 })
  await tell(`stripe/${externalId}/early_fraud_warning`, {})
  const rest = await catchUp({ tenantId: ctx.tenantId, id: connectionId }, 1)
  expect(rest?.until).toBeInstanceOf(Date)
  expect(await cursorOf(ctx, connectionId)).toBeNull()
  const newest = await keptOf(ctx)
  expect(newest.map(({ type }) => type)).toEqual(['radar.early_fraud_warning.created'])
  await catchUpConnection.run(rest!)
  await runJobs([handleNotice])
  expect(await cursorOf(ctx, connectionId)).toEqual(rest!.begunAt)
  expect(await statusOf(ctx, orderId)).toBe('refunded')
})

test('the next listing begins an hour before the last', async () => {
  const { ctx, connectionId } = await sold()
  await runByClock()
  const mark = await cursorOf(ctx, connectionId)
  await runByClock()
  expect(await isAskedSince(mark!)).toBe(true)
})

test('the first listing begins with the connection, however long nobody could make one', async () => {
  const { ctx, connectionId } = await sold()
  const createdAt = new Date(Date.now() - 5 * 86_400_000)
  await inTenant(ctx, (tx) =>
    tx.update(connections).set({ createdAt }).where(eq(connections.id, connectionId)),
  )
  await runByClock()
  expect(await isAskedSince(createdAt)).toBe(true)
})

test('a key that may not list events is left to its webhooks, and its payments are compared after a gap', async () => {
  const { ctx, connectionId, externalId, orderId } = await sold({ suffix: 'noevents' })
  expect(await catchUp({ tenantId: ctx.tenantId, id: connectionId })).toBeNull()
  expect([await keptOf(ctx), await sweepsOf(ctx)]).toEqual([[], 0])
  await tell(`stripe/${externalId}/refund`, {})
  await setMark(ctx, connectionId, 46)
  await runByClock()
  expect(await sweepsOf(ctx)).toBe(1)
  await inTenant(ctx, (tx) => tx.update(sweeps).set({ until: new Date(Date.now() + 60_000) }))
  await runJobs([doSweep])
  expect(await statusOf(ctx, orderId)).toBe('refunded')
})

test('without a gap nothing is compared, and while a connection is broken its mark stays', async () => {
  const { ctx, connectionId } = await sold({ suffix: 'noevents' })
  const mark = await setMark(ctx, connectionId, 44)
  await runByClock()
  expect([await sweepsOf(ctx), (await cursorOf(ctx, connectionId))! > mark]).toEqual([0, true])
  const old = await setMark(ctx, connectionId, 300, { status: 'broken' })
  await catchUp({ tenantId: ctx.tenantId, id: connectionId })
  expect([await sweepsOf(ctx), await cursorOf(ctx, connectionId)]).toEqual([0, old])
})

test('what could not be delivered is read before all else', async () => {
  const { ctx, connectionId } = await sold()
  const listed = async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/requests?service=stripe`)
    const asked = (await answer.json()) as { path: string }[]
    return asked.map(({ path }) => path).filter((path) => path.startsWith('/v1/events'))
  }
  const before = await listed()
  await catchUp({ tenantId: ctx.tenantId, id: connectionId })
  const asked = (await listed()).slice(before.length)
  expect(asked.map((path) => path.includes('delivery_success=false'))).toEqual([true, false])
})

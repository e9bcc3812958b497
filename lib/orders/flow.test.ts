import { eq, sql } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connections, notices, orderEvents, orders, payments, provisions, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { newToken, seal } from '@/lib/core/secrets'
import { handle } from '@/lib/inbox/handle'
import { handleNotice } from '@/lib/inbox/jobs'
import { installationId } from '@/lib/payments/installation'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { receiveAll } from '@/lib/testing/receive'
import { makeSuppliedPlan, supplierOrders } from '@/lib/testing/supplier'
import { checkOut } from './checkout'
import { expireOrder } from './expire'
import { adopt, purchaseFromSupplier } from './fulfil-supplier'
import { fulfilOrder } from './jobs'
import { startAtProvider } from './start-payment'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let inbox: Awaited<ReturnType<typeof receiveAll>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
  inbox = await receiveAll()
})
afterAll(async () => {
  await inbox.close()
  await sandbox.close()
})

const buyer = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, submitRefund, settlePayment, handleNotice]
let serial = 0

/** A shop whose payments, and if wanted whose eSIMs, come from the sandbox. */
async function open({ isSupplied = false } = {}) {
  const ctx = await makeTenant()
  const account = `flow${++serial}`
  const { hostname, port } = new URL(sandbox.url)
  const key = `sk_test_${account}_fake`
  const stripe = new Stripe(key, { host: hostname, port, protocol: 'http', telemetry: false })
  const webhookKey = newToken()
  const endpoint = await stripe.webhookEndpoints.create({
    url: `${inbox.url}/${webhookKey}`,
    enabled_events: ['payment_intent.succeeded', 'charge.refunded', 'charge.dispute.created'],
  })
  const psp = {
    endpoint: sandbox.url,
    webhookKey,
    secrets: [endpoint.secret!],
    plain: { secretKey: key, publishableKey: `pk_test_${account}_fake`, webhookSecret: '' },
  }
  const shop = await makeShop(ctx, { psp, stock: 2 })
  const plan = isSupplied ? await makeSuppliedPlan(ctx, sandbox.url, account) : shop.plan
  return { ctx, account, stripe, shop: { ...shop, plan }, buy: () => buy(ctx, { ...shop, plan }, stripe) }
}

async function buy(
  ctx: Context,
  shop: Awaited<ReturnType<typeof makeShop>>,
  stripe: Stripe,
  method = 'pm_card_visa',
) {
  const made = await checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), buyer)
  const { externalId } = await startAtProvider(ctx.tenantId, made.paymentId)
  await stripe.paymentIntents
    .confirm(externalId, { payment_method: method, return_url: 'http://localhost/' })
    .catch(() => {})
  return { ...made, externalId }
}

const fault = (body: Record<string, unknown>) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** The paths that were called at the payment provider about one thing. */
const callsTo = async (id: string): Promise<string[]> => {
  const found = await fetch(`${sandbox.url}/_sandbox/requests?service=stripe`)
  const calls = (await found.json()) as { path: string }[]
  return calls.map(({ path }) => path.split('?')[0]!).filter((path) => path.includes(id))
}

const orderOf = (ctx: Context, id: string) =>
  inTenant(ctx.tenantId, async (tx) => (await tx.select().from(orders).where(eq(orders.id, id)))[0]!)
const countSims = (ctx: Context, orderId: string) =>
  inTenant(ctx.tenantId, async (tx) => (await tx.select().from(sims).where(eq(sims.orderId, orderId))).length)
/** Works through what is due, and what would be due later, until the order is where it should end. */
const until = (ctx: Context, orderId: string, status: string) =>
  expect
    .poll(
      async () => {
        await runJobs(jobs, { dueNow: true })
        return (await orderOf(ctx, orderId)).status
      },
      { timeout: 15_000 },
    )
    .toBe(status)

test('a webhook alone brings a paid order to its eSIM', async () => {
  const { ctx, buy } = await open()
  const { orderId } = await buy()
  await inbox.seen(1)
  await until(ctx, orderId, 'fulfilled')
})

test('a lost webhook is made good by the return page', async () => {
  const { ctx, buy } = await open()
  const { orderId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await runJobs([fulfilOrder])
  expect((await orderOf(ctx, orderId)).status).toBe('fulfilled')
})

test('an eSIM is bought at the supplier once, though two workers try', async () => {
  const { ctx, account, buy } = await open({ isSupplied: true })
  const { orderId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await Promise.all([runJobs(jobs), runJobs(jobs)])
  await until(ctx, orderId, 'fulfilled')
  expect([(await supplierOrders(sandbox.url, account)).length, await countSims(ctx, orderId)]).toEqual([1, 1])
})

test('an eSIM bears our order at its supplier', async () => {
  const { ctx, account, buy } = await open({ isSupplied: true })
  const { orderId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await until(ctx, orderId, 'fulfilled')
  const [sim] = await inTenant(ctx.tenantId, (tx) => tx.select().from(sims).where(eq(sims.orderId, orderId)))
  const esim = await fetch(`${sandbox.url}/esim-go/v2.5/esims/${sim!.iccid}`, {
    headers: { 'x-api-key': `sbx_esimgo_${account}` },
  })
  expect(await esim.json()).toMatchObject({ customerRef: orderId })
})

test('a supplier that took the order but never answered is looked up, not asked to sell again', async () => {
  const { ctx, account, buy } = await open({ isSupplied: true })
  const { orderId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await fault({
    service: 'esim-go',
    method: 'POST',
    path: '/esim-go/v2.5/orders',
    times: 1,
    fault: 'timeout_after_commit',
  })
  await runJobs([fulfilOrder])
  const [unknown] = await inTenant(ctx.tenantId, (tx) => tx.select().from(provisions))
  expect(unknown!.status).toBe('unknown')
  await until(ctx, orderId, 'fulfilled')
  const [ready] = await inTenant(ctx.tenantId, (tx) => tx.select().from(provisions))
  expect([
    ready!.attempt,
    (await supplierOrders(sandbox.url, account)).length,
    await countSims(ctx, orderId),
  ]).toEqual([1, 1, 1])
})

test('a purchase that provably never reached the supplier is made again', async () => {
  const { ctx, account, buy } = await open({ isSupplied: true })
  const { orderId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await fault({
    service: 'esim-go',
    method: 'POST',
    path: '/esim-go/v2.5/orders',
    times: 1,
    fault: 'timeout',
  })
  await runJobs([fulfilOrder])
  await runJobs([fulfilOrder], { dueNow: true })
  const [waiting] = await inTenant(ctx.tenantId, (tx) => tx.select().from(provisions))
  expect([waiting!.status, waiting!.attempt]).toEqual(['unknown', 1])
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(provisions).set({ calledAt: sql`${provisions.calledAt} - interval '2 minutes'` }),
  )
  await until(ctx, orderId, 'fulfilled')
  const [made] = await inTenant(ctx.tenantId, (tx) => tx.select().from(provisions))
  expect([made!.attempt, (await supplierOrders(sandbox.url, account)).length]).toEqual([2, 1])
})

test('an order that cannot be delivered gets all its money back at the provider', async () => {
  const { ctx, stripe, buy } = await open({ isSupplied: true })
  const { orderId, paymentId, externalId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await inTenant(ctx.tenantId, (tx) =>
    tx
      .update(orders)
      .set({ deliverBy: new Date(0) })
      .where(eq(orders.id, orderId)),
  )
  await until(ctx, orderId, 'refunded')
  const { data } = await stripe.refunds.list({ payment_intent: externalId })
  expect([(await orderOf(ctx, orderId)).status, data.map(({ amount }) => amount)]).toEqual([
    'refunded',
    [900],
  ])
})

test('a refund whose answer was lost is made once', async () => {
  const { ctx, stripe, buy } = await open()
  const { orderId, paymentId, externalId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await inTenant(ctx.tenantId, (tx) =>
    tx
      .update(orders)
      .set({ deliverBy: new Date(0) })
      .where(eq(orders.id, orderId)),
  )
  await fault({ service: 'stripe', method: 'POST', path: '/v1/refunds', times: 1, fault: 'reset' })
  await until(ctx, orderId, 'refunded')
  const { data } = await stripe.refunds.list({ payment_intent: externalId })
  expect([data.length, (await orderOf(ctx, orderId)).status]).toEqual([1, 'refunded'])
})

test('a second payment at the provider that bears our reference never takes the place of the first', async () => {
  const { ctx, shop, stripe, buy } = await open()
  const { paymentId, externalId } = await buy()
  const metadata = { installation: await installationId(), payment_id: paymentId }
  const twin = await stripe.paymentIntents.create({ amount: 900, currency: 'eur', metadata })
  const [notice] = await inTenant(ctx, (tx) =>
    tx
      .insert(notices)
      .values({
        ...{ connectionId: shop.connection.id, externalId: 'evt_twin', type: 'payment_intent.created' },
        ...{ subjectId: twin.id, body: '', occurredAt: new Date() },
      })
      .returning(),
  )
  await handle(ctx.tenantId, notice!.id)
  const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
  expect(payment!.externalId).toBe(externalId)
})

test('a refund made in the dashboard of the provider is recorded', async () => {
  const { ctx, stripe, buy } = await open()
  const { orderId, externalId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await runJobs([fulfilOrder])
  const before = inbox.count()
  await stripe.refunds.create({ payment_intent: externalId })
  await inbox.seen(before + 1)
  await until(ctx, orderId, 'refunded')
})

test('an eSIM that the supplier made for an order already refunded is found and kept, and no second is bought', async () => {
  const { ctx, account, buy } = await open({ isSupplied: true })
  const { orderId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await fault({
    service: 'esim-go',
    method: 'POST',
    path: '/esim-go/v2.5/orders',
    times: 1,
    fault: 'timeout_after_commit',
  })
  await runJobs([fulfilOrder])
  await inTenant(ctx.tenantId, (tx) =>
    tx
      .update(orders)
      .set({ deliverBy: new Date(0) })
      .where(eq(orders.id, orderId)),
  )
  await until(ctx, orderId, 'refunded')
  await expect
    .poll(
      async () => {
        await runJobs(jobs, { dueNow: true })
        return (await inTenant(ctx.tenantId, (tx) => tx.select().from(provisions)))[0]!.status
      },
      { timeout: 15_000 },
    )
    .toBe('ready')
  const kept = await inTenant(ctx.tenantId, (tx) => tx.select().from(sims).where(eq(sims.integration, 'ok')))
  expect([kept.length, kept[0]!.orderId, (await supplierOrders(sandbox.url, account)).length]).toEqual([
    1,
    null,
    1,
  ])
  expect((await orderOf(ctx, orderId)).status).toBe('refunded')
})

test('a checkout ends, and its eSIM is free again, though the provider no longer takes our key', async () => {
  const { ctx, shop } = await open()
  const made = await checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), buyer)
  await startAtProvider(ctx.tenantId, made.paymentId)
  const revoked = seal(
    JSON.stringify({ secretKey: 'sk_test_x_revoked', publishableKey: 'pk_test_x_fake', webhookSecret: '' }),
  )
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(connections).set({ credentials: revoked }).where(eq(connections.id, shop.connection.id)),
  )
  await expireOrder(ctx.tenantId, made.orderId)
  expect([(await orderOf(ctx, made.orderId)).status, await countSims(ctx, made.orderId)]).toEqual([
    'expired',
    0,
  ])
})

test('what several webhooks say of one payment is looked up once', async () => {
  const { ctx, stripe, buy } = await open()
  const { orderId, externalId } = await buy()
  await stripe.refunds.create({ payment_intent: externalId, amount: 100 })
  const arrived = () => inTenant(ctx, (tx) => tx.select().from(notices))
  await expect.poll(async () => (await arrived()).length).toBe(2)
  const since = (await callsTo(externalId)).length
  await runJobs([handleNotice])
  expect((await arrived()).map(({ outcome }) => outcome)).toEqual(['applied', 'applied'])
  expect((await orderOf(ctx, orderId)).status).toBe('paid')
  expect((await callsTo(externalId)).slice(since)).toEqual([`/v1/payment_intents/${externalId}`])
})

test('an order that a supplier confirms after it was given up is told to staff, and changes nothing', async () => {
  const { ctx, account, shop, buy } = await open({ isSupplied: true })
  const { orderId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  await until(ctx, orderId, 'fulfilled')
  const [provision] = await inTenant(ctx, (tx) => tx.select().from(provisions))
  const order = await orderOf(ctx, orderId)
  const connection = await inTenant(ctx, (tx) => getConnection(tx, provision!.connectionId))
  const sale = {
    order,
    connection,
    planId: shop.plan.id,
    iccid: null,
    offerExternalId: provision!.offerExternalId,
  }
  await adopt(ctx.tenantId, sale, { ...provision!, status: 'calling' }, 'late-order', [])
  const [after] = await inTenant(ctx, (tx) => tx.select().from(provisions))
  expect(after).toEqual(provision)
  const told = await inTenant(ctx, (tx) =>
    tx.select().from(orderEvents).where(eq(orderEvents.cause, 'late-order')),
  )
  expect(told).toHaveLength(1)
  expect((await supplierOrders(sandbox.url, account)).length).toBe(1)
})

test('a search that lasts into the next attempt does not say that this one bought nothing', async () => {
  const { ctx, shop, buy } = await open({ isSupplied: true })
  const { orderId, paymentId } = await buy()
  await settle(ctx.tenantId, paymentId)
  const connection = await inTenant(ctx, (tx) => getConnection(tx, shop.plan.connectionId))
  const [again] = await inTenant(ctx, (tx) =>
    tx
      .insert(provisions)
      .values({
        ...{ orderId, connectionId: connection.id, offerExternalId: 'offer_fake', attempt: 2 },
        ...{ status: 'unknown', calledAt: new Date() },
      })
      .returning(),
  )
  const { offerExternalId } = again!
  const sale = {
    order: await orderOf(ctx, orderId),
    connection,
    planId: shop.plan.id,
    iccid: null,
    offerExternalId,
  }
  const before = { ...again!, attempt: 1, absences: 1, calledAt: new Date(Date.now() - 300_000) }
  await purchaseFromSupplier(ctx.tenantId, { sale, provision: before })
  expect((await inTenant(ctx, (tx) => tx.select().from(provisions)))[0]).toEqual(again)
})

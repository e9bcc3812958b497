import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { charges, connections, lines, orders, payments, refunds, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { money } from '@/lib/core/money'
import { checkOut } from '@/lib/orders/checkout'
import { requestRefund } from '@/lib/refunds/request'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeConnection, makeShop, makeState, makeTenant } from '@/lib/testing/make'
import { countWaiting } from '@/lib/testing/waiting'
import { expireCheckout, fulfilOrder } from './jobs'
import { settleOrder } from './settle'
import { stateOf } from './view'

const buyer = { ip: '192.0.2.1', agent: 'test' }
const orderOf = (ctx: Context, id: string) =>
  inTenant(ctx.tenantId, async (tx) => (await tx.select().from(orders).where(eq(orders.id, id)))[0]!)

async function begin(stock = 1) {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock })
  const checkout = await checkOut(
    { tenantId: ctx.tenantId, id: shop.store.id },
    makeCheckoutInput(shop),
    buyer,
  )
  return { ctx, shop, ...checkout }
}

test('MS-01 a paid order gets exactly one eSIM, though webhook, return page and reconciler settle it at once', async () => {
  const { ctx, orderId, paymentId } = await begin(3)
  const state = await makeState(ctx, paymentId)
  await Promise.all(
    Array.from({ length: 20 }, () =>
      inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, state)),
    ),
  )
  await Promise.all([runJobs([fulfilOrder]), runJobs([fulfilOrder])])
  const sold = await inTenant(ctx.tenantId, (tx) => tx.select().from(sims).where(eq(sims.orderId, orderId)))
  expect((await orderOf(ctx, orderId)).status).toBe('fulfilled')
  expect(sold).toHaveLength(1)
  const booked = await inTenant(ctx.tenantId, (tx) => tx.select().from(lines))
  expect(booked.map(({ amount }) => amount).sort()).toEqual([-900n, 900n])
})

test('MS-42 money of another amount, currency or mode is held, and nothing is delivered', async () => {
  for (const wrong of [
    { amount: money(100n, 'EUR'), received: money(100n, 'EUR') },
    { amount: money(900n, 'USD'), received: money(900n, 'USD') },
    { mode: 'live' as const },
    { metadata: { payment_id: 'pay_other' } },
    { received: money(1n, 'EUR') },
    { status: 'pending' as const, amount: money(100n, 'EUR'), received: money(0n, 'EUR') },
  ]) {
    const { ctx, orderId, paymentId } = await begin()
    const state = await makeState(ctx, paymentId, wrong)
    await inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, state))
    expect((await orderOf(ctx, orderId)).status).toBe('pending_payment')
    const [held] = await inTenant(ctx.tenantId, (tx) => tx.select().from(payments))
    expect(held!.mismatch).toMatch(/\w/)
  }
})

test('MS-16 a reading waits for whoever has the payment, and takes back nothing of what that one wrote', async () => {
  const { ctx, orderId, paymentId } = await begin()
  const old = await makeState(ctx, paymentId, { status: 'pending', received: money(0n, 'EUR') })
  const { settled } = await inTenant(ctx, async (tx) => {
    await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update')
    const settled = inTenant(ctx, (other) => settleOrder(other, orderId, paymentId, old))
    await expect.poll(countWaiting, { timeout: 10_000 }).toBe(1)
    await tx.update(payments).set({ status: 'paid', received: 900n })
    return { settled }
  })
  await settled
  const [kept] = await inTenant(ctx, (tx) => tx.select().from(payments))
  expect(kept).toMatchObject({ status: 'paid', received: 900n })
})

test('MS-16 a fee that is known is not taken away by an older reading', async () => {
  const { ctx, orderId, paymentId } = await begin()
  const { amount } = await makeState(ctx, paymentId)
  const charge = {
    ...{ externalId: 'ch_fake', status: 'succeeded' as const, amount, at: new Date(), method: 'card' },
    ...{ brand: 'visa', last4: '4242', country: 'GR', declineCode: null, message: null, buyerMessage: null },
  }
  for (const known of [
    { fee: money(39n, 'EUR'), net: money(861n, 'EUR') },
    { fee: null, net: null },
  ]) {
    const state = await makeState(ctx, paymentId, { charges: [{ ...charge, ...known }] })
    await inTenant(ctx, (tx) => settleOrder(tx, orderId, paymentId, state))
  }
  const kept = await inTenant(ctx, (tx) => tx.select().from(charges))
  expect(kept).toMatchObject([{ fee: 39n, net: 861n, settledCurrency: 'EUR' }])
})

test('two buyers at once never get the same last eSIM', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock: 1 })
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, () =>
      checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), buyer),
    ),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('one form sent many times at once is one order and one payment', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock: 5 })
  const input = makeCheckoutInput(shop)
  const made = await Promise.all(
    Array.from({ length: 6 }, () => checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, input, buyer)),
  )
  expect(new Set(made.map(({ paymentId, token }) => paymentId + token)).size).toBe(1)
})

test('a payment that succeeds after its checkout expired is fulfilled while there is stock', async () => {
  const { ctx, orderId, paymentId } = await begin()
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(orders).set({ status: 'expired' }).where(eq(orders.id, orderId)),
  )
  const state = await makeState(ctx, paymentId)
  await inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, state))
  await runJobs([fulfilOrder])
  expect((await orderOf(ctx, orderId)).status).toBe('fulfilled')
})

test('an order that cannot be delivered in time is refunded in full', async () => {
  const { ctx, orderId, paymentId } = await begin()
  const state = await makeState(ctx, paymentId)
  await inTenant(ctx.tenantId, async (tx) => {
    await settleOrder(tx, orderId, paymentId, state)
    await tx
      .update(orders)
      .set({ deliverBy: new Date(0) })
      .where(eq(orders.id, orderId))
  })
  await runJobs([fulfilOrder])
  const order = await orderOf(ctx, orderId)
  const [refund] = await inTenant(ctx.tenantId, (tx) => tx.select().from(refunds))
  const [sim] = await inTenant(ctx.tenantId, (tx) => tx.select().from(sims))
  expect([order.status, order.simId, refund!.amount, sim!.orderId]).toEqual([
    'refund_pending',
    null,
    900n,
    null,
  ])
})

test('MS-09 MS-16 an older reading never takes a paid order back', async () => {
  const { ctx, orderId, paymentId } = await begin()
  for (const status of ['paid', 'pending', 'created', 'canceled'] as const) {
    const state = await makeState(ctx, paymentId, { status })
    await inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, state))
  }
  const old = await makeState(ctx, paymentId, { status: 'created', received: money(0n, 'EUR') })
  await inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, old))
  const [payment] = await inTenant(ctx.tenantId, (tx) => tx.select().from(payments))
  expect([payment!.status, payment!.received, (await orderOf(ctx, orderId)).status]).toEqual([
    'paid',
    900n,
    'paid',
  ])
})

test('a failed refund gives the ledger its money back and opens the order again', async () => {
  const { ctx, orderId, paymentId } = await begin()
  const refund = (status: 'succeeded' | 'failed') => ({
    externalId: 're_1',
    status,
    amount: money(900n, 'EUR'),
    reason: null,
    reference: null,
    failureReason: null,
    at: new Date(),
  })
  const apply = async (refunds_: ReturnType<typeof refund>[]) => {
    const state = await makeState(ctx, paymentId, { refunds: refunds_ })
    await inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, state))
  }
  await apply([])
  await apply([refund('succeeded')])
  expect((await orderOf(ctx, orderId)).status).toBe('refunded')
  await apply([refund('failed')])
  await apply([refund('succeeded')])
  await apply([refund('failed')])
  const booked = await inTenant(ctx.tenantId, (tx) => tx.select().from(lines))
  const psp = booked
    .filter(({ account }) => account.startsWith('psp:'))
    .reduce((sum, { amount }) => sum + amount, 0n)
  expect([(await orderOf(ctx, orderId)).status, psp]).toEqual(['refund_pending', 900n])
})

const refundState = (status: 'succeeded' | 'failed', reference: string) => ({
  externalId: `re_${reference}`,
  status,
  amount: money(900n, 'EUR'),
  reason: null,
  reference,
  failureReason: null,
  at: new Date(),
})

test('MS-07 MS-29 an order that was paid twice and not delivered gives both payments back, and is refunded then', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  const second = await makeConnection(ctx, { kind: 'psp', provider: 'stripe', mode: 'test' })
  const store = { tenantId: ctx.tenantId, id: shop.store.id }
  const input = makeCheckoutInput(shop)
  const { orderId, paymentId } = await checkOut(store, input, buyer)
  const again = await checkOut(store, { ...input, connectionId: second.id }, buyer)
  const ids = [paymentId, again.paymentId]
  const settleAll = async (with_: Record<string, ReturnType<typeof refundState>[]> = {}) => {
    for (const id of ids) {
      const state = await makeState(ctx, id, { refunds: with_[id] ?? [] })
      await inTenant(ctx, (tx) => settleOrder(tx, orderId, id, state))
    }
  }
  await settleAll()
  await settleAll()
  await inTenant(ctx, (tx) =>
    tx
      .update(orders)
      .set({ deliverBy: new Date(0) })
      .where(eq(orders.id, orderId)),
  )
  await runJobs([fulfilOrder])
  const promised = await inTenant(ctx, (tx) => tx.select().from(refunds))
  expect(promised.map(({ paymentId: id, amount }) => [id, amount]).sort()).toEqual(
    ids.map((id) => [id, 900n]).sort(),
  )
  await settleAll(
    Object.fromEntries(promised.map(({ id, paymentId: of }) => [of, [refundState('succeeded', id)]])),
  )
  expect((await orderOf(ctx, orderId)).status).toBe('refunded')
})

test('a refund that failed can be made again by staff, but never one beside another', async () => {
  const { ctx, orderId, paymentId } = await begin()
  const paid = await makeState(ctx, paymentId)
  await inTenant(ctx, (tx) => settleOrder(tx, orderId, paymentId, paid))
  const wish = { paymentId, amount: '9.00', refundable: '900', code: 'goodwill' as const }
  const refund = () => requestRefund(ctx, { ...wish, reason: 'asked by phone' })
  await refund()
  await expect(refund()).rejects.toMatchObject({ code: 'precondition' })
  const [first] = await inTenant(ctx, (tx) => tx.select().from(refunds))
  const failed = await makeState(ctx, paymentId, { refunds: [refundState('failed', first!.id)] })
  await inTenant(ctx, (tx) => settleOrder(tx, orderId, paymentId, failed))
  expect((await orderOf(ctx, orderId)).problem).toMatch(/^The refund failed/)
  await refund()
  await expect(refund()).rejects.toMatchObject({ code: 'precondition' })
  const made = await inTenant(ctx, (tx) => tx.select().from(refunds))
  expect(made.map(({ status, amount }) => [status, amount]).sort()).toEqual([
    ['failed', 900n],
    ['requested', 900n],
  ])
})

test('a buyer does not read why a refund was refused', () => {
  const order = {
    kind: 'esim' as const,
    status: 'refund_pending' as const,
    problem: 'The refund was refused: the Stripe key lacks a right.',
  }
  const { text } = stateOf(order, undefined, null)
  expect(text).not.toMatch(/Stripe|on its way/)
})

test("another organization's order does not exist", async () => {
  const { orderId, paymentId, ctx } = await begin()
  const stranger = await makeTenant()
  const state = await makeState(ctx, paymentId)
  await expect(
    inTenant(stranger.tenantId, (tx) => settleOrder(tx, orderId, paymentId, state)),
  ).rejects.toMatchObject({ code: 'not_found' })
  await runJobs([expireCheckout])
})

test('a plan whose telecom is switched off cannot be bought', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(connections).set({ status: 'disabled' }).where(eq(connections.id, shop.plan.connectionId)),
  )
  const store = { tenantId: ctx.tenantId, id: shop.store.id }
  await expect(checkOut(store, makeCheckoutInput(shop), buyer)).rejects.toMatchObject({
    code: 'precondition',
  })
})

test('MS-03 nothing is delivered for a payment that is only begun, or that a bank still works on', async () => {
  for (const status of ['created', 'requires_action', 'pending'] as const) {
    const { ctx, orderId, paymentId } = await begin()
    const state = await makeState(ctx, paymentId, { status, received: money(0n, 'EUR') })
    await inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, state))
    await runJobs([fulfilOrder])
    expect((await orderOf(ctx, orderId)).status).toBe('pending_payment')
    expect(await inTenant(ctx.tenantId, (tx) => tx.$count(lines))).toBe(0)
  }
})

test('MS-66 the end of the checkout leaves a payment alone that a bank still works on', async () => {
  const { ctx, orderId, paymentId } = await begin()
  const pending = await makeState(ctx, paymentId, { status: 'pending', received: money(0n, 'EUR') })
  await inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, pending))
  await runJobs([expireCheckout], { dueNow: true })
  expect((await orderOf(ctx, orderId)).status).toBe('pending_payment')
  const paid = await makeState(ctx, paymentId)
  await inTenant(ctx.tenantId, (tx) => settleOrder(tx, orderId, paymentId, paid))
  await runJobs([fulfilOrder])
  expect((await orderOf(ctx, orderId)).status).toBe('fulfilled')
})

import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { charges, orders, payments, planVersions, refills, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { type Money, money } from '@/lib/core/money'
import { titleOf } from '@/lib/orders/title'
import { findOrder } from '@/lib/orders/view'
import type { Context } from '@/lib/tenancy/context'
import { type Seller, sellerOf } from '@/lib/tenancy/organizations-settings'
import { authorize } from '@/lib/tenancy/permissions'

/** What a payer needs for his books: who was paid, for what, how much, and what went back. */
export type Receipt = {
  number: string
  seller: Seller
  payer: string | null
  item: string
  paid: Money
  at: Date
  method: string | null
  isTest: boolean
  refunds: { id: string; at: Date; amount: Money }[]
}

/** What was bought, in words, and by whom. */
async function boughtWith(tx: Tx, { orderId, refillId }: typeof payments.$inferSelect) {
  if (orderId) {
    const [found] = await tx
      .select({ order: orders, version: planVersions })
      .from(orders)
      .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
      .where(eq(orders.id, orderId))
    const { order, version } = found!
    return { item: titleOf(order, version), payer: order.email, at: order.paidAt }
  }
  const [refill] = await tx.select().from(refills).where(eq(refills.id, refillId!))
  return { item: 'Refill of a wallet', payer: refill!.email, at: refill!.paidAt }
}

async function methodOf(tx: Tx, paymentId: string): Promise<{ method: string | null; at: Date | null }> {
  const [charge] = await tx
    .select()
    .from(charges)
    .where(and(eq(charges.paymentId, paymentId), eq(charges.status, 'succeeded')))
    .orderBy(asc(charges.madeAt))
    .limit(1)
  if (!charge) return { method: null, at: null }
  const { brand, last4, method, madeAt } = charge
  return { method: last4 ? `${brand ?? 'Card'} •••• ${last4}` : method, at: madeAt }
}

async function draw(tx: Tx, seller: Seller, payment: typeof payments.$inferSelect): Promise<Receipt> {
  if (payment.status !== 'paid') throw notFound('receipt', payment.id)
  const { item, payer, at } = await boughtWith(tx, payment)
  const charge = await methodOf(tx, payment.id)
  const back = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.paymentId, payment.id), inArray(refunds.status, ['succeeded', 'pending'])))
    .orderBy(asc(refunds.id))
  return {
    ...{ seller, payer, item, method: charge.method, isTest: payment.mode === 'test' },
    number: payment.id.slice(-12).toUpperCase(),
    paid: money(payment.received, payment.currency),
    at: at ?? charge.at ?? payment.createdAt,
    refunds: back.map(({ id, createdAt, amount, currency }) => ({
      ...{ id, at: createdAt },
      amount: money(amount, currency),
    })),
  }
}

/** The receipt of a paid payment, for staff. Throws `not_found`, also for one that is not paid. */
export async function getReceipt(ctx: Context, paymentId: string): Promise<Receipt> {
  authorize(ctx, 'payments:read')
  const seller = await sellerOf(ctx.tenantId)
  return inTenant(ctx, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    if (!payment) throw notFound('payment', paymentId)
    return draw(tx, seller, payment)
  })
}

/** The receipt of an order, for whoever holds its token. Throws `not_found` for a wrong token and an unpaid order. */
export async function getOrderReceipt(
  store: { tenantId: string; id: string },
  token: string,
): Promise<Receipt> {
  const seller = await sellerOf(store.tenantId)
  return inTenant(store.tenantId, async (tx) => {
    const order = await findOrder(tx, store, token)
    if (!order) throw notFound('order')
    const [payment] = await tx
      .select()
      .from(payments)
      .where(and(eq(payments.orderId, order.id), sql`${payments.status} = 'paid'`))
      .orderBy(asc(payments.id))
      .limit(1)
    if (!payment) throw notFound('receipt')
    return draw(tx, seller, payment)
  })
}

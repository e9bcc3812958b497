import { and, asc, desc, eq } from 'drizzle-orm'
import {
  assignments,
  charges,
  orderEvents,
  orders,
  payments,
  planVersions,
  refunds,
  simEvents,
  sims,
  stores,
} from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Dispute } from '@/lib/payments/disputes'

async function lineOf(tx: Tx, { id, kind, simId }: typeof orders.$inferSelect) {
  if (!simId) return null
  const [found] = await tx
    .select({ sim: sims, assignment: assignments })
    .from(sims)
    .leftJoin(
      assignments,
      kind === 'refill' ? eq(assignments.orderId, id) : eq(assignments.id, sims.assignmentId),
    )
    .where(eq(sims.id, simId))
  if (!found) return null
  const events = await tx
    .select({ at: simEvents.createdAt, text: simEvents.text })
    .from(simEvents)
    .where(eq(simEvents.simId, simId))
    .orderBy(asc(simEvents.id))
  return { ...found, events }
}

async function purchaseOf(tx: Tx, orderId: string | null) {
  if (!orderId) return null
  const [found] = await tx
    .select({ order: orders, plan: planVersions, store: stores })
    .from(orders)
    .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
    .innerJoin(stores, eq(stores.id, orders.storeId))
    .where(eq(orders.id, orderId))
  const events = await tx
    .select()
    .from(orderEvents)
    .where(eq(orderEvents.orderId, orderId))
    .orderBy(asc(orderEvents.createdAt), asc(orderEvents.id))
  return { ...found!, events, line: await lineOf(tx, found!.order) }
}

/** All that our own records hold of what a dispute is about. */
export async function whatWeKnow(tx: Tx, dispute: Dispute) {
  const [payment] = await tx.select().from(payments).where(eq(payments.id, dispute.paymentId))
  const [charge] = await tx
    .select()
    .from(charges)
    .where(eq(charges.paymentId, dispute.paymentId))
    .orderBy(desc(charges.status), desc(charges.madeAt))
    .limit(1)
  const back = await tx
    .select()
    .from(refunds)
    .where(eq(refunds.paymentId, dispute.paymentId))
    .orderBy(asc(refunds.createdAt))
  const { orderId } = payment!
  const paid = orderId
    ? await tx.$count(payments, and(eq(payments.orderId, orderId), eq(payments.status, 'paid')))
    : 0
  return {
    payment: payment!,
    charge: charge ?? null,
    refunds: back.filter(({ status }) => ['pending', 'succeeded'].includes(status)),
    paymentsOfOrder: paid,
    purchase: await purchaseOf(tx, orderId),
  }
}

export type Known = Awaited<ReturnType<typeof whatWeKnow>>

import { and, asc, desc, eq, gte, notLike, type SQL } from 'drizzle-orm'
import {
  assignments,
  charges,
  entries,
  lines,
  orderEvents,
  orders,
  paymentMethods,
  payments,
  planVersions,
  refills,
  refunds,
  simEvents,
  sims,
  stores,
} from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { paidCause } from '@/lib/payments/book'
import type { Dispute } from '@/lib/payments/disputes'
import { subjectOf } from '@/lib/refills/start-payment'

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

const mostMovements = 100

/** What a payment put into a wallet, by whose leave, and what came of it since. */
async function refillOf(tx: Tx, { id, refillId, methodId, account }: typeof payments.$inferSelect) {
  if (!refillId) return null
  const [refill] = await tx.select().from(refills).where(eq(refills.id, refillId))
  const [method] = methodId
    ? await tx.select().from(paymentMethods).where(eq(paymentMethods.id, methodId))
    : []
  const ofWallet = (condition: SQL | undefined) =>
    tx
      .select({
        ...{ at: entries.createdAt, text: entries.text, seq: lines.seq },
        ...{ amount: lines.amount, currency: lines.currency },
      })
      .from(lines)
      .innerJoin(entries, eq(entries.id, lines.entryId))
      .where(and(eq(lines.account, account), condition))
      .orderBy(asc(lines.seq))
      .limit(mostMovements)
  const [credited] = await ofWallet(eq(entries.cause, paidCause(id)))
  // What banks took says nothing of what the buyer had.
  const movements = credited
    ? await ofWallet(and(gte(lines.seq, credited.seq!), notLike(entries.cause, 'dis\\_%')))
    : []
  return { refill: refill!, ...(await subjectOf(tx, refill!)), method: method ?? null, movements }
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
    refill: await refillOf(tx, payment!),
  }
}

export type Known = Awaited<ReturnType<typeof whatWeKnow>>

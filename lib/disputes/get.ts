import { and, desc, eq, gte, like, lt } from 'drizzle-orm'
import { caseEvents, connections, disputes, entries, lines } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError, notFound } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { gatewayOf } from '@/lib/payments/call-gateway'
import { awaitingAnswer } from '@/lib/payments/disputes'
import type { Context } from '@/lib/tenancy/context'
import { memberNames } from '@/lib/tenancy/names'
import { authorize } from '@/lib/tenancy/permissions'
import { buildEvidence, maskIccid } from './evidence'
import { whatWeKnow } from './known'

/** What the dispute did to the money at the provider, line by line, as it stands in the ledger. */
async function movementsOf(tx: Tx, id: string) {
  const rows = await tx
    .select({
      id: lines.id,
      text: entries.text,
      amount: lines.amount,
      currency: lines.currency,
      at: entries.createdAt,
    })
    .from(entries)
    .innerJoin(lines, eq(lines.entryId, entries.id))
    .where(and(gte(entries.cause, `${id}:`), lt(entries.cause, `${id};`), like(lines.account, 'psp:%')))
    .orderBy(entries.createdAt, entries.id)
  return rows.map(({ amount, currency, ...row }) => ({ ...row, value: money(amount, currency) }))
}

/** Disputes of the same payment besides this one. */
const othersOf = async (tx: Tx, id: string, paymentId: string) =>
  (
    await tx
      .select({ id: disputes.id, status: disputes.status })
      .from(disputes)
      .where(eq(disputes.paymentId, paymentId))
      .orderBy(desc(disputes.id))
  ).filter((each) => each.id !== id)

async function read(tx: Tx, id: string) {
  const [dispute] = await tx.select().from(disputes).where(eq(disputes.id, id))
  if (!dispute) throw notFound('dispute', id)
  const known = await whatWeKnow(tx, dispute)
  const { payment, purchase } = known
  const connection = await getConnection(tx, payment.connectionId)
  const [named] = await tx
    .select({ name: connections.name })
    .from(connections)
    .where(eq(connections.id, connection.id))
  const built = buildEvidence(dispute, known)
  const events = await tx
    .select()
    .from(caseEvents)
    .where(eq(caseEvents.disputeId, id))
    .orderBy(desc(caseEvents.createdAt), desc(caseEvents.id))
  const sim = purchase?.line?.sim
  return {
    connection,
    shown: {
      ...dispute,
      events,
      amount: money(dispute.amount, dispute.currency),
      paid: money(payment.received, payment.currency),
      psp: named!.name,
      mode: payment.mode,
      order: purchase && { id: purchase.order.id, email: purchase.order.email, plan: purchase.plan.name },
      refill: known.refill && {
        id: known.refill.refill.id,
        walletId: known.refill.refill.walletId,
        email: known.refill.refill.email,
        whose: known.refill.whose,
      },
      sim: sim ? { id: sim.id, iccid: maskIccid(sim.iccid), status: sim.status } : null,
      refunded: known.refunds.map(({ amount, currency }) => money(amount, currency)),
      evidence: { ...built, ...dispute.evidence } as Record<string, string>,
      /** Which fields were written by hand. */
      byHand: Object.keys(dispute.evidence),
      movements: await movementsOf(tx, id),
      others: await othersOf(tx, id, dispute.paymentId),
    },
  }
}

async function canAnswer(connection: Connection): Promise<boolean> {
  try {
    return (await gatewayOf(connection)).submitEvidence !== undefined
  } catch (error) {
    // Nobody can call there any more; what is known of the dispute is shown all the same.
    if (error instanceof AppError) return false
    throw error
  }
}

/** A dispute with the evidence that we have, what it did to the money, and its history. Throws `not_found`. */
export async function getDispute(ctx: Context, id: string) {
  authorize(ctx, 'payments:read')
  const { shown, connection } = await inTenant(ctx, (tx) => read(tx, id))
  const ids = [...shown.events.map(({ actorId }) => actorId), shown.ownerId].flatMap((each) => each ?? [])
  const names = await memberNames(ctx, ids)
  return {
    ...shown,
    /** Whether it can be answered here, or only in the provider's own portal. */
    canAnswer: await canAnswer(connection),
    isWaiting: awaitingAnswer.includes(shown.status),
    owner: shown.ownerId && (names.get(shown.ownerId) ?? 'Someone who left'),
    events: shown.events.map((each) => ({ ...each, actor: names.get(each.actorId) ?? null })),
  }
}

export type DisputeDetail = Awaited<ReturnType<typeof getDispute>>

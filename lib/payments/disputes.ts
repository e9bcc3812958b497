import { and, eq, sql } from 'drizzle-orm'
import { disputes, fraudWarnings, type payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { bookDispute } from './book'
import { tellCase } from './cases'
import type { DisputeState, FraudWarning } from './states'

type Payment = typeof payments.$inferSelect
export type Dispute = typeof disputes.$inferSelect

const inquiry = ['warning_needs_response', 'warning_under_review', 'warning_closed', 'prevented']
const appeal = ['appeal_needs_response', 'appeal_under_review']
const ended = ['won', 'lost', 'prevented']

// docs.stripe.com/api/disputes/object: an inquiry may become a chargeback, and what was lost may be appealed.
const next: Record<string, readonly string[]> = {
  warning_needs_response: [...inquiry.slice(1), 'needs_response', 'under_review', ...ended],
  warning_under_review: [...inquiry.slice(2), 'needs_response', 'under_review', ...ended],
  warning_closed: ['needs_response', 'under_review', ...ended],
  needs_response: ['under_review', ...ended, ...appeal],
  under_review: [...ended, ...appeal],
  lost: ['won', ...appeal],
  won: appeal,
  appeal_needs_response: ['appeal_under_review', 'won', 'lost'],
  appeal_under_review: ['won', 'lost'],
  prevented: [],
}

/** True for news and for what we know; false for an older reading. A status that is new to us is news. */
export const isDisputeForward = (from: string, to: string): boolean =>
  from === to || !next[from] || !next[to] || next[from].includes(to)

/** Nobody can do more about it. */
export const disputeEnds: readonly string[] = [...ended, 'warning_closed']

/** It waits for us. */
export const awaitingAnswer = ['needs_response', 'warning_needs_response', 'appeal_needs_response']

const words: Record<string, string> = {
  warning_needs_response: 'The bank asks about the payment: no money has moved',
  warning_under_review: 'The bank reads our answer to its question',
  warning_closed: 'The bank asks no more: no money has moved',
  needs_response: 'The bank took the money back, and waits for our answer',
  under_review: 'The bank looks at our evidence',
  won: 'Won: the bank decided for us',
  lost: 'Lost: the bank decided for the buyer',
  prevented: 'Prevented: the money went back before it became a dispute',
}

/**
 * Writes what the provider says of a dispute, under the lock of its payment, and books what it did to the money. Whether
 * it was won is said by its status alone. Says true when it is new to us.
 */
export async function applyDispute(tx: Tx, payment: Payment, state: DisputeState): Promise<boolean> {
  const [known] = await tx
    .select()
    .from(disputes)
    .where(and(eq(disputes.paymentId, payment.id), eq(disputes.externalId, state.externalId)))
    .for('update')
  const id = known?.id ?? (await insert(tx, payment.id, state))
  if (known && isDisputeForward(known.status, state.status)) await update(tx, known, state)
  // Of what never came into our books nothing can be taken; should it be paid later, it is read again.
  const movements = payment.status === 'paid' ? (state.movements ?? []) : []
  for (const movement of movements) {
    const isNew = await bookDispute(tx, payment, id, movement)
    const text = movement.kind === 'withdrawn' ? 'The money was taken' : 'The money was given back'
    if (isNew)
      await tellCase(tx, { disputeId: id }, { kind: movement.kind, text, cause: movement.externalId })
  }
  return !known
}

const factsOf = (state: DisputeState) => ({
  status: state.status,
  ...state.amount,
  reason: state.reason,
  dueBy: state.dueBy,
  isRefundable: state.isRefundable,
})

async function insert(tx: Tx, paymentId: string, state: DisputeState): Promise<string> {
  const { externalId, at: openedAt, submissions = 0 } = state
  const [row] = await tx
    .insert(disputes)
    .values({ ...factsOf(state), paymentId, externalId, openedAt, submissions })
    .returning({ id: disputes.id })
  await tellStatus(tx, row!.id, state)
  return row!.id
}

async function update(tx: Tx, known: Dispute, state: DisputeState): Promise<void> {
  await tx
    .update(disputes)
    .set({
      ...factsOf(state),
      submissions: sql`greatest(${disputes.submissions}, ${state.submissions ?? 0})`,
    })
    .where(eq(disputes.id, known.id))
  if (known.status !== state.status) await tellStatus(tx, known.id, state)
}

const tellStatus = (tx: Tx, disputeId: string, { status }: DisputeState) =>
  tellCase(
    tx,
    { disputeId },
    { kind: status, text: words[status] ?? status.replaceAll('_', ' '), cause: `status:${status}` },
  )

/** Keeps a warning of the card network. Says true when it is new to us. */
export async function applyWarning(tx: Tx, paymentId: string, warning: FraudWarning): Promise<boolean> {
  const { externalId, kind, isActionable, at: warnedAt } = warning
  const [row] = await tx
    .insert(fraudWarnings)
    .values({ paymentId, externalId, kind, isActionable, warnedAt })
    .onConflictDoUpdate({
      target: [fraudWarnings.tenantId, fraudWarnings.externalId],
      // Once nothing can be done any more, that stays so.
      set: { isActionable: sql`${fraudWarnings.isActionable} and excluded.is_actionable` },
    })
    .returning({ isNew: sql<boolean>`xmax = 0` })
  return row!.isNew
}

import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { entries, payments, refunds } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { currency, formatMoney } from '@/lib/core/money'
import { bookRefund, bookRefundFailed } from './book'
import type { RefundState } from './provider'

type Payment = typeof payments.$inferSelect
export type Refund = typeof refunds.$inferSelect

const alive = ['requested', 'pending', 'requires_action', 'succeeded'] as const

/** Minor units that are refunded or promised. Summed from the refunds, so a failed one frees its amount by itself. */
export async function refundedOf(tx: Tx, paymentId: string): Promise<bigint> {
  const [sum] = await tx
    .select({ total: sql<string>`coalesce(sum(${refunds.amount}), 0)` })
    .from(refunds)
    .where(and(eq(refunds.paymentId, paymentId), inArray(refunds.status, alive)))
  return BigInt(sum!.total)
}

/** The same of all payments of an order, which are in its currency. */
export async function refundedOfOrder(tx: Tx, orderId: string): Promise<bigint> {
  const [sum] = await tx
    .select({ total: sql<string>`coalesce(sum(${refunds.amount}), 0)` })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(and(eq(payments.orderId, orderId), inArray(refunds.status, alive)))
  return BigInt(sum!.total)
}

/** What was paid for an order, by payment, and how much of each is neither refunded nor promised. */
export async function paidOf(tx: Tx, orderId: string): Promise<{ id: string; left: bigint }[]> {
  const paid = await tx
    .select({ id: payments.id, received: payments.received })
    .from(payments)
    .where(and(eq(payments.orderId, orderId), eq(payments.status, 'paid')))
    .orderBy(payments.id)
  const found: { id: string; left: bigint }[] = []
  for (const { id, received } of paid) found.push({ id, left: received - (await refundedOf(tx, id)) })
  return found
}

/** Promises a refund of a paid payment, under its lock; the caller asks for the job that makes it. */
export async function promiseRefund(
  tx: Tx,
  paymentId: string,
  wish: { amount?: bigint; reason: string },
): Promise<Refund> {
  const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update')
  if (!payment) throw notFound('payment', paymentId)
  if (payment.status !== 'paid') throw new AppError('precondition', 'Only a paid payment can be refunded.')
  const left = payment.received - (await refundedOf(tx, paymentId))
  const wanted = wish.amount ?? left
  if (wanted <= 0n || wanted > left) {
    const most = formatMoney({ amount: left, currency: currency(payment.currency) })
    throw new AppError('precondition', `At most ${most} is left to refund.`, { left: left.toString() })
  }
  const [refund] = await tx
    .insert(refunds)
    .values({ paymentId, amount: wanted, currency: payment.currency, reason: wish.reason })
    .returning()
  return refund!
}

/** Writes what the provider says of one refund. One that was made in its own dashboard gets a row too. */
export async function applyRefund(tx: Tx, payment: Payment, state: RefundState): Promise<void> {
  const found = await findRefund(tx, payment.id, state)
  if (found && !isForward(found.status, state.status)) return
  const values = { status: state.status, externalId: state.externalId, failureReason: state.failureReason }
  const [row] = found
    ? await tx.update(refunds).set(values).where(eq(refunds.id, found.id)).returning()
    : await tx
        .insert(refunds)
        .values({
          ...values,
          paymentId: payment.id,
          ...state.amount,
          isOurs: false,
          reason: state.reason ?? 'made at the payment provider',
          createdAt: state.at,
        })
        .returning()
  if (state.status === 'succeeded' || state.status === 'pending')
    await bookRefund(tx, payment, row!.id, state.amount)
  const hasFailed = state.status === 'failed' || state.status === 'canceled'
  if (hasFailed && (await isBooked(tx, row!.id))) await bookRefundFailed(tx, payment, row!.id, state.amount)
}

// A refund may fail after it succeeded; back to `pending` it never goes, that would be old news.
const rank = { requested: 0, pending: 1, requires_action: 1, succeeded: 2, failed: 3, canceled: 3 } as const

const isForward = (from: Refund['status'], to: RefundState['status']): boolean => rank[to] >= rank[from]

/** By the provider's id, else by ours in its metadata: the answer to our call may have been lost. */
async function findRefund(tx: Tx, paymentId: string, state: RefundState): Promise<Refund | undefined> {
  const [found] = await tx
    .select()
    .from(refunds)
    .where(
      and(
        eq(refunds.paymentId, paymentId),
        or(
          eq(refunds.externalId, state.externalId),
          and(eq(refunds.id, state.reference ?? ''), isNull(refunds.externalId)),
        ),
      ),
    )
    .for('update')
  return found
}

async function isBooked(tx: Tx, refundId: string): Promise<boolean> {
  const [entry] = await tx
    .select({ id: entries.id })
    .from(entries)
    .where(eq(entries.cause, `${refundId}:refunded`))
  return entry !== undefined
}

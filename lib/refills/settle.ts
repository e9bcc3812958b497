import { and, eq, ne } from 'drizzle-orm'
import { payments, refills } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { applyState } from '@/lib/payments/apply'
import type { PaymentState } from '@/lib/payments/states'
import { closeRefill } from './asked'
import { followCharge } from './automatic-failure'
import { followRefunds, giveSecondBack } from './refund'

export type Refill = typeof refills.$inferSelect

/** Locks a refill. Whoever also needs its payment locks that afterwards, never before. */
export async function lockRefill(tx: Tx, id: string): Promise<Refill> {
  const [refill] = await tx.select().from(refills).where(eq(refills.id, id)).for('update')
  if (!refill) throw notFound('refill', id)
  return refill
}

/** Brings a payment of a refill, and the refill, to what its provider says. Called by the one path of `settlement`. */
export async function settleRefill(
  tx: Tx,
  refillId: string,
  paymentId: string,
  state: PaymentState,
): Promise<void> {
  const refill = await lockRefill(tx, refillId)
  const { payment, before, mismatch } = await applyState(tx, paymentId, state)
  await followRefunds(tx, paymentId)
  if (refill.origin === 'automatic' && !mismatch) await followCharge(tx, refill, payment, state)
  if (mismatch || payment.status !== 'paid' || before === 'paid') return
  if (await isPaidOtherwise(tx, refillId, paymentId)) return giveSecondBack(tx, refill, paymentId)
  // The money is in the wallet already: `applyState` booked it to the account of the payment.
  await tx.update(refills).set({ status: 'done', paidAt: new Date() }).where(eq(refills.id, refillId))
  await enqueue(tx, closeRefill, { tenantId: refill.tenantId, refillId }, { key: `close:${refillId}` })
}

async function isPaidOtherwise(tx: Tx, refillId: string, paymentId: string): Promise<boolean> {
  const others = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.refillId, refillId), eq(payments.status, 'paid'), ne(payments.id, paymentId)))
    .limit(1)
  return others.length > 0
}

import { and, eq, ne } from 'drizzle-orm'
import { payments, refills } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { applyState } from '@/lib/payments/apply'
import { submitRefund } from '@/lib/payments/jobs'
import type { PaymentState } from '@/lib/payments/provider'
import { promiseRefund } from '@/lib/payments/refunds'

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
  if (mismatch || payment.status !== 'paid' || before === 'paid') return
  const [other] = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.refillId, refillId), eq(payments.status, 'paid'), ne(payments.id, paymentId)))
    .limit(1)
  if (other) {
    const { id } = await promiseRefund(tx, paymentId, {
      reason: 'The refill was paid twice; the second payment goes back.',
    })
    return enqueue(tx, submitRefund, { tenantId: refill.tenantId, refundId: id }, { key: `refund:${id}` })
  }
  // The money is in the wallet already: `applyState` booked it to the account of the payment.
  await tx
    .update(refills)
    .set({ status: refill.walletId ? 'done' : 'paid', paidAt: new Date() })
    .where(eq(refills.id, refillId))
}

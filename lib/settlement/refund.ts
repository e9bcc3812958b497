import { and, eq } from 'drizzle-orm'
import { payments, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, notFound } from '@/lib/core/error'
import { currency, money } from '@/lib/core/money'
import { refuseRefund } from '@/lib/orders/refund'
import { callGateway } from '@/lib/payments/call-gateway'
import { tellCase } from '@/lib/payments/cases'
import { houseState } from '@/lib/payments/house'
import { applyRefund, type Refund } from '@/lib/payments/refunds'
import { lockPurpose } from './by-hand'
import { settle, settleWith } from './settle'

type Payment = typeof payments.$inferSelect

/**
 * Makes a promised refund at the provider. Safe to repeat: the key and our reference are the refund's own. Where money
 * goes back only by hand it stays `requested`, until a person says that it is done.
 */
export async function makeRefund(tenantId: string, refundId: string): Promise<void> {
  const { refund, payment, connection } = await inTenant(tenantId, async (tx) => {
    const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId))
    if (!refund) throw notFound('refund', refundId)
    const [payment] = await tx.select().from(payments).where(eq(payments.id, refund.paymentId))
    return { refund, payment: payment!, connection: await getConnection(tx, payment!.connectionId) }
  })
  if (refund.status !== 'requested') return
  if (payment.walletId) return inTenant(tenantId, (tx) => putBack(tx, payment, refund))
  const wish = {
    key: `${refund.id}:refund:1`,
    externalId: payment.externalId!,
    amount: { amount: refund.amount, currency: currency(refund.currency) },
    reference: refund.id,
  }
  const state = await callGateway(connection, async (gateway) => gateway.refund?.(wish)).catch((error) => {
    if (!isRefusal(error)) throw error
    return error
  })
  if (!state) return inTenant(tenantId, (tx) => leaveToPeople(tx, refund.id))
  await inTenant(tenantId, async (tx) => {
    await lockPurpose(tx, payment)
    if (state instanceof AppError) return refuse(tx, payment, refund.id, state.message)
    await applyRefund(tx, payment, state)
  })
  await settle(tenantId, payment.id, { everything: true })
}

/** What was paid from a wallet goes back into it, at once: its books are ours. */
async function putBack(
  tx: Tx,
  payment: Payment,
  { id, amount, currency: code, reason }: Refund,
): Promise<void> {
  await lockPurpose(tx, payment)
  await applyRefund(tx, payment, {
    ...{ externalId: id, reference: id, status: 'succeeded', amount: money(amount, code), reason },
    ...{ failureReason: null, at: new Date() },
  })
  await tx.update(refunds).set({ walletId: payment.walletId }).where(eq(refunds.id, id))
  await settleWith(tx, payment, await houseState(tx, payment))
}

/** The provider gives no money back by itself. */
async function leaveToPeople(tx: Tx, refundId: string): Promise<void> {
  await tx
    .update(refunds)
    .set({ task: 'pay_back' })
    .where(and(eq(refunds.id, refundId), eq(refunds.status, 'requested')))
  const text = 'The provider gives no money back by itself: it is to be paid by hand'
  await tellCase(tx, { refundId }, { kind: 'by_hand', text, cause: 'by_hand' })
}

/** The provider said no for good. A key that was revoked may be replaced, so that one is tried again. */
const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && !error.detail.brokenConnection

async function refuse(tx: Tx, { orderId }: Payment, refundId: string, reason: string): Promise<void> {
  const [refused] = await tx
    .update(refunds)
    .set({ status: 'failed', failureReason: reason, task: 'pay_back' })
    .where(and(eq(refunds.id, refundId), eq(refunds.status, 'requested')))
    .returning({ id: refunds.id })
  // A webhook of an earlier call was first: it is made after all.
  if (!refused) return
  await tellCase(
    tx,
    { refundId },
    { kind: 'failed', text: `The provider refused: ${reason}`, cause: 'refused' },
  )
  if (orderId) await refuseRefund(tx, orderId, refundId, reason)
}

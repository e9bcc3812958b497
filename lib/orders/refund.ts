import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { orders, payments, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, notFound } from '@/lib/core/error'
import { currency } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { callGateway } from '@/lib/payments/gateway'
import { applyRefund, paidOf, promiseRefund } from '@/lib/payments/refunds'
import { releaseSim } from '@/lib/sims/stock'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { submitRefund } from './jobs'
import { settle } from './settle'
import { lockOrder, moveOrder, type Order } from './state'
import { tell } from './timeline'

export const RefundOrderInput = z.object({
  orderId: z.string(),
  reason: z.string().trim().min(3, 'Write in a few words why, for the timeline.').max(300),
})

/** Staff give the whole payment of an order back. The money moves in `submitRefund`. */
export async function refundOrder(
  ctx: Context,
  { orderId, reason }: z.output<typeof RefundOrderInput>,
): Promise<void> {
  authorize(ctx, 'payments:refund')
  await inTenant(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId)
    const [payment] = await tx
      .select()
      .from(payments)
      .where(eq(payments.orderId, orderId))
      .orderBy(payments.status)
    if (!payment || !order.paidAt)
      throw new AppError('precondition', 'This order was not paid, so there is nothing to refund.')
    await failOrder(tx, order, reason, ctx.actor.id)
    await audit(tx, ctx, 'order.refund', orderId, { reason })
  })
}

/** Ends an order whose buyer gets everything back; what was reserved for it is free again. */
export async function failOrder(tx: Tx, order: Order, reason: string, actorId = 'system'): Promise<void> {
  const paid = await paidOf(tx, order.id)
  if (!paid.length) throw new AppError('precondition', 'This order has no paid payment to refund.')
  const due = paid.filter(({ left }) => left > 0n)
  if (!due.length || !(await moveOrder(tx, order, 'refund_pending', { problem: reason })))
    throw new AppError('conflict', 'This order is refunded already, or on its way there.')
  await releaseSim(tx, order.id)
  for (const { id } of due) await promiseOrderRefund(tx, order, id, reason, actorId)
}

/** Promises to give one payment of an order back, and asks for the job that does it. */
export async function promiseOrderRefund(
  tx: Tx,
  order: Order,
  paymentId: string,
  reason: string,
  actorId = 'system',
) {
  const refund = await promiseRefund(tx, paymentId, { reason })
  await tell(tx, order.id, { kind: 'refund', text: reason, cause: refund.id, actorId })
  await enqueue(
    tx,
    submitRefund,
    { tenantId: order.tenantId, refundId: refund.id },
    { key: `refund:${refund.id}` },
  )
}

/** Makes a promised refund at the provider. Safe to repeat: the key and our reference are the refund's own. */
export async function makeRefund(tenantId: string, refundId: string): Promise<void> {
  const { refund, payment, connection } = await inTenant(tenantId, async (tx) => {
    const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId))
    if (!refund) throw notFound('refund', refundId)
    const [payment] = await tx.select().from(payments).where(eq(payments.id, refund.paymentId))
    return { refund, payment: payment!, connection: await getConnection(tx, payment!.connectionId) }
  })
  if (refund.status !== 'requested') return
  const wish = {
    key: `${refund.id}:refund:1`,
    externalId: payment.externalId!,
    amount: { amount: refund.amount, currency: currency(refund.currency) },
    reference: refund.id,
  }
  const state = await callGateway(connection, (gateway) => gateway.refund(wish)).catch((error) => {
    if (!isRefusal(error)) throw error
    return error
  })
  await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, payment.orderId)
    if (state instanceof AppError) return refuse(tx, order, refund.id, state.message)
    await applyRefund(tx, payment, state)
  })
  await settle(tenantId, payment.id, { everything: true })
}

/** The provider said no for good. A key that was revoked may be replaced, so that one is tried again. */
const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && !error.detail.brokenConnection

async function refuse(tx: Tx, order: Order, refundId: string, reason: string): Promise<void> {
  await tx.update(refunds).set({ status: 'failed', failureReason: reason }).where(eq(refunds.id, refundId))
  await tx
    .update(orders)
    .set({ problem: `The refund was refused: ${reason}` })
    .where(eq(orders.id, order.id))
  await tell(tx, order.id, {
    kind: 'refund_failed',
    text: `The refund was refused: ${reason}`,
    cause: `${refundId}:refused`,
  })
}

import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { orders, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { submitRefund } from '@/lib/payments/jobs'
import { paidOf, promiseRefund } from '@/lib/payments/refunds'
import { releaseSim } from '@/lib/sims/stock'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
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

/** The provider said no for good: staff must pay the buyer back another way. */
export async function refuseRefund(tx: Tx, orderId: string, refundId: string, reason: string): Promise<void> {
  await tx
    .update(orders)
    .set({ problem: `The refund was refused: ${reason}` })
    .where(eq(orders.id, orderId))
  await tell(tx, orderId, {
    kind: 'refund_failed',
    text: `The refund was refused: ${reason}`,
    cause: `${refundId}:refused`,
  })
}

import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { payments, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invariant, notFound } from '@/lib/core/error'
import { canTakeBack } from '@/lib/orders/eligibility'
import { mailRefundAnswer } from '@/lib/orders/mail'
import { promiseOrderRefund } from '@/lib/orders/refund'
import { lockOrder } from '@/lib/orders/state'
import { tell } from '@/lib/orders/timeline'
import { tellCase } from '@/lib/payments/cases'
import type { Refund } from '@/lib/payments/refunds'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { amountToRefund } from './amount'
import { RefundInput } from './request'
import { creditWallet } from './to-wallet'

export const ApproveInput = RefundInput.pick({
  amount: true,
  refundable: true,
  takeBack: true,
  destination: true,
}).extend({
  refundId: z.string(),
})

export const RejectInput = z.object({
  refundId: z.string(),
  answer: z.string().trim().min(3, 'Write why, for the buyer.').max(300, 'Use at most 300 letters.'),
})

/** Staff grant what a buyer asked for, wholly or in part. Throws `conflict` when somebody answered before. */
export async function approveRefund(ctx: Context, input: z.output<typeof ApproveInput>): Promise<Refund> {
  authorize(ctx, 'payments:refund')
  return inTenant(ctx, async (tx) => {
    const { refund, order, payment } = await lockAsked(tx, input.refundId)
    const refunded = await promiseOrderRefund(tx, order, refund.paymentId, {
      amount: await amountToRefund(tx, payment, input),
      believed: BigInt(input.refundable),
      askedId: refund.id,
      code: refund.reasonCode ?? undefined,
      reason: refund.reason,
      actorId: ctx.actor.id,
      takesBack: input.takeBack === 'on' && (await canTakeBack(tx, order)),
      destination: input.destination,
    })
    if (input.destination === 'wallet') await creditWallet(tx, order, payment, refunded)
    await audit(tx, ctx, 'refund.approved', refund.id, { amount: refunded.amount })
    return refunded
  })
}

/** Staff refuse what a buyer asked for; the buyer reads why. */
export async function rejectRefund(
  ctx: Context,
  { refundId, answer }: z.output<typeof RejectInput>,
): Promise<void> {
  authorize(ctx, 'payments:refund')
  await inTenant(ctx, async (tx) => {
    const { order } = await lockAsked(tx, refundId)
    await tx
      .update(refunds)
      .set({ status: 'rejected', answer, decidedAt: new Date() })
      .where(eq(refunds.id, refundId))
    const said = { text: `The refund was refused: ${answer}`, actorId: ctx.actor.id }
    await tellCase(tx, { refundId }, { kind: 'rejected', ...said })
    await tell(tx, order.id, { kind: 'refund_rejected', cause: `${refundId}:rejected`, ...said })
    await mailRefundAnswer(tx, order, answer)
    await audit(tx, ctx, 'refund.rejected', refundId, { answer })
  })
}

/** The order first, as everywhere; then whether it still waits for an answer. */
async function lockAsked(tx: Tx, refundId: string) {
  const [found] = await tx
    .select({ payment: payments })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(eq(refunds.id, refundId))
  if (!found) throw notFound('refund', refundId)
  const { payment } = found
  invariant(payment.orderId, `refund ${refundId} was asked for nothing`)
  const order = await lockOrder(tx, payment.orderId)
  const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId)).for('update')
  if (refund!.status !== 'asked')
    throw new AppError('conflict', 'Somebody has answered this wish already. Reload to see how.')
  return { refund: refund!, order, payment }
}

import { eq } from 'drizzle-orm'
import { orders } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { formatMoney, money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { cancelAtSupplier, submitRefund } from '@/lib/payments/jobs'
import { areRefundsMade, paidOf, promiseRefund, type Refund, type RefundWish } from '@/lib/payments/refunds'
import { releaseSim } from '@/lib/sims/stock'
import { releaseFor } from './held'
import { moveOrder, type Order } from './state'
import { tell } from './timeline'

/** Ends an order that cannot be delivered: its buyer gets everything back, and what was reserved for it is free again. */
export async function failOrder(tx: Tx, order: Order, reason: string): Promise<void> {
  const paid = await paidOf(tx, order.id)
  if (!paid.length) return letGo(tx, order, reason)
  const due = paid.filter(({ left }) => left > 0n)
  if (!due.length || !(await moveOrder(tx, order, 'refund_pending', { problem: reason })))
    throw new AppError('conflict', 'This order is refunded already, or on its way there.')
  await releaseSim(tx, order.id)
  for (const { id } of due) await promiseOrderRefund(tx, order, id, { code: 'not_delivered', reason })
}

/** The same of an order whose money is only held: nothing was charged, so nothing need go back. */
async function letGo(tx: Tx, order: Order, reason: string): Promise<void> {
  if (!(await releaseFor(tx, order)))
    throw new AppError('precondition', 'This order has no paid payment to refund.')
  await moveOrder(tx, order, 'refund_pending', { problem: reason })
  await releaseSim(tx, order.id)
  await tell(tx, order.id, { kind: 'refund', text: `The hold on the money is let go: ${reason}` })
}

/**
 * Promises to give back money of a payment of a locked order, and asks for the job that does it. An order of which
 * nothing is left paid is on its way to being refunded, and what is not delivered of it yet never is.
 */
export async function promiseOrderRefund(
  tx: Tx,
  order: Order,
  paymentId: string,
  wish: RefundWish,
): Promise<Refund> {
  const refund = await promiseRefund(tx, paymentId, wish)
  await tell(tx, order.id, {
    kind: 'refund',
    text: `Refund of ${formatMoney(money(refund.amount, refund.currency))}: ${refund.reason}`,
    cause: refund.id,
    actorId: wish.actorId,
  })
  await askForRefund(tx, order.tenantId, refund)
  await endIfAllIsBack(tx, order, refund.reason)
  return refund
}

/** An order of which everything is promised back is on its way to refunded. */
async function endIfAllIsBack(tx: Tx, order: Order, reason: string): Promise<void> {
  const paid = await paidOf(tx, order.id)
  if (paid.some(({ left }) => left > 0n)) return
  await moveOrder(tx, order, 'refund_pending', order.fulfilledAt ? { problem: null } : { problem: reason })
  if (!order.fulfilledAt) await releaseSim(tx, order.id)
}

/** Money of a locked order is back without its provider: when that was all of it, the order is refunded. */
export async function endWithoutProvider(tx: Tx, order: Order): Promise<void> {
  const paid = await paidOf(tx, order.id)
  const ids = paid.map(({ id }) => id)
  if (paid.some(({ left }) => left > 0n) || !(await areRefundsMade(tx, ids))) return
  await moveOrder(tx, order, 'refunded', { problem: null })
}

/** Asks for what is to be done: first the eSIM is taken back, where that was decided; the money goes afterwards. */
export async function askForRefund(
  tx: Tx,
  tenantId: string,
  { id: refundId, supplier, destination }: Refund,
): Promise<void> {
  const takesBack = supplier === 'cancel_pending'
  if (destination !== 'original' && !takesBack) return
  const job = takesBack ? cancelAtSupplier : submitRefund
  await enqueue(
    tx,
    job,
    { tenantId, refundId },
    { key: `${job === submitRefund ? 'refund' : 'cancel'}:${refundId}` },
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

import { eq } from 'drizzle-orm'
import { orders } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'

export type Order = typeof orders.$inferSelect
export type OrderStatus = Order['status']

const next: Record<OrderStatus, readonly OrderStatus[]> = {
  pending_payment: ['paid', 'expired', 'canceled'],
  // A payment that succeeds late opens the order again: it is fulfilled or refunded, never dropped.
  expired: ['paid'],
  canceled: ['paid'],
  paid: ['provisioning', 'fulfilled', 'refund_pending', 'refunded'],
  provisioning: ['fulfilled', 'refund_pending', 'refunded'],
  fulfilled: ['refund_pending', 'refunded'],
  // Again, when a refund failed and staff make another.
  refund_pending: ['refund_pending', 'refunded'],
  refunded: ['refund_pending'],
}

/** Paid, and its buyer still waits for an eSIM. */
export const isOwed = ({ status }: Order): boolean => status === 'paid' || status === 'provisioning'

/** Locks an order. Whoever also needs its payment locks that afterwards, never before. */
export async function lockOrder(tx: Tx, orderId: string): Promise<Order> {
  const [order] = await tx.select().from(orders).where(eq(orders.id, orderId)).for('update')
  if (!order) throw notFound('order', orderId)
  return order
}

/** Moves a locked order if it may, and says whether it did. The only writer of `orders.status`. */
export async function moveOrder(
  tx: Tx,
  order: Order,
  to: OrderStatus,
  with_: Partial<typeof orders.$inferInsert> = {},
): Promise<boolean> {
  if (!next[order.status].includes(to)) return false
  // Beside one that was over, the next automatic refill of its SIM may be on its way.
  const late = to === 'paid' && order.status !== 'pending_payment' && { ruleId: null }
  const set = { ...with_, ...late, status: to }
  await tx.update(orders).set(set).where(eq(orders.id, order.id))
  Object.assign(order, set)
  return true
}

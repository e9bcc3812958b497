import { eq } from 'drizzle-orm'
import { orders, type payments, refills } from '@/db/schema'
import type { Tx } from '@/db/tenant'

type Purpose = Pick<typeof payments.$inferSelect, 'orderId' | 'refillId'>

/** Whether what a payment is for still waits to be paid. */
export async function isAwaited(tx: Tx, { orderId, refillId }: Purpose): Promise<boolean> {
  if (orderId) {
    const [order] = await tx.select({ status: orders.status }).from(orders).where(eq(orders.id, orderId))
    return order?.status === 'pending_payment'
  }
  const [refill] = await tx
    .select({ status: refills.status })
    .from(refills)
    .where(eq(refills.id, refillId ?? ''))
  return refill?.status === 'open'
}

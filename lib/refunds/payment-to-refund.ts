import { and, desc, eq } from 'drizzle-orm'
import { payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { refundedOf } from '@/lib/payments/refunds'

/** The paid payment of an order of which something is left; null when everything went back, or nothing was paid. */
export async function paymentToRefund(tx: Tx, orderId: string): Promise<typeof payments.$inferSelect | null> {
  const paid = await tx
    .select()
    .from(payments)
    .where(and(eq(payments.orderId, orderId), eq(payments.status, 'paid')))
    .orderBy(desc(payments.id))
  for (const payment of paid) if (payment.received > (await refundedOf(tx, payment.id))) return payment
  return null
}

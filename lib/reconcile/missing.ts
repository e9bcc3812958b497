import { and, eq, inArray } from 'drizzle-orm'
import { payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'

/** Ends a payment that its account does not have, and that nothing was ever received for. Says whether it did. */
export async function endMissing(tx: Tx, paymentId: string): Promise<boolean> {
  const ended = await tx
    .update(payments)
    .set({ status: 'failed' })
    .where(
      and(
        eq(payments.id, paymentId),
        eq(payments.received, 0n),
        inArray(payments.status, ['created', 'requires_action', 'pending', 'authorized']),
      ),
    )
    .returning({ id: payments.id })
  return ended.length > 0
}

import { orderEvents } from '@/db/schema'
import type { Tx } from '@/db/tenant'

/** Adds a sentence to the timeline of an order; the same `cause` is told once. */
export async function tell(
  tx: Tx,
  orderId: string,
  event: { kind: string; text: string; cause?: string; actorId?: string },
): Promise<void> {
  await tx
    .insert(orderEvents)
    .values({ orderId, ...event })
    .onConflictDoNothing()
}

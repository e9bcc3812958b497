import { caseEvents } from '@/db/schema'
import type { Tx } from '@/db/tenant'

type About = { refundId: string } | { disputeId: string }

/** Adds a sentence to the history of a refund or a dispute; the same `cause` is told once. Says whether it was new. */
export async function tellCase(
  tx: Tx,
  about: About,
  event: { kind: string; text: string; cause?: string; actorId?: string },
): Promise<boolean> {
  const told = await tx
    .insert(caseEvents)
    .values({ ...about, ...event })
    .onConflictDoNothing()
    .returning({ id: caseEvents.id })
  return told.length > 0
}

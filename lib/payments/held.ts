import { and, asc, eq, inArray } from 'drizzle-orm'
import { conflicts } from '@/db/schema'
import type { Tx } from '@/db/tenant'

/** The conflict that waits for a person, for each of these payments that has one. */
export async function openConflictsOf(tx: Tx, paymentIds: string[]): Promise<Map<string, string>> {
  const found = await tx
    .select({ id: conflicts.id, paymentId: conflicts.paymentId })
    .from(conflicts)
    .where(
      and(
        inArray(conflicts.paymentId, paymentIds),
        eq(conflicts.object, 'payment'),
        inArray(conflicts.status, ['open', 'refunding']),
      ),
    )
    .orderBy(asc(conflicts.id))
  return new Map(found.map(({ id, paymentId }) => [paymentId!, id]))
}

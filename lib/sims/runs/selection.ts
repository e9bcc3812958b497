import { and, eq, gt, inArray, lte, not, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { runResults, sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { matching, SimFilter } from '../filter'

/** Which SIMs: some picked one by one, all that match a filter, or those that an earlier run could not do. */
export const Selection = z.union([
  z.object({ ids: z.array(z.string().max(64)).min(1).max(1_000) }),
  z.object({ filter: SimFilter }),
  z.object({ failedOf: z.string().max(64) }),
])
export type Selection = z.output<typeof Selection>

export function chosen(selection: Selection): SQL | undefined {
  if ('ids' in selection) return inArray(sims.id, selection.ids)
  if ('filter' in selection) return matching(selection.filter)
  return sql`${sims.id} in (select sim_id from ${runResults}
    where ${and(eq(runResults.runId, selection.failedOf), not(runResults.isOk))})`
}

/** After `cursor`, and nothing that came after the run began. */
export const partOf = (selection: Selection, cursor: string | null, until: string): SQL | undefined =>
  and(chosen(selection), cursor ? gt(sims.id, cursor) : undefined, lte(sims.id, until))

/** How many there are, and the newest of them; counting ends at `most`. */
export async function countChosen(
  tx: Tx,
  selection: Selection,
  most?: number,
): Promise<{ count: number; newest: string | null }> {
  const some = tx.select({ id: sims.id }).from(sims).where(chosen(selection))
  const found = (most === undefined ? some : some.limit(most)).as('some')
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int`, newest: sql<string | null>`max(id)` })
    .from(found)
  return row!
}

import { and, isNull, sql } from 'drizzle-orm'
import { notices } from '@/db/schema'
import type { Tx } from '@/db/tenant'

type Notice = typeof notices.$inferSelect

/** A kept notice that was not worked on yet. */
export type Waiting = Pick<Notice, 'id' | 'type'>

/** An outcome ends the work on them; what another look has ended stays so. */
export async function note(
  tx: Tx,
  waiting: readonly Waiting[],
  set: Partial<Pick<Notice, 'outcome' | 'problem'>>,
): Promise<void> {
  const ids = waiting.map(({ id }) => id)
  const end = set.outcome ? { handledAt: new Date(), problem: null } : {}
  if (ids.length)
    await tx
      .update(notices)
      .set({ ...set, ...end })
      .where(and(sql`${notices.id} = any(${sql.param(ids)}::text[])`, isNull(notices.handledAt)))
}

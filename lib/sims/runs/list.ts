import { and, asc, desc, eq, gt, lt, not, sql } from 'drizzle-orm'
import { z } from 'zod'
import { connections, runResults, runs, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { memberNames } from '@/lib/tenancy/names'
import { authorize } from '@/lib/tenancy/permissions'
import { authorizeHouse } from '../house'
import { changeNamed } from './changes'
import { chosen, countChosen, type Selection } from './selection'

export const RunQuery = z.object({
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

export type RunRow = {
  id: string
  label: string
  status: (typeof runs.$inferSelect)['status']
  total: number
  ok: number
  failed: number
  who: string | null
  createdAt: Date
}

const Problem = z.object({ problem: z.string().optional() }).loose()

async function withWho(ctx: Context, found: (typeof runs.$inferSelect)[]): Promise<RunRow[]> {
  const names = await memberNames(
    ctx,
    found.map(({ actorId }) => actorId),
  )
  return found.map(({ id, kind, status, total, ok, failed, actorId, createdAt }) => ({
    ...{ id, status, total, ok, failed, createdAt },
    label: changeNamed(kind).label,
    who: names.get(actorId) ?? null,
  }))
}

/** What was done to many SIMs at once, the newest first. */
export async function listRuns(
  ctx: Context,
  { after, size }: z.output<typeof RunQuery>,
): Promise<Page<RunRow>> {
  authorizeHouse(ctx)
  const found = await inTenant(ctx, (tx) =>
    tx
      .select()
      .from(runs)
      .where(after ? lt(runs.id, after) : undefined)
      .orderBy(desc(runs.id))
      .limit(size + 1),
  )
  return pageOf(await withWho(ctx, found), size, ({ id }) => id)
}

export type RunFailure = { id: string; simId: string; iccid: string; reason: string }

/** A run and a page of what failed in it. `problem` says why it ended early. Throws `not_found`. */
export async function getRun(
  ctx: Context,
  id: string,
  { after, size }: z.output<typeof RunQuery>,
): Promise<{ run: RunRow; problem: string | null; failures: Page<RunFailure> }> {
  authorizeHouse(ctx)
  const { found, failed } = await inTenant(ctx, async (tx) => {
    const [found] = await tx.select().from(runs).where(eq(runs.id, id))
    if (!found) throw notFound('run', id)
    const failed = await tx
      .select()
      .from(runResults)
      .where(
        and(eq(runResults.runId, id), not(runResults.isOk), after ? gt(runResults.simId, after) : undefined),
      )
      .orderBy(asc(runResults.simId))
      .limit(size + 1)
    return { found, failed }
  })
  const [run] = await withWho(ctx, [found])
  const { problem } = Problem.parse(found.input)
  return { run: run!, problem: problem ?? null, failures: pageOf(failed, size, ({ simId }) => simId) }
}

/** Counting for a question stops there and then means "that or more". */
export const mostCounted = 10_000

/** How many SIMs an action would go through, and the number of the only one. */
export async function previewRun(
  ctx: Context,
  selection: Selection,
): Promise<{ count: number; iccid: string | null }> {
  authorize(ctx, 'sims:write')
  return inTenant(ctx, async (tx) => {
    const { count, newest } = await countChosen(tx, selection, mostCounted)
    const [only] =
      count === 1 && newest
        ? await tx.select({ iccid: sims.iccid }).from(sims).where(eq(sims.id, newest))
        : []
    return { count, iccid: only?.iccid ?? null }
  })
}

/** The operators of the SIMs that an action would go through. */
export async function operatorsOf(
  ctx: Context,
  selection: Selection,
): Promise<{ id: string; name: string }[]> {
  authorize(ctx, 'sims:write')
  return inTenant(ctx, (tx) =>
    tx
      .select({ id: connections.id, name: connections.name })
      .from(connections)
      .where(
        and(
          eq(connections.kind, 'telecom'),
          sql`exists (select from ${sims} where ${sims.connectionId} = ${connections.id} and ${chosen(selection) ?? sql`true`})`,
        ),
      )
      .orderBy(asc(connections.name)),
  )
}

import { eq } from 'drizzle-orm'
import { runs } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { toJson } from '@/lib/core/json'
import { enqueue } from '@/lib/jobs/enqueue'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { type ChangeName, changeNamed } from './changes'
import { doRun } from './jobs'
import { RunOrder } from './order'
import { countChosen, type Selection } from './selection'

export type NewRun = { kind: ChangeName; selection: Selection; input: unknown }

/**
 * Asks for one action on many SIMs; a job does it, some hundred at a time. Gives the id of the run.
 * Throws `invalid` at a field of `input`, and `precondition` when no SIM is chosen.
 */
export async function startRun(ctx: Context, { kind, selection, input }: NewRun): Promise<string> {
  authorize(ctx, 'sims:write')
  const change = changeNamed(kind)
  const given = change.input.parse(input)
  return inTenant(ctx, async (tx) => {
    await change.prepare(tx, given)
    const { count, newest } = await countChosen(tx, selection)
    if (!newest) throw new AppError('precondition', 'No SIM is chosen. Tick some in the list first.')
    const order: RunOrder = { selection, input: given, until: newest, companyId: ctx.companyId ?? null }
    const [run] = await tx
      .insert(runs)
      .values({ kind, input: toJson(order), total: count, actorId: ctx.actor.id })
      .returning({ id: runs.id })
    const { id } = run!
    await enqueue(tx, doRun, { tenantId: ctx.tenantId, runId: id }, { key: `run:${id}` })
    await audit(tx, ctx, 'sims.run', id, { kind, count, input: given })
    return id
  })
}

/** The same again for the SIMs that a finished run could not do. Gives the id of the new run. */
export async function retryRun(ctx: Context, runId: string): Promise<string> {
  authorize(ctx, 'sims:write')
  const [run] = await inTenant(ctx, (tx) => tx.select().from(runs).where(eq(runs.id, runId)))
  if (!run) throw notFound('run', runId)
  if (run.status === 'running')
    throw new AppError('precondition', 'The run is not finished. Wait for its end.')
  if (run.failed === 0) throw new AppError('precondition', 'Every SIM of this run was done.')
  const { input } = RunOrder.parse(run.input)
  return startRun(ctx, { kind: run.kind as ChangeName, selection: { failedOf: runId }, input })
}

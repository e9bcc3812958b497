import { eq } from 'drizzle-orm'
import { runResults, runs } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { type NewRun, startRun } from './start'
import { workOn } from './work'

/** A run for one SIM, done at once: throws `precondition` with the reason when it cannot be done. */
export async function doOne(ctx: Context, run: NewRun): Promise<void> {
  const id = await startRun(ctx, run)
  await workOn(ctx.tenantId, id, 0)
  const [failed] = await inTenant(ctx, (tx) =>
    tx.select({ reason: runResults.reason }).from(runResults).where(eq(runResults.runId, id)),
  )
  if (failed) throw new AppError('precondition', failed.reason)
  const [after] = await inTenant(ctx, (tx) => tx.select().from(runs).where(eq(runs.id, id)))
  if (after?.status === 'failed') throw new AppError('precondition', 'This could not be done. Try again.')
}

import { eq } from 'drizzle-orm'
import { sweeps } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, UpstreamError } from '@/lib/core/error'
import { callGateway } from '@/lib/payments/call-gateway'
import type { Run } from './compare'
import { importHistory } from './import-history'
import { type Phase, phases, steps } from './phases'
import { advance, type Sweep } from './sweep'

/**
 * Goes on with a sweep for about `limitMs`; says whether there is nothing left to do. A provider that gives no answer is
 * noted and thrown, so that the job tries again from where it stopped; one that refuses our key ends the sweep.
 */
export async function runSweep(tenantId: string, id: string, limitMs: number): Promise<boolean> {
  const overAt = Date.now() + limitMs
  const [found] = await inTenant(tenantId, (tx) => tx.select().from(sweeps).where(eq(sweeps.id, id)))
  if (found?.status !== 'running') return true
  let sweep: Sweep | null = found
  try {
    const connection = await inTenant(tenantId, (tx) => getConnection(tx, found.connectionId))
    return await callGateway(connection, async (gateway) => {
      while (sweep?.status === 'running') {
        const run = { sweep, connection, gateway, isOver: () => Date.now() > overAt }
        sweep = await step(run)
        if (run.isOver()) break
      }
      return sweep?.status !== 'running'
    })
  } catch (error) {
    if (!(error instanceof AppError || error instanceof UpstreamError) || !sweep) throw error
    const hasFailed = error instanceof AppError
    await advance(sweep, {
      problem: error.message,
      ...(hasFailed && { status: 'failed', finishedAt: new Date() }),
    })
    if (!hasFailed) throw error
    return true
  }
}

/** One phase, or as much of it as there is time for. Null when another process is at it. */
async function step(run: Run): Promise<Sweep | null> {
  const { kind, phase: name } = run.sweep
  const plan: readonly Phase[] = kind === 'import' ? ['payments'] : phases
  const phase = plan.find((each) => each === name)!
  const { sweep, isDone } = await (kind === 'import' ? importHistory(run) : steps[phase](run))
  if (!sweep || !isDone) return sweep
  const next = plan[plan.indexOf(phase) + 1]
  const end = { status: 'finished', finishedAt: new Date() } as const
  return advance(sweep, next ? { phase: next, cursor: {} } : end)
}

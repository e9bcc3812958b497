import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { defineJob, type Job } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { workOn } from './work'

const OfRun = z.object({ tenantId: z.string(), runId: z.string() })
type OfRun = z.output<typeof OfRun>

// Shorter than the worker is given to stop, so that a restart never cuts a run short.
const sliceMs = 20_000

/** Does a run for a while and asks for itself again, so that long runs do not keep others waiting. */
export const doRun: Job<OfRun> = defineJob({
  name: 'sims.doRun',
  input: OfRun,
  run: async ({ tenantId, runId }: OfRun) => {
    if (await workOn(tenantId, runId, sliceMs)) return
    await inTenant(tenantId, (tx) => enqueue(tx, doRun, { tenantId, runId }, { key: `run:${runId}` }))
  },
})

import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { defineJob, type Job } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { clearOldExports } from './files'
import { writeExport } from './write'

const OfExport = z.object({ tenantId: z.string(), exportId: z.string() })
type OfExport = z.output<typeof OfExport>

// Shorter than the worker is given to stop.
const sliceMs = 20_000

/** Writes an export for a while and asks for itself again, so that long ones do not keep others waiting. */
export const exportTransactions: Job<OfExport> = defineJob({
  name: 'transactions.export',
  input: OfExport,
  run: async ({ tenantId, exportId }: OfExport) => {
    if (await writeExport(tenantId, exportId, sliceMs)) return
    await inTenant(tenantId, (tx) =>
      enqueue(tx, exportTransactions, { tenantId, exportId }, { key: `export:${exportId}` }),
    )
  },
})

/** By the clock: takes old exports away, which hold addresses of people. */
export const clearExports = defineJob({
  name: 'transactions.clearExports',
  urgency: 'clock',
  input: z.object({}),
  run: clearOldExports,
})

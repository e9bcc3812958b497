import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { everyConnection } from '@/lib/connections/find'
import { defineJob, type Job } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { clearOldFiles } from './import/files'
import { verifyPending } from './verify'

const One = z.object({ tenantId: z.string(), id: z.string() })
type One = z.output<typeof One>

const ask = ({ tenantId, id }: One) =>
  inTenant(tenantId, (tx) => enqueue(tx, verifySims, { tenantId, id }, { key: `verify:${id}` }))

// Shorter than the worker is given to stop.
const sliceMs = 20_000

/** Asks one operator about its pending SIMs for a while, and comes again for the rest. The next hour comes anyway. */
export const verifySims: Job<One> = defineJob({
  name: 'sims.verify',
  urgency: 'clock',
  input: One,
  attempts: 6,
  run: async ({ tenantId, id }: One) => {
    if (!(await verifyPending(tenantId, id, sliceMs))) await ask({ tenantId, id })
  },
})

/** By the clock: asks for `verifySims` of every telecom in use. */
export const verifyAllSims = defineJob({
  name: 'sims.verifyAll',
  urgency: 'clock',
  input: z.object({}),
  run: async () => {
    for (const one of await everyConnection('telecom')) await ask(one)
  },
})

/** By the clock: takes uploaded files away, which hold activation codes in plain text. */
export const clearUploads = defineJob({
  name: 'sims.clearUploads',
  urgency: 'clock',
  input: z.object({}),
  run: clearOldFiles,
})

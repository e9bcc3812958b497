import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
import { pollUsage } from './poll'
import { refreshById } from './refresh'

/** Asks the carrier about one SIM; also when a webhook of the carrier was lost. */
export const refreshUsage = defineJob({
  name: 'usage.refresh',
  urgency: 'clock',
  input: z.object({ tenantId: z.string(), simId: z.string() }),
  attempts: 5,
  run: ({ tenantId, simId }) => refreshById(tenantId, simId),
})

export const pollCarriers = defineJob({
  name: 'usage.poll',
  urgency: 'clock',
  input: z.object({}).loose(),
  attempts: 1,
  run: pollUsage,
})

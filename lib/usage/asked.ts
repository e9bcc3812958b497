import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { simRefillRules } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { announceJob } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'

/** After a reading: looks whether a SIM is to refill itself, and does so. */
export const checkSimRefill = announceJob({
  name: 'sims.checkRefill',
  input: z.object({ tenantId: z.string(), simId: z.string() }),
})

/** A SIM that refills itself is looked at soon; of many readings at once that is one look. */
export async function askToRefillSim(tx: Tx, tenantId: string, simId: string): Promise<void> {
  const isOn = and(eq(simRefillRules.simId, simId), eq(simRefillRules.isOn, true))
  if (await tx.$count(simRefillRules, isOn))
    await enqueue(tx, checkSimRefill, { tenantId, simId }, { key: `simrefill:${simId}` })
}

import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { everyConnection } from '@/lib/connections/find'
import { defineJob, type Job } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { runBalance } from './balance'
import { runSync } from './sync'

const One = z.object({ tenantId: z.string(), id: z.string() })
type One = z.output<typeof One>

/** Reads one supplier's catalogue. The next hour comes anyway, so it is not tried for long. */
export const syncCatalogue = defineJob({
  name: 'telecom.syncCatalogue',
  urgency: 'clock',
  input: One,
  attempts: 4,
  run: ({ tenantId, id }: One) => runSync(tenantId, id),
})

/** Asks one supplier what is left on the account. */
export const checkBalance = defineJob({
  name: 'telecom.checkBalance',
  urgency: 'clock',
  input: One,
  attempts: 3,
  run: ({ tenantId, id }: One) => runBalance(tenantId, id),
})

async function askForEach(job: Job<One>, key: string): Promise<void> {
  for (const { tenantId, id } of await everyConnection('telecom'))
    await inTenant(tenantId, (tx) => enqueue(tx, job, { tenantId, id }, { key: `${key}:${id}` }))
}

/** By the clock: asks for `syncCatalogue` of every telecom in use. */
export const syncCatalogues = defineJob({
  name: 'telecom.syncCatalogues',
  urgency: 'clock',
  input: z.object({}),
  run: () => askForEach(syncCatalogue, 'sync'),
})

/** By the clock: asks for `checkBalance` of every telecom in use. */
export const checkBalances = defineJob({
  name: 'telecom.checkBalances',
  urgency: 'clock',
  input: z.object({}),
  run: () => askForEach(checkBalance, 'balance'),
})

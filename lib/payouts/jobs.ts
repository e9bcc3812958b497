import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { everyConnection } from '@/lib/connections/find'
import { defineJob } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { readLines } from './lines'
import { syncPayouts } from './sync'

export const readPayoutLines = defineJob({
  name: 'payouts.readLines',
  urgency: 'clock',
  input: z.object({ tenantId: z.string(), payoutId: z.string() }),
  run: ({ tenantId, payoutId }) => readLines(tenantId, payoutId),
})

/** One connection's payouts. The next time comes anyway, so it is not tried for long. */
export const syncConnectionPayouts = defineJob({
  name: 'payouts.syncConnection',
  urgency: 'clock',
  input: z.object({ tenantId: z.string(), id: z.string() }),
  attempts: 4,
  run: ({ tenantId, id }) => syncPayouts(tenantId, id),
})

/** By the clock: payouts of which no notice came. */
export const syncAllPayouts = defineJob({
  name: 'payouts.syncAll',
  urgency: 'clock',
  input: z.object({}),
  run: async () => {
    for (const { tenantId, id } of await everyConnection('psp'))
      await inTenant(tenantId, (tx) =>
        enqueue(tx, syncConnectionPayouts, { tenantId, id }, { key: `payouts:${id}` }),
      )
  },
})

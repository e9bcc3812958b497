import { z } from 'zod'
import { inTenant } from '@/db/tenant'
import { everyConnection } from '@/lib/connections/find'
import { defineJob } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import { watch } from './look'

export const watchTenant = defineJob({
  name: 'watch.tenant',
  urgency: 'clock',
  attempts: 1,
  input: z.object({ tenantId: z.string() }),
  run: ({ tenantId }) => watch(tenantId),
})

/** By the clock: a look at the payments of every organization that takes any. */
export const watchAll = defineJob({
  name: 'watch.all',
  urgency: 'clock',
  attempts: 1,
  input: z.object({}).loose(),
  run: async () => {
    const tenants = new Set((await everyConnection('psp')).map(({ tenantId }) => tenantId))
    for (const tenantId of tenants)
      await inTenant(tenantId, (tx) => enqueue(tx, watchTenant, { tenantId }, { key: `watch:${tenantId}` }))
  },
})

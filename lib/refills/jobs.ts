import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
import { close } from './close'

const OfRefill = z.object({ tenantId: z.string(), refillId: z.string() })

export const closeRefill = defineJob({
  name: 'refills.close',
  input: OfRefill,
  run: ({ tenantId, refillId }) => close(tenantId, refillId),
})

import { z } from 'zod'
import { announceJob } from '@/lib/jobs/define'

/** Ends a refill whose time is over, and calls off what is still open of one that has ended. */
export const closeRefill = announceJob({
  name: 'refills.close',
  input: z.object({ tenantId: z.string(), refillId: z.string() }),
})

/** Charges the saved method of an automatic refill. */
export const chargeRefill = announceJob({
  name: 'refills.charge',
  input: z.object({ tenantId: z.string(), paymentId: z.string() }),
})

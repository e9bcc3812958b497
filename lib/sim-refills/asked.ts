import { z } from 'zod'
import { announceJob } from '@/lib/jobs/define'

/** Charges the saved card of an automatic refill of a SIM. */
export const chargeSimRefill = announceJob({
  name: 'sims.chargeRefill',
  input: z.object({ tenantId: z.string(), paymentId: z.string() }),
})

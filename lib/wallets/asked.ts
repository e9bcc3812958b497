import { z } from 'zod'
import { announceJob } from '@/lib/jobs/define'

/** After a debit or a hold: looks whether the wallet is to refill itself, and does so. */
export const checkAutoRefill = announceJob({
  name: 'wallets.checkAutoRefill',
  input: z.object({ tenantId: z.string(), walletId: z.string() }),
})

import { z } from 'zod'
import { announceJob, defineJob } from '@/lib/jobs/define'
import { endGrant } from './grant'
import { endHold } from './hold'

/** Asked for at the moment in which given credit ends. */
export const expireGrant = defineJob({
  name: 'wallets.expireGrant',
  input: z.object({ tenantId: z.string(), grantId: z.string() }),
  run: ({ tenantId, grantId }) => endGrant(tenantId, grantId),
})

/** Asked for at the moment in which a hold ends. */
export const expireHold = defineJob({
  name: 'wallets.expireHold',
  input: z.object({ tenantId: z.string(), holdId: z.string() }),
  run: ({ tenantId, holdId }) => endHold(tenantId, holdId),
})

/** After a debit: looks whether the wallet fills itself again, and does so. To be asked for in `debit`. */
export const checkAutoRefill = announceJob({
  name: 'wallets.checkAutoRefill',
  input: z.object({ tenantId: z.string(), walletId: z.string() }),
})

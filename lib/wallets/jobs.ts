import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
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

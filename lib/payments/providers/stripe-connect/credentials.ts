import { z } from 'zod'
import type { Mode } from '../../states'

/** Never typed: what signing in at Stripe gives. The key is the platform's. */
export const ConnectedAccount = z.object({
  accountId: z.string().startsWith('acct_').describe('Stripe account').meta({ secret: false }),
  mode: z.enum(['test', 'live']).describe('Mode').meta({ secret: false, control: 'mode' }),
})

export type ConnectedAccount = { accountId: string; mode: Mode }

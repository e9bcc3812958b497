import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
import { mopUp } from './mop-up'

/** Looks again at open payments whose webhook may have been lost. */
export const mopUpPayments = defineJob({
  name: 'reconcile.mopUp',
  input: z.object({}).loose(),
  attempts: 1,
  run: mopUp,
})

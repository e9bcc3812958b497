import { z } from 'zod'
import { announceJob } from '@/lib/jobs/define'

/** Reads a set-up at its provider, in case that neither its owner nor a webhook comes back. */
export const settleSetup = announceJob({
  name: 'methods.settleSetup',
  input: z.object({ tenantId: z.string(), methodId: z.string() }),
})

/** Takes a saved method away at its provider. */
export const removeAtProvider = announceJob({
  name: 'methods.removeAtProvider',
  input: z.object({
    tenantId: z.string(),
    connectionId: z.string(),
    method: z.object({
      externalId: z.string(),
      customerExternalId: z.string(),
      mandateExternalId: z.string().nullable(),
    }),
  }),
})

import { z } from 'zod'
import { announceJob } from '@/lib/jobs/define'

/** Mails an alert to those who want to know. */
export const mailAlert = announceJob({
  name: 'alerts.mail',
  input: z.object({ tenantId: z.string(), alertId: z.string() }),
})

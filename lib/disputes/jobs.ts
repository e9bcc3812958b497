import { z } from 'zod'
import { defineJob, workOn } from '@/lib/jobs/define'
import * as asked from './asked'
import { handIn } from './hand-in'
import { remindOfDisputes } from './remind'

export const answerDispute = workOn(asked.answerDispute, ({ tenantId, disputeId }) =>
  handIn(tenantId, disputeId),
)

/** By the clock: reminds staff of disputes that are due. */
export const remindDisputes = defineJob({
  name: 'disputes.remind',
  urgency: 'clock',
  input: z.object({}),
  attempts: 1,
  run: () => remindOfDisputes(),
})

import { z } from 'zod'
import { announceJob } from '@/lib/jobs/define'

/** Brings what was decided of a dispute to its provider: a draft, the evidence, or that we let it go. */
export const answerDispute = announceJob({
  name: 'disputes.answer',
  urgency: 'person',
  input: z.object({ tenantId: z.string(), disputeId: z.string() }),
})

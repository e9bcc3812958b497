import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
import { handle } from './handle'

export const handleNotice = defineJob({
  name: 'inbox.handleNotice',
  urgency: 'buyer',
  input: z.object({ tenantId: z.string(), noticeId: z.string() }),
  run: ({ tenantId, noticeId }) => handle(tenantId, noticeId),
})

/** What is said about one payment or SIM is one job until it begins, however many webhooks say it. */
export const keyOf = ({
  connectionId,
  subjectId,
  id,
}: {
  connectionId: string
  subjectId: string | null
  id: string
}) => `notice:${subjectId === null ? id : `${connectionId}:${subjectId}`}`

import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
import { handle } from './handle'

export const handleNotice = defineJob({
  name: 'inbox.handleNotice',
  input: z.object({ tenantId: z.string(), noticeId: z.string() }),
  run: ({ tenantId, noticeId }) => handle(tenantId, noticeId),
})

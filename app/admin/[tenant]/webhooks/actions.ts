'use server'
import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { workAgain } from '@/lib/inbox/work-again'
import { action } from '@/lib/web/action'

export const again = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  await workAgain(ctx, id)
  revalidatePath('/admin/[tenant]/webhooks', 'layout')
  return { notice: 'It is tried again now. Reload in a moment to see how it went.' }
})

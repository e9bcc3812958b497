'use server'
import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { confirmImport } from '@/lib/sims/import/begin'
import { action } from '@/lib/web/action'

export const confirm = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  await confirmImport(ctx, id)
  revalidatePath('/admin/[tenant]/sims/import/[id]', 'page')
  return { notice: 'The import has begun.' }
})

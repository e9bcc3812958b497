'use server'
import { revalidatePath } from 'next/cache'
import { StoreSettings, saveStore } from '@/lib/store/settings'
import { action } from '@/lib/web/action'

export const save = action(StoreSettings, async (ctx, input) => {
  await saveStore(ctx, input)
  revalidatePath('/admin/[tenant]/settings/store', 'page')
})

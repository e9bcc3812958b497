'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { EndUserInput, saveEndUser } from '@/lib/tenancy/end-users'
import { action } from '@/lib/web/action'

export const save = action(EndUserInput, async (ctx, input) => {
  const { id } = await saveEndUser(ctx, input)
  revalidatePath('/admin/[tenant]/end-users', 'layout')
  if (!input.id) redirect(`/admin/${ctx.tenant.slug}/end-users/${id}?saved`)
})

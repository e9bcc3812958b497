'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { CompanyInput, saveCompany } from '@/lib/tenancy/companies'
import { action } from '@/lib/web/action'

export const save = action(CompanyInput, async (ctx, input) => {
  const { id } = await saveCompany(ctx, input)
  revalidatePath('/admin/[tenant]/companies', 'layout')
  if (!input.id) redirect(`/admin/${ctx.tenant.slug}/companies/${id}?saved`)
})

'use server'
import { revalidatePath } from 'next/cache'
import { OrganizationSettings, saveOrganization } from '@/lib/tenancy/organizations-settings'
import { action } from '@/lib/web/action'

export const save = action(OrganizationSettings, async (ctx, input) => {
  await saveOrganization(ctx, input)
  revalidatePath('/admin/[tenant]', 'layout')
})

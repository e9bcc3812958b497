import { redirect } from 'next/navigation'
import { settingsFor } from '@/lib/web/navigation'
import { tenantContext } from '@/lib/web/session'

/** Leads to the first page of the settings that the person may see. */
export default async function SettingsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const first = settingsFor(ctx)[0]?.href ?? '/settings/profile'
  redirect(`/admin/${ctx.tenant.slug}${first}`)
}

import type { ReactNode } from 'react'
import { settingsFor } from '@/lib/web/navigation'
import { tenantContext } from '@/lib/web/session'
import { SettingsMenu } from './settings-menu'

type Props = { children: ReactNode; params: Promise<{ tenant: string }> }

/** The menu of the settings beside the page that is open. */
export default async function SettingsLayout({ children, params }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const root = `/admin/${ctx.tenant.slug}`
  const items = settingsFor(ctx).map(({ label, href }) => ({ label, href: root + href }))
  return (
    <div className="gap-10 lg:grid lg:grid-cols-[11rem_minmax(0,1fr)]">
      <SettingsMenu items={items} />
      <div className="min-w-0">{children}</div>
    </div>
  )
}

import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { signOut } from '@/app/(auth)/sign-out/actions'
import type { Command, NavGroup } from '@/components/layout/navigation'
import { Shell } from '@/components/layout/shell'
import { countAlerts } from '@/lib/alerts/list'
import { env } from '@/lib/core/env'
import { listMemberships } from '@/lib/tenancy/organizations'
import { roleLabels } from '@/lib/tenancy/permissions'
import { beginningsFor, places, placesFor, settingsFor } from '@/lib/web/navigation'
import { type TenantContext, tenantContext } from '@/lib/web/session'
import { BackToOnboarding } from './back-to-onboarding'
import { iconOf } from './icons'

type Props = { children: ReactNode; params: Promise<{ tenant: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { tenant } = await tenantContext((await params).tenant)
  return { title: { default: tenant.name, template: `%s · ${tenant.name}` } }
}

/** The sidebar: places by group, and the settings, which everyone has for the own profile, last. */
function groupsFor(ctx: TenantContext, root: string, alerts: number): NavGroup[] {
  const found = placesFor(ctx).map((place) => ({
    ...place,
    href: root + place.href,
    icon: iconOf(place.href),
    ...(place.href === '/alerts' && alerts > 0 && { count: alerts }),
  }))
  const names = [...new Set(found.map(({ group }) => group))]
  const groups = names.map((label) => ({ label, items: found.filter(({ group }) => group === label) }))
  const settings = { label: 'Settings', href: `${root}/settings`, icon: iconOf('/settings') }
  return [...groups, { label: 'Organization', items: [settings] }]
}

/** What is begun from anywhere, and the settings without those that stand in the sidebar themselves. */
const commandsFor = (ctx: TenantContext, root: string): Command[] => [
  ...beginningsFor(ctx).map(({ label, href }) => ({ label, href: root + href, group: 'Begin' })),
  ...settingsFor(ctx)
    .filter(({ href }) => !places.some((place) => place.href === href))
    .map(({ label, href }) => ({ label, href: root + href, group: 'Settings' })),
]

async function organizationsOf({ user, tenantId }: TenantContext) {
  const found = await listMemberships(user.id)
  return found.map(({ tenant, role }) => ({
    name: tenant.name,
    href: `/admin/${tenant.slug}`,
    role: roleLabels[role],
    current: tenant.id === tenantId,
  }))
}

export default async function PortalLayout({ children, params }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const root = `/admin/${ctx.tenant.slug}`
  return (
    <Shell
      root={root}
      groups={groupsFor(ctx, root, await countAlerts(ctx))}
      organizations={await organizationsOf(ctx)}
      user={ctx.user}
      userLinks={[
        { href: `${root}/settings/profile`, label: 'Profile' },
        { href: '/sign-up', label: 'New organization' },
      ]}
      commands={commandsFor(ctx, root)}
      signOut={
        <form action={signOut}>
          <button type="submit">Sign out</button>
        </form>
      }
      testMode={env.SANDBOX === 'on'}
    >
      <BackToOnboarding root={root} />
      {children}
    </Shell>
  )
}

import { can, type Permission, type Role } from '@/lib/tenancy/permissions'

export type Place = {
  label: string
  /** Below `/admin/{organization}`; empty for the dashboard. */
  href: string
  /** Without it the place is not shown. */
  permission: Permission
  group?: string
}

/** Every place of the portal, in the order of the sidebar. A place stands here only when its page works. */
export const places: readonly Place[] = [
  { label: 'Dashboard', href: '', permission: 'sims:read' },
  { label: 'Onboarding', href: '/onboarding', permission: 'settings:read' },
  { label: 'Alerts', href: '/alerts', permission: 'payments:read' },
  { label: 'SIMs', href: '/sims', permission: 'sims:read', group: 'Connectivity' },
  { label: 'Plans', href: '/plans', permission: 'plans:read', group: 'Connectivity' },
  { label: 'Companies', href: '/companies', permission: 'companies:read', group: 'Customers' },
  { label: 'End users', href: '/end-users', permission: 'companies:read', group: 'Customers' },
  { label: 'Wallets', href: '/wallets', permission: 'wallets:read', group: 'Customers' },
  { label: 'Orders', href: '/orders', permission: 'orders:read', group: 'Sales' },
  { label: 'Transactions', href: '/transactions', permission: 'payments:read', group: 'Sales' },
  { label: 'Refunds', href: '/refunds', permission: 'payments:read', group: 'Sales' },
  { label: 'Disputes', href: '/disputes', permission: 'payments:read', group: 'Sales' },
  { label: 'e-SIM Store', href: '/settings/store', permission: 'settings:read', group: 'Sales' },
  { label: 'Webhooks', href: '/webhooks', permission: 'webhooks:read', group: 'Sales' },
]

/** The pages of the settings, in the order of their menu. `profile` is for everyone. */
export const settings: readonly (Omit<Place, 'permission'> & { permission: Permission | null })[] = [
  { label: 'Account', href: '/settings/account', permission: 'settings:read' },
  { label: 'Profile', href: '/settings/profile', permission: null },
  { label: 'Team', href: '/settings/team', permission: 'team:read' },
  { label: 'Telecoms', href: '/settings/telecoms', permission: 'connections:read' },
  { label: 'Billing', href: '/settings/billing', permission: 'connections:read' },
  { label: 'Notifications', href: '/settings/notifications', permission: 'settings:read' },
  { label: 'e-SIM Store', href: '/settings/store', permission: 'settings:read' },
  { label: 'API keys', href: '/settings/api-keys', permission: 'keys:read' },
]

/** Pages where something new is made, for the palette. */
export const beginnings: readonly Place[] = [
  { label: 'Upload SIMs', href: '/sims/import', permission: 'sims:write' },
  { label: 'New plan', href: '/plans/new', permission: 'plans:write' },
  { label: 'New company', href: '/companies/new', permission: 'companies:write' },
  { label: 'New end user', href: '/end-users/new', permission: 'companies:write' },
  { label: 'Open wallet', href: '/wallets/new', permission: 'wallets:write' },
  { label: 'Add PSP', href: '/settings/billing/new', permission: 'connections:write' },
]

type Asks = { readonly actor: { kind: string; role?: Role } }

/** The places that a person may see. */
export const placesFor = (ctx: Asks): Place[] => places.filter(({ permission }) => can(ctx, permission))

export const beginningsFor = (ctx: Asks): Place[] =>
  beginnings.filter(({ permission }) => can(ctx, permission))

/** The settings that a person may see. */
export const settingsFor = (ctx: Asks) =>
  settings.filter(({ permission }) => !permission || can(ctx, permission))

import { AppError } from '@/lib/core/error'

/** Everything that can be allowed, and what it means to a person. Nothing else decides who may do what. */
export const permissions = {
  'sims:read': 'See SIMs',
  'sims:write': 'Import, assign and change SIMs',
  'sims:refill': 'Refill SIMs, also from the wallet of their company',
  'sims:reveal': 'Reveal activation codes',
  'plans:read': 'See plans',
  'plans:write': 'Make and change plans',
  'companies:read': 'See companies and end users',
  'companies:write': 'Make and change companies and end users',
  'orders:read': 'See orders',
  'orders:write': 'Retry, resend and correct orders',
  'payments:read': 'See payments',
  'payments:receive': 'Note payments that came by bank transfer',
  'payments:refund': 'Refund payments',
  'disputes:write': 'Answer and accept disputes',
  'payments:export': 'Export payments to a file',
  'payments:label': 'Label payments',
  'payments:reconcile': 'Compare payments with their providers and resolve differences',
  'alerts:take': 'Take alerts on',
  'methods:read': 'See saved payment methods',
  'methods:write': 'Add and remove saved payment methods',
  'wallets:read': 'See wallets',
  'wallets:refill': 'Add money to wallets',
  'wallets:write': 'Open, change and correct wallets, and give credit',
  'wallets:legacy': 'Refill wallets by the old form, with the key in the address',
  'connections:read': 'See telecoms and payment providers',
  'connections:write': 'Connect telecoms and payment providers',
  'webhooks:read': 'See received webhooks',
  'store:write': 'Change the store',
  'settings:read': 'See the settings of the organization',
  'settings:write': 'Change the settings of the organization',
  'keys:read': 'See API keys',
  'keys:write': 'Make and revoke API keys',
  'team:read': 'See the team',
  'team:write': 'Invite and remove staff',
  'audit:read': 'See who did what',
} as const

export type Permission = keyof typeof permissions

const all = Object.keys(permissions) as Permission[]
const reads = all.filter((each) => each.endsWith(':read'))

export const roles = {
  owner: all,
  admin: all,
  support: [
    ...reads,
    'sims:write',
    'sims:refill',
    'sims:reveal',
    'orders:write',
    'payments:refund',
    'disputes:write',
    'payments:export',
    'payments:label',
    'alerts:take',
    'companies:write',
    'wallets:refill',
  ],
  viewer: reads,
  company: [
    'sims:read',
    'sims:refill',
    'plans:read',
    'companies:read',
    'methods:read',
    'methods:write',
    'wallets:read',
    'wallets:refill',
  ],
  // Of his own alone: row security hides the rest.
  endUser: ['methods:read', 'methods:write', 'wallets:read', 'wallets:refill'],
} as const satisfies Record<string, readonly Permission[]>

export type Role = keyof typeof roles

export const roleLabels: Record<Role, string> = {
  owner: 'Owner',
  admin: 'Admin',
  support: 'Support',
  viewer: 'Viewer',
  company: 'Company staff',
  endUser: 'End user',
}

/** Roles that an invitation may give. */
export const staffRoles = ['owner', 'admin', 'support', 'viewer', 'company'] as const

type Permitted = {
  readonly endUserId?: string | null
  readonly actor: { kind: string; role?: Role; scopes?: readonly Permission[] }
}

export const can = ({ actor, endUserId }: Permitted, permission: Permission): boolean =>
  // Nobody knows whose rows an end user without an id would see.
  (actor.role !== 'endUser' || Boolean(endUserId)) &&
  (actor.kind === 'system' ||
    actor.scopes?.includes(permission) ||
    (actor.role ? (roles[actor.role] as readonly Permission[]).includes(permission) : false))

/** Throws `forbidden`, saying which right is missing and who can give it. */
export function authorize(ctx: Permitted, permission: Permission): void {
  if (can(ctx, permission)) return
  if (ctx.actor.scopes)
    throw new AppError('forbidden', `This API key lacks the scope "${permission}".`, { scope: permission })
  throw new AppError(
    'forbidden',
    `You need the right "${permissions[permission]}" for this. An owner of the organization can give it to you.`,
    { permission },
  )
}

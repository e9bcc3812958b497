import type { Permission, Role } from './permissions'

export type Actor =
  | { kind: 'user'; id: string; role: Role }
  | { kind: 'apiKey'; id: string; scopes: readonly Permission[] }
  | { kind: 'system'; id: string }

/** Who is asking, and for which tenant. The first argument of every verb. */
export type Context = {
  readonly tenantId: string
  /** Set for staff of one company: they see only its rows. */
  readonly companyId?: string | null
  /** Set for an end user: he sees only his own. */
  readonly endUserId?: string | null
  readonly actor: Actor
}

/** The house itself at work for a tenant: a job, a webhook, the public store. */
export const systemContext = (tenantId: string, id = 'system'): Context => ({
  tenantId,
  actor: { kind: 'system', id },
})

import { and, asc, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { memberships, tenants } from '@/db/schema'
import type { Role } from './permissions'

export type Tenant = { id: string; slug: string; name: string; currency: string; timezone: string }
export type Membership = { tenant: Tenant; role: Role; companyId: string | null }

const tenant = {
  id: tenants.id,
  slug: tenants.slug,
  name: tenants.name,
  currency: tenants.currency,
  timezone: tenants.timezone,
}
const membership = { tenant, role: memberships.role, companyId: memberships.companyId }

// Row security shows every company to a scope without one, so staff of no company must not count as members.
const isBound = ({ role, companyId }: Membership) => role !== 'company' || companyId !== null

/** What a person is in the organization with this slug; null when there is none, or he is not a member. */
export async function findMembership(userId: string, slug: string): Promise<Membership | null> {
  const [found] = await db
    .select(membership)
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(and(eq(tenants.slug, slug), eq(memberships.userId, userId)))
  return found && isBound(found) ? found : null
}

/** All organizations of a person by name, for the switcher. */
export async function listMemberships(userId: string): Promise<Membership[]> {
  const found = await db
    .select(membership)
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(eq(memberships.userId, userId))
    .orderBy(asc(tenants.name), asc(tenants.id))
    .limit(200)
  return found.filter(isBound)
}

import { inArray, type SQL, sql } from 'drizzle-orm'
import { companies, connections, imports, plans, sims, stores } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { providers } from '@/lib/payments/registry'
import type { Context } from '@/lib/tenancy/context'
import { listInvites } from '@/lib/tenancy/invites'
import { listMembers } from '@/lib/tenancy/members'
import { getOrganization } from '@/lib/tenancy/organizations-settings'
import { authorize } from '@/lib/tenancy/permissions'

/** What is true of an organization; every step of the onboarding follows from it. */
export type Facts = {
  hasTelecom: boolean
  /** One whose credentials were accepted when they were last tried. */
  hasWorkingTelecom: boolean
  hasCompany: boolean
  isImporting: boolean
  hasSim: boolean
  hasPlan: boolean
  hasAssignedSim: boolean
  hasPsp: boolean
  hasWorkingPsp: boolean
  /** A webhook of a PSP came in and was proved, or one works that has none. */
  hasPspNotice: boolean
  hasPublishedPlan: boolean
  hasOpenStore: boolean
  hasAddress: boolean
  /** The person who looks. */
  hasName: boolean
  hasTeam: boolean
  hasInvited: boolean
}

const any = (table: unknown, where: SQL) => sql<boolean>`exists (select 1 from ${table} where ${where})`

const isOf = (kind: 'psp' | 'telecom') => sql`${connections.kind} = ${kind}`
const works = sql`${connections.status} = 'connected' and ${connections.health} ? 'checkedAt'`

// Who takes bank transfers only would wait for ever.
const sendsNone = inArray(
  connections.provider,
  providers.filter(({ notices }) => notices === 'none').map(({ name }) => name),
)

const rows = {
  hasTelecom: any(connections, isOf('telecom')),
  hasWorkingTelecom: any(connections, sql`${isOf('telecom')} and ${works}`),
  hasCompany: any(companies, sql`true`),
  isImporting: any(imports, sql`${imports.status} in ('checking', 'importing')`),
  hasSim: any(sims, sql`true`),
  hasPlan: any(plans, sql`${plans.archivedAt} is null`),
  hasAssignedSim: any(sims, sql`${sims.planId} is not null`),
  hasPsp: any(connections, isOf('psp')),
  hasWorkingPsp: any(connections, sql`${isOf('psp')} and ${works}`),
  hasPspNotice: any(
    connections,
    sql`${isOf('psp')} and (${connections.health} ? 'lastEventAt' or ${works} and ${sendsNone})`,
  ),
  hasPublishedPlan: any(plans, sql`${plans.archivedAt} is null and ${plans.isPublished}`),
  hasOpenStore: any(stores, sql`${stores.isOpen}`),
}

/** Reads the facts: what is in the tenant's own tables in one query, the team and the account beside it. */
export async function readFacts(ctx: Context): Promise<Facts> {
  authorize(ctx, 'settings:read')
  const [found] = await inTenant(ctx, (tx) => tx.select(rows).from(sql`(select 1) as one`))
  const [account, members, invites] = await Promise.all([
    getOrganization(ctx),
    listMembers(ctx),
    listInvites(ctx),
  ])
  return {
    ...found!,
    hasAddress: Boolean(account.companyName && account.country),
    hasName: members.some(({ userId, name }) => userId === ctx.actor.id && name !== ''),
    hasTeam: members.length > 1,
    hasInvited: invites.length > 0,
  }
}

import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { db, type Tx } from '@/db/client'
import { companies, memberships, tenants, users } from '@/db/schema'
import { enterTenant, inTenant } from '@/db/tenant'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { audit } from './audit'
import type { Context } from './context'
import { authorize, type Role, staffRoles } from './permissions'

export const Placement = z.object({
  role: z.enum(staffRoles, 'Choose a role.'),
  /** Needed for company staff, ignored for others. */
  companyId: z.string().optional(),
})
export const RoleChange = Placement.extend({ userId: z.string() })

export type Member = {
  userId: string
  name: string
  email: string
  role: Role
  companyId: string | null
  createdAt: Date
}

/** The staff of the organization by name. End users are no staff. */
export async function listMembers(ctx: Context): Promise<Member[]> {
  authorize(ctx, 'team:read')
  const rows = await db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      companyId: memberships.companyId,
      createdAt: memberships.createdAt,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.tenantId, ctx.tenantId))
    .orderBy(asc(users.name), asc(users.id))
    .limit(1000)
  return rows.filter(({ role }) => role !== 'endUser')
}

/** The company of a placement, checked to be one of ours; null for roles that see the whole organization. */
export async function companyOf(
  ctx: Context,
  { role, companyId }: z.output<typeof Placement>,
): Promise<string | null> {
  if (role !== 'company') return null
  const found = companyId
    ? await inTenant(ctx, (tx) =>
        tx.select({ id: companies.id }).from(companies).where(eq(companies.id, companyId)),
      )
    : []
  if (!found[0]) throw invalidField('companyId', 'Choose the company whose staff this is.')
  return found[0].id
}

/** Only owners make owners, or take it from them. */
export function authorizeOwners(ctx: Context, ...concerned: Role[]): void {
  const { actor } = ctx
  if (actor.kind === 'user' && actor.role !== 'owner' && concerned.includes('owner'))
    throw new AppError('forbidden', 'Only an owner can give or take the role Owner. Ask one of the owners.')
}

// The lock on the organization lets one change of its team at a time look at who is left.
async function lockMember(tx: Tx, tenantId: string, userId: string): Promise<Role> {
  await tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenantId)).for('update')
  const [found] = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)))
  if (!found || found.role === 'endUser') throw notFound('member')
  return found.role
}

async function needOtherOwner(tx: Tx, tenantId: string): Promise<void> {
  const owners = await tx.$count(
    memberships,
    and(eq(memberships.tenantId, tenantId), eq(memberships.role, 'owner')),
  )
  if (owners < 2)
    throw new AppError('precondition', 'An organization needs an owner. Make someone else an owner first.')
}

const own = ({ tenantId }: Context, userId: string) =>
  and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId))

/** Gives a member another role. The last owner keeps his. */
export async function changeRole(ctx: Context, input: z.output<typeof RoleChange>): Promise<void> {
  authorize(ctx, 'team:write')
  const { userId, role } = input
  const companyId = await companyOf(ctx, input)
  await db.transaction(async (tx) => {
    const before = await lockMember(tx, ctx.tenantId, userId)
    authorizeOwners(ctx, before, role)
    if (before === 'owner' && role !== 'owner') await needOtherOwner(tx, ctx.tenantId)
    await tx.update(memberships).set({ role, companyId }).where(own(ctx, userId))
    await enterTenant(tx, ctx)
    await audit(tx, ctx, 'member.role_changed', userId, { before, after: role, companyId })
  })
}

/** Takes a member out of the team, at once for all his sessions. One may always go oneself, but not the last owner. */
export async function removeMember(ctx: Context, userId: string): Promise<void> {
  if (ctx.actor.id !== userId) authorize(ctx, 'team:write')
  await db.transaction(async (tx) => {
    const role = await lockMember(tx, ctx.tenantId, userId)
    authorizeOwners(ctx, role)
    if (role === 'owner') await needOtherOwner(tx, ctx.tenantId)
    await tx.delete(memberships).where(own(ctx, userId))
    await enterTenant(tx, ctx)
    await audit(tx, ctx, 'member.removed', userId, { role })
  })
}

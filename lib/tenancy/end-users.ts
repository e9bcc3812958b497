import { and, desc, eq, ilike, lt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { companies, endUsers, plans, planVersions, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { invalidField, notFound } from '@/lib/core/error'
import { type Page, pageOf } from '@/lib/core/page'
import { Email } from './accounts'
import { audit } from './audit'
import type { Context } from './context'
import { authorize } from './permissions'

export const EndUserInput = z.object({
  /** Left out for a new end user. */
  id: z.string().optional(),
  email: Email,
  name: z.string().trim().max(80, 'Use at most 80 characters.').default(''),
  companyId: z
    .string()
    .default('')
    .transform((id) => id || null),
})

export const EndUserQuery = z.object({
  q: z.string().trim().max(100).optional(),
  company: z.string().optional(),
  after: z.string().optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

export type EndUserRow = {
  id: string
  email: string
  name: string
  companyId: string | null
  company: string | null
  simCount: number
  createdAt: Date
}

export type EndUserSim = {
  id: string
  iccid: string
  status: typeof sims.$inferSelect.status
  integration: typeof sims.$inferSelect.integration
  isPending: boolean
  plan: string | null
  dataLeft: bigint | null
  endsAt: Date | null
}

const columns = {
  id: endUsers.id,
  email: endUsers.email,
  name: endUsers.name,
  companyId: endUsers.companyId,
  company: companies.name,
  simCount: sql<number>`(select count(*)::int from ${sims} where ${sims.endUserId} = ${endUsers.id})`,
  createdAt: endUsers.createdAt,
}

const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** End users, the newest first. Staff of a company find only those of their company. */
export async function listEndUsers(
  ctx: Context,
  { q, company, after, size }: z.output<typeof EndUserQuery>,
): Promise<Page<EndUserRow>> {
  authorize(ctx, 'companies:read')
  const rows = await inTenant(ctx, (tx) =>
    tx
      .select(columns)
      .from(endUsers)
      .leftJoin(companies, eq(companies.id, endUsers.companyId))
      .where(
        and(
          q ? or(ilike(endUsers.email, like(q)), ilike(endUsers.name, like(q))) : undefined,
          company ? eq(endUsers.companyId, company) : undefined,
          after ? lt(endUsers.id, after) : undefined,
        ),
      )
      .orderBy(desc(endUsers.id))
      .limit(size + 1),
  )
  return pageOf(rows, size, ({ id }) => id)
}

/** An end user and the SIMs that are theirs, the newest first. Throws `not_found`. */
export async function getEndUser(ctx: Context, id: string): Promise<EndUserRow & { sims: EndUserSim[] }> {
  authorize(ctx, 'companies:read')
  return inTenant(ctx, async (tx) => {
    const [found] = await tx
      .select(columns)
      .from(endUsers)
      .leftJoin(companies, eq(companies.id, endUsers.companyId))
      .where(eq(endUsers.id, id))
    if (!found) throw notFound('end user', id)
    return { ...found, sims: await simsOf(tx, id) }
  })
}

const simsOf = (tx: Tx, endUserId: string): Promise<EndUserSim[]> =>
  tx
    .select({
      id: sims.id,
      iccid: sims.iccid,
      status: sims.status,
      integration: sims.integration,
      isPending: sims.isPending,
      plan: planVersions.name,
      dataLeft: sims.dataLeft,
      endsAt: sims.endsAt,
    })
    .from(sims)
    .leftJoin(plans, eq(plans.id, sims.planId))
    .leftJoin(planVersions, eq(planVersions.id, plans.versionId))
    .where(eq(sims.endUserId, endUserId))
    .orderBy(desc(sims.id))
    .limit(200)

async function assertCompany(tx: Tx, companyId: string | null): Promise<void> {
  if (companyId && !(await tx.$count(companies, eq(companies.id, companyId))))
    throw invalidField('companyId', 'Choose a company of yours.')
}

/** Makes an end user or changes one. Throws `invalid` at `email` when another has it. */
export async function saveEndUser(
  ctx: Context,
  { id, ...values }: z.output<typeof EndUserInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'companies:write')
  return inTenant(ctx, async (tx) => {
    await assertCompany(tx, values.companyId)
    const taken = invalidField('email', `${values.email} is an end user already. Search for it in the list.`)
    if (!id) {
      const [made] = await tx
        .insert(endUsers)
        .values(values)
        .onConflictDoNothing()
        .returning({ id: endUsers.id })
      if (!made) throw taken
      await audit(tx, ctx, 'endUser.created', made.id, { companyId: values.companyId })
      return made
    }
    const [before] = await tx.select().from(endUsers).where(eq(endUsers.id, id)).for('update')
    if (!before) throw notFound('end user', id)
    const others = await tx.$count(
      endUsers,
      and(eq(endUsers.email, values.email), sql`${endUsers.id} <> ${id}`),
    )
    if (others) throw taken
    // Whoever proved the old address has not proved the new one.
    const userId = before.email === values.email ? before.userId : null
    await tx
      .update(endUsers)
      .set({ ...values, userId })
      .where(eq(endUsers.id, id))
    await audit(tx, ctx, 'endUser.changed', id, { companyId: values.companyId })
    return { id }
  })
}

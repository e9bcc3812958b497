import { and, asc, eq, ilike, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { companies, endUsers, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { invalidField, isTaken, notFound } from '@/lib/core/error'
import { isCurrency } from '@/lib/core/money'
import { makeCursor, type Page, pageOf, readCursor } from '@/lib/core/page'
import { Email } from './accounts'
import { audit } from './audit'
import type { Context } from './context'
import { authorize } from './permissions'

/** Labels as they are typed: separated by commas. */
const Labels = z
  .string()
  .default('')
  .transform((text) => [...new Set(text.split(',').map((label) => label.trim()))].filter(Boolean))
  .refine((labels) => labels.length <= 20 && labels.every((label) => label.length <= 40), {
    error: 'Use at most 20 labels of at most 40 characters.',
  })

export const CompanyInput = z.object({
  /** Left out for a new company. */
  id: z.string().optional(),
  name: z.string().trim().min(1, 'Enter the name of the company.').max(80, 'Use at most 80 characters.'),
  ownerEmail: z
    .union([z.literal('').transform(() => null), Email])
    .nullable()
    .default(null),
  currency: z.string('Choose a currency.').refine((code): boolean => isCurrency(code), 'Choose a currency.'),
  isVirtual: z
    .literal('on')
    .optional()
    .transform((tick) => tick === 'on'),
  labels: Labels,
})

export const CompanyQuery = z.object({
  q: z.string().trim().max(100).optional(),
  kind: z.enum(['real', 'virtual']).optional().catch(undefined),
  after: z.string().optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

export type Company = typeof companies.$inferSelect
export type CompanyRow = Company & { endUserCount: number; simCount: number }

/** Counts stop there and then mean "that or more": a million SIMs would take long, and nobody needs to know. */
export const countLimit = 10_000

const bounded = (some: SQL) => sql<number>`(select count(*)::int from (${some} limit ${countLimit}) found)`

const counts = {
  endUserCount: bounded(sql`select 1 from ${endUsers} where ${endUsers.companyId} = ${companies.id}`),
  simCount: bounded(sql`select 1 from ${sims} where ${sims.companyId} = ${companies.id}`),
}

const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** Companies by name. Staff of a company find only their own. */
export async function listCompanies(
  ctx: Context,
  { q, kind, after, size }: z.output<typeof CompanyQuery>,
): Promise<Page<CompanyRow>> {
  authorize(ctx, 'companies:read')
  const cursor = readCursor(after, 2)
  const name = sql`lower(${companies.name}) collate "C"`
  const rows = await inTenant(ctx, (tx) =>
    tx
      .select({ company: companies, ...counts })
      .from(companies)
      .where(
        and(
          q
            ? or(
                ilike(companies.name, like(q)),
                ilike(companies.ownerEmail, like(q)),
                sql`${q} = any(${companies.labels})`,
              )
            : undefined,
          kind ? eq(companies.isVirtual, kind === 'virtual') : undefined,
          cursor ? sql`(${name}, ${companies.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
        ),
      )
      .orderBy(asc(name), asc(companies.id))
      .limit(size + 1),
  )
  const found = rows.map(({ company, ...rest }): CompanyRow => ({ ...company, ...rest }))
  return pageOf(found, size, ({ name: last, id }) => makeCursor([last.toLowerCase(), id]))
}

/** Every company by name, for choices in forms. */
export async function listCompanyNames(ctx: Context): Promise<{ id: string; name: string }[]> {
  authorize(ctx, 'companies:read')
  const columns = { id: companies.id, name: companies.name }
  return inTenant(ctx, (tx) => tx.select(columns).from(companies).orderBy(asc(companies.name)).limit(1_000))
}

/** A company and how many SIMs it has in each status. Throws `not_found`, also for staff of another company. */
export async function getCompany(
  ctx: Context,
  id: string,
): Promise<CompanyRow & { simsByStatus: SimsInStatus[] }> {
  authorize(ctx, 'companies:read')
  return inTenant(ctx, async (tx) => {
    const [found] = await tx
      .select({ company: companies, ...counts })
      .from(companies)
      .where(eq(companies.id, id))
    if (!found) throw notFound('company', id)
    const { company, ...rest } = found
    return { ...company, ...rest, simsByStatus: await countByStatus(tx, id) }
  })
}

type SimsInStatus = Pick<typeof sims.$inferSelect, 'status' | 'integration' | 'isPending'> & { count: number }

async function countByStatus(tx: Tx, companyId: string): Promise<SimsInStatus[]> {
  const some = tx
    .select({ status: sims.status, integration: sims.integration, isPending: sims.isPending })
    .from(sims)
    .where(eq(sims.companyId, companyId))
    .limit(countLimit)
    .as('some')
  const { status, integration, isPending } = some
  return tx
    .select({ status, integration, isPending, count: sql<number>`count(*)::int` })
    .from(some)
    .groupBy(status, integration, isPending)
    .orderBy(status)
}

/** Makes a company or changes one. Throws `invalid` at `name` when another has it. */
export async function saveCompany(
  ctx: Context,
  { id, ...values }: z.output<typeof CompanyInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'companies:write')
  return inTenant(ctx, async (tx) => {
    const taken = invalidField('name', `There is already a company named "${values.name}".`)
    if (!id) {
      const [made] = await tx
        .insert(companies)
        .values(values)
        .onConflictDoNothing()
        .returning({ id: companies.id })
      if (!made) throw taken
      await audit(tx, ctx, 'company.created', made.id, { name: values.name })
      return made
    }
    const [before] = await tx.select().from(companies).where(eq(companies.id, id)).for('update')
    if (!before) throw notFound('company', id)
    const [other] = await tx
      .select({ id: companies.id })
      .from(companies)
      .where(and(sql`lower(${companies.name}) = lower(${values.name})`, sql`${companies.id} <> ${id}`))
    if (other) throw taken
    await tx
      .update(companies)
      .set(values)
      .where(eq(companies.id, id))
      .catch((error: unknown) => {
        // Another may have taken the name since we looked.
        throw isTaken(error) ? taken : error
      })
    await audit(tx, ctx, 'company.changed', id, values)
    return { id }
  })
}

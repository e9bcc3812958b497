import { and, asc, desc, eq, ilike, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { companies, connections, offers, plans, planVersions } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type Currency, type Money, money } from '@/lib/core/money'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { type Margin, marginOf } from './margin'

export const PlanQuery = z.object({
  q: z.string().trim().max(100).optional(),
  operator: z.string().optional(),
  company: z.string().optional(),
  state: z.enum(['published', 'draft', 'archived']).optional().catch(undefined),
  after: z.string().optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

export type PlanRow = {
  id: string
  slug: string
  name: string
  operator: string
  company: string | null
  dataBytes: bigint | null
  dataBase: 1000 | 1024
  days: number
  countries: string[]
  region: string | null
  price: Money
  labels: string[]
  isPublished: boolean
  archivedAt: Date | null
  /** The supplier no longer sells what stands behind it. */
  isOfferGone: boolean
  /** Only for those who may see telecoms. */
  margin: Margin | null
}

const asLike = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

const states: Record<NonNullable<z.output<typeof PlanQuery>['state']>, SQL> = {
  published: and(eq(plans.isPublished, true), isNull(plans.archivedAt))!,
  draft: and(eq(plans.isPublished, false), isNull(plans.archivedAt))!,
  archived: isNotNull(plans.archivedAt),
}

/** Staff of a company see the plans for all and those of their company. */
export const visiblePlans = ({ companyId }: Context): SQL | undefined =>
  companyId ? or(isNull(plans.companyId), eq(plans.companyId, companyId)) : undefined

const columns = {
  plan: plans,
  version: planVersions,
  operator: connections.name,
  company: companies.name,
  cost: offers.cost,
  costCurrency: offers.currency,
  goneAt: offers.goneAt,
}

/** Plans, the newest first; the archived ones only when asked for. */
export async function listPlans(ctx: Context, query: z.output<typeof PlanQuery>): Promise<Page<PlanRow>> {
  authorize(ctx, 'plans:read')
  const { q, operator, company, state, after, size } = query
  const like = q && asLike(q)
  const found = await inTenant(ctx, (tx) =>
    tx
      .select(columns)
      .from(plans)
      .innerJoin(planVersions, eq(planVersions.id, plans.versionId))
      .innerJoin(connections, eq(connections.id, plans.connectionId))
      .leftJoin(companies, eq(companies.id, plans.companyId))
      .leftJoin(offers, eq(offers.id, plans.offerId))
      .where(
        and(
          visiblePlans(ctx),
          state ? states[state] : isNull(plans.archivedAt),
          operator ? eq(plans.connectionId, operator) : undefined,
          company ? eq(plans.companyId, company) : undefined,
          like
            ? or(ilike(planVersions.name, like), ilike(plans.slug, like), sql`${q} = any(${plans.labels})`)
            : undefined,
          after ? lt(plans.id, after) : undefined,
        ),
      )
      .orderBy(desc(plans.id))
      .limit(size + 1),
  )
  const seesCost = can(ctx, 'connections:read')
  const rows = found.map(({ plan, version, operator, company, cost, costCurrency, goneAt }): PlanRow => {
    const price = money(version.amount, version.currency)
    const { id, slug, labels, isPublished, archivedAt } = plan
    const { name, dataBytes, days, countries, region } = version
    return {
      ...{ id, slug, name, operator, company, dataBytes, days, countries, region, price },
      ...{ labels, isPublished, archivedAt },
      dataBase: version.dataBase === 1024 ? 1024 : 1000,
      isOfferGone: goneAt !== null,
      margin:
        seesCost && cost !== null && costCurrency
          ? marginOf(price, { amount: cost, currency: costCurrency as Currency })
          : null,
    }
  })
  return pageOf(rows, size, ({ id }) => id)
}

/** The plans that may be put on SIMs of an operator (all operators without one), by name: for choices in forms. */
export async function listPlanNames(
  ctx: Context,
  connectionId?: string,
): Promise<{ id: string; name: string; connectionId: string }[]> {
  authorize(ctx, 'plans:read')
  return inTenant(ctx, (tx) =>
    tx
      .select({ id: plans.id, name: planVersions.name, connectionId: plans.connectionId })
      .from(plans)
      .innerJoin(planVersions, eq(planVersions.id, plans.versionId))
      .where(
        and(
          visiblePlans(ctx),
          isNull(plans.archivedAt),
          connectionId ? eq(plans.connectionId, connectionId) : undefined,
        ),
      )
      .orderBy(asc(planVersions.name), asc(plans.id))
      .limit(1_000),
  )
}

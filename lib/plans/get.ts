import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { companies, connections, offers, plans, planVersions, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { type Money, money } from '@/lib/core/money'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { visiblePlans } from './list'
import { type Margin, marginOf } from './margin'

export type PlanVersion = typeof planVersions.$inferSelect
export type PlanOffer = Pick<typeof offers.$inferSelect, 'id' | 'externalId' | 'name' | 'goneAt'>

export type PlanDetail = {
  plan: typeof plans.$inferSelect
  version: PlanVersion
  price: Money
  operator: { id: string; name: string; status: string }
  company: string | null
  offer: PlanOffer | null
  margin: Margin | null
  /** Newest first. */
  versions: PlanVersion[]
  /** At most `countLimit`, which then means that or more. */
  simCount: number
  stockCount: number
}

export const countLimit = 10_000

// Counting stops there: nobody needs to know more, and a million would take long.
async function countSims(tx: Tx, planId: string, isForSale: boolean): Promise<number> {
  const some = tx
    .select({ one: sql`1` })
    .from(sims)
    .where(
      and(
        eq(sims.planId, planId),
        isForSale
          ? and(
              sql`status = 'activation_ready' and has_code and company_id is null and sold_at is null`,
              sql`(reserved_until is null or reserved_until < now())`,
            )
          : undefined,
      ),
    )
    .limit(countLimit)
    .as('some')
  const [row] = await tx.select({ count: sql<number>`count(*)::int` }).from(some)
  return row!.count
}

/** A plan with its versions, what stands behind it and how many SIMs have it. Throws `not_found`. */
export async function getPlan(ctx: Context, id: string): Promise<PlanDetail> {
  authorize(ctx, 'plans:read')
  return inTenant(ctx, async (tx) => {
    const [found] = await tx
      .select({ plan: plans, operator: connections, company: companies.name, offer: offers })
      .from(plans)
      .innerJoin(connections, eq(connections.id, plans.connectionId))
      .leftJoin(companies, eq(companies.id, plans.companyId))
      .leftJoin(offers, eq(offers.id, plans.offerId))
      .where(and(eq(plans.id, id), visiblePlans(ctx)))
    const versions = await tx
      .select()
      .from(planVersions)
      .where(eq(planVersions.planId, id))
      .orderBy(desc(planVersions.number))
    const version = versions.find((each) => each.id === found?.plan.versionId)
    if (!found || !version) throw notFound('plan', id)
    const { plan, operator, company, offer } = found
    const price = money(version.amount, version.currency)
    const seesCost = can(ctx, 'connections:read')
    return {
      ...{ plan, version, price, company, versions },
      operator: { id: operator.id, name: operator.name, status: operator.status },
      offer: offer && seesCost ? offer : null,
      margin: offer && seesCost ? marginOf(price, money(offer.cost, offer.currency)) : null,
      simCount: await countSims(tx, id, false),
      stockCount: await countSims(tx, id, true),
    }
  })
}

/** What a plan made from an offer begins with. Throws `not_found` for an offer that is not ours. */
export async function getOffer(ctx: Context, id: string): Promise<typeof offers.$inferSelect> {
  authorize(ctx, 'plans:write')
  const [found] = await inTenant(ctx, (tx) =>
    tx
      .select()
      .from(offers)
      .where(and(eq(offers.id, id), isNull(offers.goneAt))),
  )
  if (!found) throw notFound('offer', id)
  return found
}

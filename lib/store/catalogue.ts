import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { connections, plans, planVersions, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Base } from '@/lib/core/bytes'
import { type Money, money } from '@/lib/core/money'
import { refillSizes } from '@/lib/plans/refills'
import type { Store } from './find'

export type ValidityStart = (typeof planVersions.$inferSelect)['validityStart']

/** A plan as the shop window shows it: what is sold now, at the price of now. */
export type ShopPlan = {
  slug: string
  versionId: string
  name: string
  description: string
  /** null: unlimited */
  dataBytes: bigint | null
  dataBase: Base
  days: number
  validityStart: ValidityStart
  price: Money
  /** ISO 3166 alpha-2, upper case. */
  countries: string[]
  region: string | null
  networks: string
  speed: string
  hasHotspot: boolean
  canTopUp: boolean
  isSoldOut: boolean
}

type Shopping = Pick<Store, 'tenantId'>

// Of own stock a plan can only be sold while an eSIM of it is free; a supplier is asked at the checkout.
const isSoldOut = sql<boolean>`${connections.status} <> 'connected' or ${connections.provider} = 'stock' and not exists (
  select 1 from ${sims} where ${sims.tenantId} = ${plans.tenantId} and ${sims.planId} = ${plans.id}
    and ${sims.status} = 'activation_ready' and ${sims.hasCode} and ${sims.companyId} is null
    and ${sims.endUserId} is null and ${sims.soldAt} is null
    and (${sims.reservedUntil} is null or ${sims.reservedUntil} < now()))`

const published = and(eq(plans.isPublished, true), isNull(plans.archivedAt), isNull(plans.companyId))

const select = (tx: Tx) =>
  tx
    .select({ slug: plans.slug, version: planVersions, isSoldOut })
    .from(plans)
    .innerJoin(planVersions, eq(planVersions.id, plans.versionId))
    .innerJoin(connections, eq(connections.id, plans.connectionId))

type Row = { slug: string; version: typeof planVersions.$inferSelect; isSoldOut: boolean }

const toShopPlan = ({ slug, version, isSoldOut }: Row): ShopPlan => ({
  slug,
  versionId: version.id,
  name: version.name,
  description: version.description,
  dataBytes: version.dataBytes,
  dataBase: version.dataBase === 1024 ? 1024 : 1000,
  days: version.days,
  validityStart: version.validityStart,
  price: money(version.amount, version.currency),
  countries: version.countries.map((code) => code.toUpperCase()),
  region: version.region,
  networks: version.networks,
  speed: version.speed,
  hasHotspot: version.hasHotspot,
  canTopUp: refillSizes(version).some(({ offer }) => offer),
  isSoldOut,
})

/** Every plan that the store shows, cheapest first. */
export const listShopPlans = ({ tenantId }: Shopping): Promise<ShopPlan[]> =>
  inTenant(tenantId, async (tx) => {
    const rows = await select(tx).where(published).orderBy(asc(planVersions.amount), asc(plans.slug))
    return rows.map(toShopPlan)
  })

/** One plan by its slug; null for one that is not sold (any more). */
export const findShopPlan = ({ tenantId }: Shopping, slug: string): Promise<ShopPlan | null> =>
  inTenant(tenantId, async (tx) => {
    const [row] = await select(tx).where(and(published, eq(plans.slug, slug)))
    return row ? toShopPlan(row) : null
  })

import { and, arrayContains, asc, eq, gt, ilike, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { offers, plans } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { findCountry } from '@/lib/core/countries'
import { type Money, money } from '@/lib/core/money'
import { makeCursor, type Page, pageOf, readCursor } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'

export const OfferQuery = z.object({
  q: z.string().trim().max(100).optional(),
  kind: z.enum(['local', 'regional']).optional().catch(undefined),
  state: z.enum(['sold', 'gone']).optional().catch(undefined),
  after: z.string().optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

export type OfferRow = {
  id: string
  externalId: string
  name: string
  description: string
  dataBytes: bigint | null
  days: number
  countries: string[]
  region: string | null
  speeds: string[]
  cost: Money
  canTopUp: boolean
  goneAt: Date | null
  planCount: number
}

/** What a telecom sells, by its own names; `q` is part of a name, or a country by name or code. */
export async function listOffers(
  ctx: Context,
  connectionId: string,
  { q, kind, state, after, size }: z.output<typeof OfferQuery>,
): Promise<Page<OfferRow>> {
  authorize(ctx, 'connections:read')
  const cursor = readCursor(after, 1)?.[0]
  const like = q && `%${q.replace(/[\\%_]/g, '\\$&')}%`
  const country = q && findCountry(q)
  const isLocal = sql`cardinality(${offers.countries}) = 1`
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({
        offer: offers,
        planCount: sql<number>`(select count(*)::int from ${plans} where ${plans.offerId} = ${offers.id} and ${plans.archivedAt} is null)`,
      })
      .from(offers)
      .where(
        and(
          eq(offers.connectionId, connectionId),
          state === 'gone' ? isNotNull(offers.goneAt) : isNull(offers.goneAt),
          kind ? (kind === 'local' ? isLocal : sql`not ${isLocal}`) : undefined,
          like
            ? or(
                ilike(offers.name, like),
                ilike(offers.externalId, like),
                ilike(offers.description, like),
                country ? arrayContains(offers.countries, [country]) : undefined,
              )
            : undefined,
          cursor ? gt(offers.externalId, cursor) : undefined,
        ),
      )
      .orderBy(asc(offers.externalId))
      .limit(size + 1),
  )
  const rows = found.map(({ offer, planCount }): OfferRow => {
    const { id, externalId, name, description, dataBytes, days, countries, region, speeds } = offer
    const { canTopUp, goneAt } = offer
    return {
      ...{ id, externalId, name, description, dataBytes, days, countries, region, speeds, canTopUp, goneAt },
      cost: money(offer.cost, offer.currency),
      planCount,
    }
  })
  return pageOf(rows, size, ({ externalId }) => makeCursor([externalId]))
}

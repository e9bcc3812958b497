import { and, eq, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import { offers, plans } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'

/** What a supplier sells, as its catalogue says it. */
export type NewOffer = Omit<
  typeof offers.$inferInsert,
  'tenantId' | 'id' | 'connectionId' | 'goneAt' | 'createdAt'
>

const excluded = (column: string) => sql.raw(`excluded.${column}`)

const renewed = {
  name: excluded('name'),
  description: excluded('description'),
  dataBytes: excluded('data_bytes'),
  days: excluded('days'),
  countries: excluded('countries'),
  region: excluded('region'),
  speeds: excluded('speeds'),
  cost: excluded('cost'),
  currency: excluded('currency'),
  canTopUp: excluded('can_top_up'),
  hash: excluded('hash'),
  goneAt: null,
}

/** Adds offers and renews those whose facts changed or that had gone; an unchanged one is not written. */
export async function upsertOffers(
  tx: Tx,
  connectionId: string,
  found: readonly NewOffer[],
): Promise<{ added: number; changed: number }> {
  if (!found.length) return { added: 0, changed: 0 }
  const rows = await tx
    .insert(offers)
    .values(found.map((offer) => ({ ...offer, connectionId })))
    .onConflictDoUpdate({
      target: [offers.tenantId, offers.connectionId, offers.externalId],
      set: renewed,
      setWhere: or(ne(offers.hash, sql`excluded.hash`), isNotNull(offers.goneAt)),
    })
    .returning({ isNew: sql<boolean>`xmax = 0` })
  const added = rows.filter(({ isNew }) => isNew).length
  return { added, changed: rows.length - added }
}

/**
 * Marks the offers that a whole catalogue no longer has, and takes the plans behind which they stand out of the store.
 * Nothing is deleted: sold plans go on naming them.
 */
export async function retireOffers(
  tx: Tx,
  ctx: Context,
  connectionId: string,
  seen: readonly string[],
): Promise<{ gone: number }> {
  const gone = await tx
    .update(offers)
    .set({ goneAt: sql`now()` })
    .where(
      and(
        eq(offers.connectionId, connectionId),
        isNull(offers.goneAt),
        sql`${offers.externalId} <> all(${sql.param(seen)}::text[])`,
      ),
    )
    .returning({ id: offers.id })
  const stranded = await tx
    .select({ id: plans.id, offer: offers.externalId })
    .from(plans)
    .innerJoin(offers, eq(offers.id, plans.offerId))
    .where(and(eq(offers.connectionId, connectionId), isNotNull(offers.goneAt), eq(plans.isPublished, true)))
  for (const { id, offer } of stranded) {
    await tx.update(plans).set({ isPublished: false }).where(eq(plans.id, id))
    await audit(tx, ctx, 'plan.unpublished', id, { because: `the supplier no longer sells ${offer}` })
  }
  return { gone: gone.length }
}

import { and, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { addresses, stores } from '@/db/schema'
import { inTenant } from '@/db/tenant'

export type Store = typeof stores.$inferSelect

/**
 * The store that a public address leads to: its slug, or a host name of its own (which has a dot, as no slug has).
 * Null when there is none. A closed store is found too: its orders stay open to their buyers.
 */
export async function findStore(address: string): Promise<Store | null> {
  const key = address.toLowerCase()
  const kind = key.includes('.') ? 'host' : 'store'
  const [found] = await db
    .select({ tenantId: addresses.tenantId, id: addresses.entityId })
    .from(addresses)
    .where(and(eq(addresses.kind, kind), eq(addresses.key, key)))
  if (!found) return null
  return inTenant(found.tenantId, async (tx) => {
    const [store] = await tx.select().from(stores).where(eq(stores.id, found.id))
    return store ?? null
  })
}

/** Where the pages of a store begin: on a host of its own at the root, else below `/store/{slug}`. */
export const baseOf = (address: string): string => (address.includes('.') ? '' : `/store/${address}`)

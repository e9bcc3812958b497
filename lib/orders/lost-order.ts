import { and, eq, inArray } from 'drizzle-orm'
import { provisions } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Carrier, FoundOrder } from '@/lib/telecom/provider'

type Provision = typeof provisions.$inferSelect

// Clocks differ: ours and the supplier's.
const slackMs = 60_000

/**
 * Looks through the supplier's orders for one that may be the lost purchase: of the same offer, made since the call, one
 * eSIM, claimed by no other purchase of ours. Null when there is none now.
 */
export async function findLostOrder(
  tenantId: string,
  carrier: Carrier,
  { id, connectionId, offerExternalId, calledAt }: Provision,
): Promise<FoundOrder | null> {
  const since = new Date(calledAt!.getTime() - slackMs)
  const fitting = (await carrier.findOrders!(since)).filter(
    ({ offerId, quantity, createdAt }) => offerId === offerExternalId && quantity === 1 && createdAt >= since,
  )
  if (!fitting.length) return null
  const ids = fitting.map(({ orderId }) => orderId)
  const claimed = await inTenant(tenantId, (tx) =>
    tx
      .select({ orderId: provisions.externalOrderId, id: provisions.id })
      .from(provisions)
      .where(and(eq(provisions.connectionId, connectionId), inArray(provisions.externalOrderId, ids))),
  )
  const free = fitting.filter(
    ({ orderId }) => !claimed.some((each) => each.orderId === orderId && each.id !== id),
  )
  for (const found of free) if (!(await isSomeoneElses(carrier, found))) return found
  return null
}

/** An eSIM that bears a reference already belongs to the purchase that tagged it. */
async function isSomeoneElses(carrier: Carrier, { iccids }: FoundOrder): Promise<boolean> {
  const [iccid] = iccids
  if (!iccid || !carrier.fetchProfile) return false
  const { reference } = await carrier.fetchProfile(iccid)
  return Boolean(reference)
}

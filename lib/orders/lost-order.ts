import { and, eq, inArray, or } from 'drizzle-orm'
import { provisions } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Carrier, FoundOrder } from '@/lib/telecom/provider'
import { tell } from './timeline'

type Provision = typeof provisions.$inferSelect

// Clocks differ: ours and the supplier's.
const slackMs = 60_000
// Longer than the longest call: what was ordered later is the order of another.
const callMs = 90_000
const windowMs = slackMs + callMs + slackMs

/**
 * Looks through the supplier's orders for one that may be the lost purchase: of the same offer, made while the call
 * lasted, one eSIM, claimed by no other purchase of ours. Null when there is none now; `unclear`, for a later look, while there are
 * more of them than we have lost: some are those of another system on the same account.
 */
export async function findLostOrder(
  tenantId: string,
  carrier: Carrier,
  provision: Provision,
): Promise<FoundOrder | 'unclear' | null> {
  const fitting = await findFitting(carrier, provision)
  if (!fitting.length) return null
  const { claimed, lost } = await ourOwn(tenantId, provision, fitting)
  const free: FoundOrder[] = []
  for (const found of fitting)
    if (!claimed.has(found.orderId) && !(await isSomeoneElses(carrier, found))) free.push(found)
  // As many as we have lost, and alike: whose is whose makes no difference.
  if (free.length <= lost) return free[0] ?? null
  const text = `The supplier has ${free.length} orders that may be this purchase: those that are not ours must get a reference there`
  await inTenant(tenantId, (tx) =>
    tell(tx, provision.orderId, {
      kind: 'lookup',
      text,
      cause: `${provision.id}:${provision.attempt}:unclear`,
    }),
  )
  return 'unclear'
}

async function findFitting(
  carrier: Carrier,
  { offerExternalId, calledAt }: Provision,
): Promise<FoundOrder[]> {
  const from = calledAt!.getTime() - slackMs
  const found = await carrier.findOrders!(new Date(from))
  // A clock that runs ahead of ours says nothing about how late an order was made.
  const isAhead = found.some(({ createdAt }) => createdAt.getTime() > Date.now() + slackMs)
  const until = isAhead ? Number.POSITIVE_INFINITY : from + windowMs
  return found.filter(
    ({ offerId, quantity, createdAt }) =>
      offerId === offerExternalId &&
      quantity === 1 &&
      createdAt.getTime() >= from &&
      createdAt.getTime() <= until,
  )
}

/** Read at once, for a purchase that ends meanwhile must be in one of the two: what others of ours claim, and how many are lost. */
async function ourOwn(
  tenantId: string,
  { id, connectionId, offerExternalId, calledAt }: Provision,
  fitting: readonly FoundOrder[],
): Promise<{ claimed: Set<string>; lost: number }> {
  const ids = fitting.map(({ orderId }) => orderId)
  const rows = await inTenant(tenantId, (tx) =>
    tx
      .select()
      .from(provisions)
      .where(
        and(
          eq(provisions.connectionId, connectionId),
          or(
            inArray(provisions.externalOrderId, ids),
            and(
              eq(provisions.offerExternalId, offerExternalId),
              inArray(provisions.status, ['calling', 'unknown']),
            ),
          ),
        ),
      ),
  )
  const isNear = (other: Provision) => Math.abs(other.calledAt!.getTime() - calledAt!.getTime()) <= windowMs
  return {
    claimed: new Set(
      rows.flatMap((row) => (row.externalOrderId && row.id !== id ? [row.externalOrderId] : [])),
    ),
    lost: rows.filter((row) => !row.externalOrderId && isNear(row)).length,
  }
}

/** An eSIM that bears a reference already belongs to the purchase that tagged it. */
async function isSomeoneElses(carrier: Carrier, { iccids }: FoundOrder): Promise<boolean> {
  const [iccid] = iccids
  if (!iccid || !carrier.fetchProfile) return false
  const { reference } = await carrier.fetchProfile(iccid)
  return Boolean(reference)
}

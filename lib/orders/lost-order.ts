import { and, eq, inArray, or } from 'drizzle-orm'
import { orders, provisions, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { iccidBody } from '@/lib/core/iccid'
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
 * more of them than we have lost: some are those of another system on the same account. With `iccid` it is a refill of
 * that SIM, and only an order for it is one.
 */
export async function findLostOrder(
  tenantId: string,
  carrier: Carrier,
  provision: Provision,
  iccid: string | null = null,
): Promise<FoundOrder | 'unclear' | null> {
  const fitting = await findFitting(carrier, provision)
  if (!fitting.length) return null
  const { claimed, lost, bodies } = await ourOwn(tenantId, provision, fitting)
  const isFree = ({ orderId }: FoundOrder) => !claimed.has(orderId)
  if (iccid) {
    // An order that does not say yet on which eSIM it is may be the one.
    if (fitting.some((found) => isFree(found) && !found.iccids.length)) return 'unclear'
    const onIt = fitting.filter((found) => isFree(found) && isFor(found, iccid))
    return onIt.length <= lost ? (onIt[0] ?? null) : tellUnclear(tenantId, provision, onIt.length)
  }
  const free: FoundOrder[] = []
  // What is on an eSIM of ours already is a refill of it.
  for (const found of fitting)
    if (
      isFree(found) &&
      !found.iccids.some((each) => bodies.has(iccidBody(each))) &&
      !(await isSomeoneElses(carrier, found))
    )
      free.push(found)
  // As many as we have lost, and alike: whose is whose makes no difference.
  return free.length <= lost ? (free[0] ?? null) : tellUnclear(tenantId, provision, free.length)
}

const isFor = ({ iccids }: FoundOrder, iccid: string): boolean =>
  iccids.length === 1 && iccidBody(iccids[0]!) === iccidBody(iccid)

async function tellUnclear(tenantId: string, provision: Provision, count: number): Promise<'unclear'> {
  const text = `The supplier has ${count} orders that may be this purchase: those that are not ours must get a reference there`
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
): Promise<{ claimed: Set<string>; lost: number; bodies: Set<string> }> {
  const ids = fitting.map(({ orderId }) => orderId)
  const bodies = fitting.flatMap(({ iccids }) => iccids.map(iccidBody))
  return inTenant(tenantId, async (tx) => {
    const found = await tx
      .select({ row: provisions, kind: orders.kind, simId: orders.simId })
      .from(provisions)
      .innerJoin(orders, eq(orders.id, provisions.orderId))
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
      )
    const known = await tx
      .select({ body: sims.iccidBody })
      .from(sims)
      .where(and(eq(sims.connectionId, connectionId), inArray(sims.iccidBody, bodies)))
    const own = found.find(({ row }) => row.id === id)
    const isAlike = ({ kind, simId }: (typeof found)[number]) =>
      kind === own?.kind && (kind === 'esim' || simId === own.simId)
    const isNear = (other: Provision) => Math.abs(other.calledAt!.getTime() - calledAt!.getTime()) <= windowMs
    return {
      claimed: new Set(
        found.flatMap(({ row }) => (row.externalOrderId && row.id !== id ? [row.externalOrderId] : [])),
      ),
      lost: found.filter((each) => !each.row.externalOrderId && isNear(each.row) && isAlike(each)).length,
      bodies: new Set(known.map(({ body }) => body)),
    }
  })
}

/** An eSIM that bears a reference already belongs to the purchase that tagged it. */
async function isSomeoneElses(carrier: Carrier, { iccids }: FoundOrder): Promise<boolean> {
  const [iccid] = iccids
  if (!iccid || !carrier.fetchProfile) return false
  const { reference } = await carrier.fetchProfile(iccid)
  return Boolean(reference)
}

import { and, eq, inArray, isNull, ne } from 'drizzle-orm'
import { connections, offers, type orders, plans, planVersions, sims } from '@/db/schema'
import { inTenant, type Scope, type Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import type { Base } from '@/lib/core/bytes'
import { type RefillSize, refillSizes } from '@/lib/plans/refills'
import { carrierOf } from '@/lib/telecom/carrier'

type Sim = typeof sims.$inferSelect

/** What can be added to a SIM now, at the prices of today. */
export type RefillOffer = {
  sim: Sim
  connection: Connection
  plan: { name: string; versionId: string; base: Base; currency: string }
  sizes: (RefillSize & { offer: string })[]
}

/**
 * What can be added to the data of a SIM; null where nothing can: its plan has no refills, its carrier cannot take them,
 * or the SIM is stopped or over. Nobody is asked.
 */
export async function refillOfferOf(scope: Scope, simId: string): Promise<RefillOffer | null> {
  const found = await inTenant(scope, (tx) => read(tx, simId))
  if (!found) return null
  const carrier = await carrierOf(found.connection)
  return carrier.topUp ? found : null
}

const inUse = ['activation_ready', 'active'] as const

/** The same, but for what the carrier can do. */
async function read(tx: Tx, simId: string): Promise<RefillOffer | null> {
  const [found] = await tx
    .select({ sim: sims, version: planVersions, connection: connections })
    .from(sims)
    .innerJoin(plans, eq(plans.id, sims.planId))
    .innerJoin(planVersions, eq(planVersions.id, plans.versionId))
    .innerJoin(connections, eq(connections.id, sims.connectionId))
    .where(
      and(
        eq(sims.id, simId),
        inArray(sims.status, [...inUse]),
        ne(sims.integration, 'error'),
        ne(sims.profileState, 'deleted'),
        eq(connections.status, 'connected'),
        isNull(plans.archivedAt),
      ),
    )
  if (!found) return null
  const { sim, version, connection } = found
  const sizes = await sold(tx, sim.connectionId, refillSizes(version))
  if (!sizes.length) return null
  const { name, id: versionId, currency } = version
  const base = version.dataBase === 1024 ? 1024 : 1000
  return { sim, connection, plan: { name, versionId, base, currency }, sizes }
}

/** Only what the supplier still sells, under the name that staff gave. */
async function sold(tx: Tx, connectionId: string, sizes: readonly RefillSize[]) {
  const named = sizes.flatMap((size) => (size.offer ? [{ ...size, offer: size.offer }] : []))
  if (!named.length) return []
  const there = await tx
    .select({ name: offers.externalId })
    .from(offers)
    .where(
      and(
        eq(offers.connectionId, connectionId),
        isNull(offers.goneAt),
        inArray(
          offers.externalId,
          named.map(({ offer }) => offer),
        ),
      ),
    )
  return named.filter(({ offer }) => there.some(({ name }) => name === offer))
}

/** The eSIM of an order, where data can be added to it: it is delivered, and its money has not gone back. */
export async function refillOfferOfOrder(
  tenantId: string,
  { status, simId }: Pick<typeof orders.$inferSelect, 'status' | 'simId'>,
): Promise<RefillOffer | null> {
  return status === 'fulfilled' && simId ? refillOfferOf(tenantId, simId) : null
}

import { and, eq, inArray, sql } from 'drizzle-orm'
import { simEvents, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { iccidForms } from '@/lib/core/iccid'
import { carrierOf } from '@/lib/telecom/carrier'
import type { Bundle, Profile } from '@/lib/telecom/provider'
import { askToRefillSim } from './asked'
import { endOf, keepLine, leftIn, linesOf, newlyUsed } from './bundles'

type Sim = typeof sims.$inferSelect

/** Reads what the carrier knows of a SIM now: profile, bundles, usage. False for a SIM that is not ours. */
export async function refreshSim(connection: Connection, iccid: string): Promise<boolean> {
  const sim = await inTenant(connection.tenantId, async (tx) => {
    const [found] = await tx
      .select()
      .from(sims)
      .where(and(eq(sims.connectionId, connection.id), inArray(sims.iccid, iccidForms(iccid))))
    return found
  })
  if (!sim) return false
  await refresh(connection, sim)
  return true
}

/** The same for a SIM that is known by its id. */
export async function refreshById(tenantId: string, simId: string): Promise<void> {
  const found = await inTenant(tenantId, async (tx) => {
    const [sim] = await tx.select().from(sims).where(eq(sims.id, simId))
    return sim && { sim, connection: await getConnection(tx, sim.connectionId) }
  })
  if (found) await refresh(found.connection, found.sim)
}

async function refresh(connection: Connection, sim: Sim): Promise<void> {
  const askedAt = new Date()
  const carrier = await carrierOf(connection)
  const [profile, bundles] = await Promise.all([
    carrier.fetchProfile?.(sim.iccid) ?? null,
    carrier.listBundles?.(sim.iccid) ?? [],
  ])
  await inTenant(connection.tenantId, (tx) => writeDown(tx, sim, askedAt, profile, bundles))
}

async function writeDown(
  tx: Tx,
  { id }: Sim,
  askedAt: Date,
  profile: Profile | null,
  bundles: readonly Bundle[],
): Promise<void> {
  const [sim] = await tx.select().from(sims).where(eq(sims.id, id)).for('update')
  // What was asked earlier and is answered later knows nothing of a refill between: it would be bought again.
  if (sim!.refreshedAt && sim!.refreshedAt > askedAt) return
  const running =
    bundles.find(({ state }) => state === 'active') ?? bundles.find(({ state }) => state === 'depleted')
  const isUsed = !isOver(sim!) && running?.startsAt !== undefined
  const lines = await linesOf(tx, id, bundles)
  const used = newlyUsed(lines)
  await tx
    .update(sims)
    .set({
      refreshedAt: askedAt,
      ...(profile && { profileState: profile.state }),
      ...serviceOf(sim!, profile, isUsed),
      ...(bundles.length > 0 && { dataLeft: leftIn(bundles), endsAt: endOf(bundles, lines) }),
      ...(used > 0n && { monthBytes: sql`${sims.monthBytes} + ${used}` }),
    })
    .where(eq(sims.id, id))
  for (const { assignment, bundle } of lines) await keepLine(tx, assignment, bundle)
  await askToRefillSim(tx, sim!.tenantId, id)
  if (isUsed && sim!.status !== 'active')
    await tx
      .insert(simEvents)
      .values({
        simId: id,
        kind: 'first_usage',
        text: 'Used for the first time',
        cause: `first_usage:${sim!.assignmentId ?? ''}`,
      })
      .onConflictDoNothing()
}

const isOver = ({ status }: Sim): boolean => status === 'terminated' || status === 'archived'

const byCarrier = 'by the carrier'

/** What the carrier says of the service. A suspension of our own keeps its reason, and traffic does not lift it. */
function serviceOf(sim: Sim, profile: Profile | null, isUsed: boolean): Partial<Sim> {
  if (profile?.service === 'suspended')
    return isOver(sim) || sim.status === 'suspended' ? {} : { status: 'suspended', suspendReason: byCarrier }
  const isOurs = sim.status === 'suspended' && sim.suspendReason !== byCarrier
  return isUsed && !isOurs ? { status: 'active', suspendReason: null } : {}
}

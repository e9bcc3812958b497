import { and, eq, sql } from 'drizzle-orm'
import { assignments, planVersions, simEvents, sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { type Base, formatBytes } from '@/lib/core/bytes'

const dayMs = 86_400_000

/** `base`: how the plan counts a kilobyte. */
export type Added = {
  orderId: string
  planVersionId: string
  bytes: bigint
  days: number
  base: Base
  isAutomatic: boolean
}

/**
 * Writes down what a refill has put on a SIM: data, and validity from today on, which never ends earlier for it. The
 * carrier's own count replaces both when it is read next. The same order again changes nothing.
 */
export async function addToSim(tx: Tx, simId: string, added: Added): Promise<void> {
  const { orderId, planVersionId, bytes, days, base, isAutomatic } = added
  const [sim] = await tx.select().from(sims).where(eq(sims.id, simId)).for('update')
  const by = isAutomatic ? ', by its automatic refill' : ''
  const text = `Refilled with ${formatBytes(bytes, base)} for ${days} days${by}`
  const [told] = await tx
    .insert(simEvents)
    .values({ simId, kind: 'refilled', text, cause: orderId })
    .onConflictDoNothing()
    .returning({ id: simEvents.id })
  if (!told) return
  const left = await leftOf(tx, sim!)
  await tx.insert(assignments).values({ simId, planVersionId, orderId, refillBytes: bytes })
  const until = new Date(Date.now() + days * dayMs)
  await tx
    .update(sims)
    .set({
      dataLeft: left === null ? sim!.dataLeft : left + bytes,
      // One that has not begun begins with its first use, as before.
      endsAt: sim!.endsAt && sim!.endsAt < until ? until : sim!.endsAt,
    })
    .where(eq(sims.id, simId))
}

/** What is left of it before a refill; null where that is unlimited or not known. What has ended is gone. */
async function leftOf(tx: Tx, sim: typeof sims.$inferSelect): Promise<bigint | null> {
  if (sim.endsAt && sim.endsAt <= new Date()) return 0n
  if (sim.dataLeft !== null) return sim.dataLeft
  if (!sim.assignmentId) return null
  const [running] = await tx
    .select({ used: assignments.usedBytes, all: planVersions.dataBytes })
    .from(assignments)
    .innerJoin(planVersions, eq(planVersions.id, assignments.planVersionId))
    .where(eq(assignments.id, sim.assignmentId))
  return running && running.all !== null ? running.all - running.used : null
}

/** A refill was taken back before it was used. */
export async function takeFromSim(tx: Tx, simId: string, orderId: string): Promise<void> {
  const [back] = await tx
    .update(assignments)
    .set({ status: 'revoked' })
    .where(and(eq(assignments.orderId, orderId), sql`${assignments.status} <> 'revoked'`))
    .returning({ bytes: assignments.refillBytes })
  if (!back?.bytes) return
  await tx
    .update(sims)
    .set({ dataLeft: sql`greatest(${sims.dataLeft} - ${back.bytes}, 0)` })
    .where(eq(sims.id, simId))
  await tx
    .insert(simEvents)
    .values({ simId, kind: 'revoked', text: 'A refill was taken back', cause: `back:${orderId}` })
    .onConflictDoNothing()
}

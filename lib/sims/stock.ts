import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import { assignments, simEvents, sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'

type Sim = typeof sims.$inferSelect

/** Of the plan, with a code, of no company and no one, and neither sold nor reserved. */
const forSale = (planId: string) =>
  and(
    eq(sims.planId, planId),
    eq(sims.status, 'activation_ready'),
    sql`${sims.hasCode}`,
    isNull(sims.companyId),
    isNull(sims.endUserId),
    isNull(sims.soldAt),
    or(isNull(sims.reservedUntil), lt(sims.reservedUntil, sql`now()`)),
  )

/** Takes one eSIM of the plan for an order until `until`; null when none is left. Two buyers never get the same. */
export async function reserveSim(tx: Tx, planId: string, orderId: string, until: Date): Promise<Sim | null> {
  const [held] = await tx
    .update(sims)
    .set({ reservedUntil: until })
    .where(and(eq(sims.orderId, orderId), isNull(sims.soldAt), gt(sims.reservedUntil, sql`now()`)))
    .returning()
  if (held) return held
  const [free] = await tx
    .select({ id: sims.id })
    .from(sims)
    .where(forSale(planId))
    .orderBy(sims.id)
    .limit(1)
    .for('update', { skipLocked: true })
  if (!free) return null
  const [taken] = await tx
    .update(sims)
    .set({ orderId, reservedUntil: until })
    .where(eq(sims.id, free.id))
    .returning()
  return taken!
}

/** Keeps what an order has reserved until a later day. */
export const holdSim = (tx: Tx, orderId: string, until: Date) =>
  tx
    .update(sims)
    .set({ reservedUntil: until })
    .where(and(eq(sims.orderId, orderId), isNull(sims.soldAt), gt(sims.reservedUntil, sql`now()`)))

/** Gives back what an order that came to nothing had reserved. */
export const releaseSim = (tx: Tx, orderId: string) =>
  tx
    .update(sims)
    .set({ orderId: null, reservedUntil: null })
    .where(and(eq(sims.orderId, orderId), isNull(sims.soldAt)))

/** True when the store can sell at least one more of the plan from stock. */
export async function isInStock(tx: Tx, planId: string): Promise<boolean> {
  const found = await tx.select({ id: sims.id }).from(sims).where(forSale(planId)).limit(1)
  return found.length > 0
}

/** How many the store can still sell of a plan from stock; it stops counting at `most`. */
export async function countForSale(tx: Tx, planId: string, most: number): Promise<number> {
  const found = await tx.select({ id: sims.id }).from(sims).where(forSale(planId)).limit(most)
  return found.length
}

/** Hands a SIM to its buyer for good: sold, with the plan version of the order on it. */
export async function sellSim(
  tx: Tx,
  simId: string,
  sale: { orderId: string; endUserId: string; planVersionId: string },
): Promise<void> {
  const assignmentId = await assignmentFor(tx, simId, sale)
  await tx
    .update(sims)
    .set({
      orderId: sale.orderId,
      endUserId: sale.endUserId,
      assignmentId,
      soldAt: new Date(),
      reservedUntil: null,
    })
    .where(eq(sims.id, simId))
  await tx.insert(simEvents).values({ simId, kind: 'sold', text: 'Sold in the store', cause: sale.orderId })
}

/** A sold SIM belongs to another person: the address of its order was wrong. */
export async function passSim(tx: Tx, simId: string, endUserId: string): Promise<void> {
  await tx.update(sims).set({ endUserId }).where(eq(sims.id, simId))
  await tx.insert(simEvents).values({ simId, kind: 'passed', text: 'The address of its buyer was corrected' })
}

/** The plan that staff put on the SIM becomes the one that was sold; without any there is a new one. */
async function assignmentFor(
  tx: Tx,
  simId: string,
  { planVersionId, orderId }: { planVersionId: string; orderId: string },
): Promise<string> {
  const [waiting] = await tx
    .update(assignments)
    .set({ planVersionId, orderId })
    .where(and(eq(assignments.simId, simId), eq(assignments.status, 'ready'), isNull(assignments.orderId)))
    .returning({ id: assignments.id })
  if (waiting) return waiting.id
  const [made] = await tx
    .insert(assignments)
    .values({ simId, planVersionId, orderId })
    .returning({ id: assignments.id })
  return made!.id
}

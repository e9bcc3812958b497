import { and, asc, eq, ne } from 'drizzle-orm'
import { assignments, orders, planVersions, provisions } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Bundle } from '@/lib/telecom/provider'

type Assignment = typeof assignments.$inferSelect

/** A plan or a refill on a SIM, and what its carrier says of it. */
export type Line = { assignment: Assignment; days: number; bundle: Bundle }

/** True for what a purchase at the supplier has put on a SIM: some count the lines of an order behind its name. */
export const isOfOrder = ({ reference }: Bundle, externalOrderId: string): boolean =>
  reference === externalOrderId || reference?.startsWith(`${externalOrderId}-`) === true

const byAge = (a: Bundle, b: Bundle) => (a.assignedAt?.getTime() ?? 0) - (b.assignedAt?.getTime() ?? 0)

/**
 * What is on a SIM beside what its carrier says: by the id that was met before, by the purchase that it came with, and
 * what is known in neither way in the order in which it came.
 */
export async function linesOf(tx: Tx, simId: string, bundles: readonly Bundle[]): Promise<Line[]> {
  const rows = await tx
    .select({
      assignment: assignments,
      bought: provisions.externalOrderId,
      refill: orders.refill,
      days: planVersions.days,
    })
    .from(assignments)
    .innerJoin(planVersions, eq(planVersions.id, assignments.planVersionId))
    .leftJoin(orders, eq(orders.id, assignments.orderId))
    .leftJoin(provisions, eq(provisions.orderId, assignments.orderId))
    .where(and(eq(assignments.simId, simId), ne(assignments.status, 'revoked')))
    .orderBy(asc(assignments.id))
  const free = new Set([...bundles].sort(byAge))
  const found = new Map<string, Bundle>()
  const match = (fits: (row: (typeof rows)[number], bundle: Bundle) => boolean) => {
    for (const row of rows) {
      if (found.has(row.assignment.id)) continue
      const bundle = [...free].find((each) => fits(row, each))
      if (!bundle) continue
      found.set(row.assignment.id, bundle)
      free.delete(bundle)
    }
  }
  match(({ assignment }, { id }) => assignment.externalId === id)
  match(({ bought }, bundle) => bought !== null && isOfOrder(bundle, bought))
  match(({ assignment }, { state }) => assignment.externalId === null && state !== 'revoked')
  return rows.flatMap(({ assignment, refill, days }) => {
    const bundle = found.get(assignment.id)
    return bundle ? [{ assignment, bundle, days: refill?.days ?? days }] : []
  })
}

const isLive = ({ state }: Bundle) => state === 'processing' || state === 'queued' || state === 'active'

/** Bytes that can still be used; null while any of it is unlimited. */
export function leftIn(bundles: readonly Bundle[]): bigint | null {
  const live = bundles.filter(isLive)
  if (live.some(({ unlimited }) => unlimited)) return null
  return live.reduce((sum, { remainingBytes }) => sum + remainingBytes, 0n)
}

const dayMs = 86_400_000

/**
 * Until when there is data at least: the last end that the carrier names; what waits behind it lasts its days from the
 * day on which it was added, or longer. Null before the first use.
 */
export function endOf(bundles: readonly Bundle[], lines: readonly Line[]): Date | null {
  const ends = bundles.flatMap(({ endsAt, state }) => (endsAt && state !== 'revoked' ? [endsAt] : []))
  if (!ends.length) return null
  const waiting = lines.flatMap(({ bundle, days }) =>
    isLive(bundle) && !bundle.startsAt && bundle.assignedAt
      ? [new Date(bundle.assignedAt.getTime() + days * dayMs)]
      : [],
  )
  return new Date(Math.max(...[...ends, ...waiting].map((each) => each.getTime())))
}

const usedOf = ({ initialBytes, remainingBytes }: Bundle): bigint => initialBytes - remainingBytes

/** Bytes that were not counted before. */
export const newlyUsed = (lines: readonly Line[]): bigint =>
  lines.reduce((sum, { assignment, bundle }) => {
    const more = usedOf(bundle) - assignment.usedBytes
    return more > 0n ? sum + more : sum
  }, 0n)

const statuses: Partial<Record<Bundle['state'], Assignment['status']>> = {
  active: 'active',
  depleted: 'depleted',
  expired: 'expired',
  lapsed: 'expired',
  revoked: 'revoked',
}

/** Writes down of a plan or refill what its carrier says. */
export async function keepLine(tx: Tx, { id }: Assignment, bundle: Bundle): Promise<void> {
  const { startsAt, endsAt } = bundle
  await tx
    .update(assignments)
    .set({
      usedBytes: usedOf(bundle),
      ...{ startsAt, endsAt, externalId: bundle.id, status: statuses[bundle.state] ?? 'ready' },
    })
    .where(eq(assignments.id, id))
}

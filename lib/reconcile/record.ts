import { and, eq, notInArray, sql } from 'drizzle-orm'
import { conflicts } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Difference } from './differ'

type About = { connectionId: string; paymentId: string | null }

const columns = ({ kind, object, subject, ours, theirs, stake }: Difference) => ({
  ...{ kind, object, subject, ours, theirs },
  amount: stake?.amount ?? null,
  currency: stake?.currency ?? null,
})

// What a person has settled stays settled while it is the same difference.
const isNews = sql`(${conflicts.status} = 'mended' or (${conflicts.status} = 'resolved'
  and (${conflicts.theirs}, ${conflicts.amount}) is distinct from (excluded.theirs, excluded.amount)))`

/** Writes down a difference: one row for each, opened again when it returns after it was mended, or has changed. */
export async function recordDifference(tx: Tx, about: About, difference: Difference): Promise<string> {
  const values = { ...about, ...columns(difference) }
  const [row] = await tx
    .insert(conflicts)
    .values(values)
    .onConflictDoUpdate({
      target: [
        conflicts.tenantId,
        conflicts.connectionId,
        conflicts.kind,
        conflicts.object,
        conflicts.subject,
      ],
      set: {
        ...values,
        seenAt: new Date(),
        status: sql`case when ${isNews} then 'open' else ${conflicts.status} end`,
        reopened: sql`${conflicts.reopened} + case when ${isNews} then 1 else 0 end`,
        ...Object.fromEntries(
          (['resolution', 'reason', 'actorId', 'closedAt'] as const).map((name) => [
            name,
            sql`case when ${isNews} then null else ${conflicts[name]} end`,
          ]),
        ),
      },
    })
    .returning({ id: conflicts.id })
  return row!.id
}

/** The open conflicts of a payment of ours that were not found again are over. */
export async function closeOthers(tx: Tx, paymentId: string, found: readonly string[]): Promise<void> {
  await tx
    .update(conflicts)
    .set({ status: 'mended', closedAt: new Date() })
    .where(
      and(
        eq(conflicts.paymentId, paymentId),
        eq(conflicts.status, 'open'),
        found.length ? notInArray(conflicts.id, [...found]) : undefined,
      ),
    )
}

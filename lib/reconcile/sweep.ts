import { and, eq, sql } from 'drizzle-orm'
import { type SweepCounts, type SweepCursor, sweeps } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Gateway } from '@/lib/payments/gateway'
import type { PaymentState } from '@/lib/payments/states'

export type Sweep = typeof sweeps.$inferSelect
export type Wanted = Pick<Sweep, 'kind' | 'connectionId' | 'since' | 'until' | 'phase' | 'actorId'>

/** Begins a sweep, or finds the one of its kind that runs: a connection has one at a time. */
export async function beginSweep(tx: Tx, wanted: Wanted): Promise<{ id: string; isNew: boolean }> {
  const [made] = await tx.insert(sweeps).values(wanted).onConflictDoNothing().returning({ id: sweeps.id })
  if (made) return { id: made.id, isNew: true }
  const [running] = await tx
    .select({ id: sweeps.id })
    .from(sweeps)
    .where(
      and(
        eq(sweeps.connectionId, wanted.connectionId),
        eq(sweeps.kind, wanted.kind),
        eq(sweeps.status, 'running'),
      ),
    )
  // It ended between the two: once more.
  return running ? { id: running.id, isNew: false } : beginSweep(tx, wanted)
}

/** Takes note of how far a sweep came. Null when another process has done so meanwhile: then that one goes on. */
export async function advance(
  { tenantId, id, phase, cursor, counts }: Sweep,
  to: Partial<Pick<Sweep, 'phase' | 'cursor' | 'status' | 'problem' | 'finishedAt'>>,
  more: SweepCounts = {},
): Promise<Sweep | null> {
  const [next] = await inTenant(tenantId, (tx) =>
    tx
      .update(sweeps)
      .set({ ...to, counts: sum(counts, more), problem: to.problem ?? null })
      .where(
        and(
          eq(sweeps.id, id),
          eq(sweeps.status, 'running'),
          eq(sweeps.phase, phase),
          sql`${sweeps.cursor} = ${JSON.stringify(cursor)}::jsonb`,
        ),
      )
      .returning(),
  )
  return next ?? null
}

const sum = (a: SweepCounts, b: SweepCounts): SweepCounts => {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof SweepCounts)[]
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}

const atOnce = 50

/**
 * Goes through all payments of the account in the span of a sweep, newest first, some at a time, and takes note after
 * each such batch; killed in between, that batch is done again. Gives the sweep when time is over, or all is done.
 */
export async function walkPayments(
  sweep: Sweep,
  gateway: Gateway,
  isOver: () => boolean,
  work: (batch: readonly PaymentState[]) => Promise<SweepCounts>,
): Promise<{ sweep: Sweep | null; isDone: boolean }> {
  const done = new Set(sweep.cursor.ids)
  const until = sweep.cursor.until ? new Date(sweep.cursor.until) : sweep.until
  let now: Sweep | null = sweep
  let batch: PaymentState[] = []
  for await (const state of gateway.findPayments?.(sweep.since, until) ?? []) {
    if (done.has(state.externalId)) continue
    batch.push(state)
    if (batch.length < atOnce) continue
    now = await advance(now, { cursor: cursorAfter(now.cursor, batch) }, await work(batch))
    if (!now) return { sweep: null, isDone: false }
    batch = []
    // Without a moment to go on at, the list is read to its end.
    if (isOver() && now.cursor.until) return { sweep: now, isDone: false }
  }
  return { sweep: await advance(now, {}, await work(batch)), isDone: true }
}

const secondOf = (at: Date | string | undefined) => Math.floor(new Date(at ?? Number.NaN).getTime() / 1_000)

/** Providers count in seconds: those of the last one that were read already are named. */
function cursorAfter(before: SweepCursor, batch: readonly PaymentState[]): SweepCursor {
  const last = batch.at(-1)?.madeAt
  if (!last) return {}
  const isLast = ({ madeAt }: PaymentState) => secondOf(madeAt) === secondOf(last)
  const carried = secondOf(before.until) === secondOf(last) ? (before.ids ?? []) : []
  return {
    until: last.toISOString(),
    ids: [...carried, ...batch.filter(isLast).map(({ externalId }) => externalId)],
  }
}

import { and, eq, gt, gte, isNotNull, isNull, lt, lte, or } from 'drizzle-orm'
import { conflicts, payments, type SweepCounts } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { firstIdAt } from '@/lib/core/id'
import { checkPayment, unlessRefused, type Verdict } from './check'
import { compareBatch, type Run } from './compare'
import { comparePayout, comparePayouts, writeMissingPayout } from './compare-payouts'
import { type Mirror, readMirrors } from './mirror'
import { advance, type Sweep, walkPayments } from './sweep'

/** In this order: what the first ones have seen the others need not ask for. */
export const phases = ['payments', 'returned', 'ours', 'payouts', 'open'] as const
export type Phase = (typeof phases)[number]

/** Where a phase came to: `sweep` is null when another process does the same and was faster. */
export type Stop = { sweep: Sweep | null; isDone: boolean }

export const steps: Record<Phase, (run: Run) => Promise<Stop>> = {
  payments: (run) => walkPayments(run.sweep, run.gateway, run.isOver, (batch) => compareBatch(run, batch)),
  returned: compareReturned,
  ours: compareOurs,
  payouts: comparePayouts,
  open: compareOpen,
}

const tallied = (verdict: Verdict | 'unread'): SweepCounts => (verdict === 'same' ? {} : { [verdict]: 1 })

const lookAt = ({ connection, sweep }: Run, payment: Mirror['payment']) =>
  unlessRefused(checkPayment(connection, payment, sweep.until), payment.externalId)

/** Old payments of which something was given back lately. */
async function compareReturned(run: Run): Promise<Stop> {
  const { sweep, connection, gateway } = run
  let counts: SweepCounts = {}
  const seen = new Set<string>()
  for await (const { paymentExternalId } of gateway.findReturned?.(sweep.since, sweep.until) ?? []) {
    if (seen.has(paymentExternalId)) continue
    seen.add(paymentExternalId)
    const [mirror] = await inTenant(connection.tenantId, (tx) =>
      readMirrors(
        tx,
        and(eq(payments.connectionId, connection.id), eq(payments.externalId, paymentExternalId)),
      ),
    )
    if (!mirror || isFresh(mirror, sweep)) continue
    counts = plus(counts, tallied(await lookAt(run, mirror.payment)))
  }
  return { sweep: await advance(sweep, {}, counts), isDone: true }
}

const isFresh = ({ payment }: Mirror, { createdAt }: Sweep): boolean =>
  payment.comparedAt !== null && payment.comparedAt >= createdAt

const plus = (a: SweepCounts, b: SweepCounts): SweepCounts => ({
  mended: (a.mended ?? 0) + (b.mended ?? 0),
  differing: (a.differing ?? 0) + (b.differing ?? 0),
  unread: (a.unread ?? 0) + (b.unread ?? 0),
})

const atOnce = 25

/** Ours of the same span that the provider's list did not name. */
async function compareOurs(run: Run): Promise<Stop> {
  const { connection, isOver } = run
  let sweep: Sweep | null = run.sweep
  while (sweep) {
    const { since, until, createdAt, cursor } = sweep
    const mirrors = await inTenant(connection.tenantId, (tx) =>
      readMirrors(
        tx,
        and(
          eq(payments.connectionId, connection.id),
          gte(payments.id, firstIdAt('pay', since)),
          lte(payments.id, firstIdAt('pay', until)),
          gt(payments.id, cursor.after ?? ''),
          isNotNull(payments.externalId),
          or(isNull(payments.comparedAt), lt(payments.comparedAt, createdAt)),
        ),
        atOnce,
      ),
    )
    let counts: SweepCounts = {}
    for (const { payment } of mirrors) counts = plus(counts, tallied(await lookAt(run, payment)))
    const after = mirrors.at(-1)?.payment.id
    sweep = await advance(sweep, after ? { cursor: { after } } : {}, counts)
    if (mirrors.length < atOnce) return { sweep, isDone: true }
    if (isOver()) return { sweep, isDone: false }
  }
  return { sweep, isDone: false }
}

/** Conflicts of earlier comparisons, whatever their age: some have been mended since. */
async function compareOpen(run: Run): Promise<Stop> {
  const { connection, isOver } = run
  let sweep: Sweep | null = run.sweep
  while (sweep) {
    const { createdAt, cursor } = sweep
    const found = await inTenant(connection.tenantId, (tx) =>
      tx
        .select()
        .from(conflicts)
        .where(
          and(
            eq(conflicts.connectionId, connection.id),
            eq(conflicts.status, 'open'),
            lt(conflicts.seenAt, createdAt),
            gt(conflicts.id, cursor.after ?? ''),
          ),
        )
        .orderBy(conflicts.id)
        .limit(atOnce),
    )
    for (const conflict of found) await lookAgain(run, conflict)
    const after = found.at(-1)?.id
    sweep = await advance(sweep, after ? { cursor: { after } } : {})
    if (found.length < atOnce) return { sweep, isDone: true }
    if (isOver()) return { sweep, isDone: false }
  }
  return { sweep, isDone: false }
}

async function lookAgain(run: Run, conflict: typeof conflicts.$inferSelect): Promise<void> {
  const { tenantId } = run.connection
  if (conflict.object === 'payout') return lookAtPayout(run, conflict.subject)
  if (conflict.paymentId) {
    const [mirror] = await inTenant(tenantId, (tx) => readMirrors(tx, eq(payments.id, conflict.paymentId!)))
    await lookAt(run, mirror!.payment)
    return
  }
  const state = await fetchOrNull(run, conflict.subject)
  const { differing = 0 } = state ? await compareBatch(run, [state]) : {}
  if (differing) return
  await inTenant(tenantId, (tx) =>
    tx
      .update(conflicts)
      .set({ status: 'mended', closedAt: new Date() })
      .where(and(eq(conflicts.id, conflict.id), eq(conflicts.status, 'open'))),
  )
}

async function lookAtPayout({ connection, gateway }: Run, externalId: string): Promise<void> {
  const state = await gateway.fetchPayout?.(externalId).catch(unlessMissing)
  await inTenant(connection.tenantId, (tx) =>
    state ? comparePayout(tx, connection, state) : writeMissingPayout(tx, connection, externalId),
  )
}

const fetchOrNull = async ({ gateway }: Run, externalId: string) =>
  gateway.fetchPayment?.(externalId, { everything: true }).catch(unlessMissing)

function unlessMissing(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null
  throw error
}

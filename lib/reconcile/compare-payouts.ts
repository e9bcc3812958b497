import { and, eq, gte, lte, ne, notInArray, sql } from 'drizzle-orm'
import { conflicts, payoutLines, payouts, type SweepCounts } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import type { PayoutState } from '@/lib/payments/states'
import { applyPayout, type Payout } from '@/lib/payouts/apply'
import type { Verdict } from './check'
import type { Run } from './compare'
import { type Difference, sideOf } from './differ'
import { recordDifference } from './record'
import { advance, type Sweep } from './sweep'

/** Payouts that the provider made in the span of a sweep, and ours of it that the provider does not name. */
export async function comparePayouts({
  sweep,
  connection,
  gateway,
}: Run): Promise<{ sweep: Sweep | null; isDone: boolean }> {
  const theirs = gateway.findPayouts ? await listed(gateway.findPayouts(sweep.since), sweep.until) : null
  const counts: Required<Pick<SweepCounts, 'mended' | 'differing'>> = { mended: 0, differing: 0 }
  const tally = (verdict: Verdict) => verdict !== 'same' && counts[verdict]++
  for (const state of theirs ?? [])
    tally(await inTenant(connection.tenantId, (tx) => comparePayout(tx, connection, state)))
  if (theirs)
    for (const payout of await unnamed(connection, sweep, theirs))
      tally(await inTenant(connection.tenantId, (tx) => write(tx, payout, [missingThere(payout)])))
  return { sweep: await advance(sweep, {}, counts), isDone: true }
}

/** Null where the key may not read payouts: the right is optional. */
async function listed(found: AsyncIterable<PayoutState>, until: Date): Promise<PayoutState[] | null> {
  const list: PayoutState[] = []
  try {
    for await (const state of found) if (state.at <= until) list.push(state)
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return null
    throw error
  }
  return list
}

const unnamed = ({ tenantId, id }: Connection, { since, until }: Sweep, theirs: readonly PayoutState[]) =>
  inTenant(tenantId, (tx) =>
    tx
      .select()
      .from(payouts)
      .where(
        and(
          eq(payouts.connectionId, id),
          gte(payouts.madeAt, since),
          lte(payouts.madeAt, until),
          ne(payouts.status, 'canceled'),
          theirs.length
            ? notInArray(
                payouts.externalId,
                theirs.map(({ externalId }) => externalId),
              )
            : undefined,
        ),
      ),
  )

/** Brings our record to the provider's as a notice would have; what differs even then is written down for a person. */
export async function comparePayout(tx: Tx, connection: Connection, state: PayoutState): Promise<Verdict> {
  const before = await differencesOf(tx, connection, state)
  await applyPayout(tx, connection, state)
  const after = await differencesOf(tx, connection, state)
  const left = new Set(after.map(({ kind }) => kind))
  const mended = before.filter(({ kind }) => !left.has(kind))
  const of = { connectionId: connection.id, externalId: state.externalId }
  for (const each of mended) await recordDifference(tx, { ...of, paymentId: null }, each)
  const verdict = await write(tx, of, after)
  return verdict === 'same' && mended.length ? 'mended' : verdict
}

/** For a payout of a conflict that its account does not have any more. */
export async function writeMissingPayout(
  tx: Tx,
  connection: Connection,
  externalId: string,
): Promise<Verdict> {
  const ours = await find(tx, connection, externalId)
  return write(
    tx,
    { connectionId: connection.id, externalId },
    ours && ours.status !== 'canceled' ? [missingThere(ours)] : [],
  )
}

/** Writes down all that differs now; what is no longer among it is over. */
async function write(
  tx: Tx,
  { connectionId, externalId }: Pick<Payout, 'connectionId' | 'externalId'>,
  found: readonly Difference[],
): Promise<Verdict> {
  const ids: string[] = []
  for (const each of found) ids.push(await recordDifference(tx, { connectionId, paymentId: null }, each))
  await tx
    .update(conflicts)
    .set({ status: 'mended', closedAt: new Date() })
    .where(
      and(
        eq(conflicts.connectionId, connectionId),
        eq(conflicts.object, 'payout'),
        eq(conflicts.subject, externalId),
        eq(conflicts.status, 'open'),
        ids.length ? notInArray(conflicts.id, ids) : undefined,
      ),
    )
  return found.length ? 'differing' : 'same'
}

async function find(tx: Tx, { id }: Connection, externalId: string): Promise<Payout | undefined> {
  const [found] = await tx
    .select()
    .from(payouts)
    .where(and(eq(payouts.connectionId, id), eq(payouts.externalId, externalId)))
  return found
}

const stages = {
  pending: 'open',
  in_transit: 'open',
  paid: 'paid',
  failed: 'over',
  canceled: 'over',
} as const

const ourSide = (payout: Payout, amount = payout.amount) =>
  sideOf(payout.id, payout.status, money(amount, payout.currency), payout.madeAt)

const theirSide = ({ externalId, status, amount, at }: PayoutState) => sideOf(externalId, status, amount, at)

const missingThere = (payout: Payout): Difference => ({
  ...{ kind: 'missing_there', object: 'payout', subject: payout.externalId },
  ...{ ours: ourSide(payout), theirs: null, stake: null },
})

async function differencesOf(tx: Tx, connection: Connection, state: PayoutState): Promise<Difference[]> {
  const ours = await find(tx, connection, state.externalId)
  const of = { object: 'payout' as const, subject: state.externalId, theirs: theirSide(state), stake: null }
  if (!ours) return [{ ...of, kind: 'missing_here', ours: null }]
  const { amount, currency } = state.amount
  if (ours.currency !== currency) return [{ ...of, kind: 'currency', ours: ourSide(ours) }]
  if (ours.amount !== amount) return [{ ...of, kind: 'amount', ours: ourSide(ours) }]
  if (stages[ours.status] !== stages[state.status]) return [{ ...of, kind: 'state', ours: ourSide(ours) }]
  const sum = await sumOfLines(tx, ours)
  return sum === null || sum === amount ? [] : [{ ...of, kind: 'amount', ours: ourSide(ours, sum) }]
}

/** What the lines of a paid payout add up to; null as long as they are not read. */
async function sumOfLines(tx: Tx, { id, status, itemizedAt }: Payout): Promise<bigint | null> {
  if (!itemizedAt || status !== 'paid') return null
  const [found] = await tx
    .select({ sum: sql<string | null>`sum(${payoutLines.net})`, count: sql<number>`count(*)::int` })
    .from(payoutLines)
    .where(and(eq(payoutLines.payoutId, id), ne(payoutLines.kind, 'payout')))
  return found?.count ? BigInt(found.sum!) : null
}

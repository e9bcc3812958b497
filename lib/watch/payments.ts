import { and, eq, gte, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { charges, conflicts, connections, payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Trouble } from '@/lib/alerts/raise'
import { firstIdAt } from '@/lib/core/id'
import { formatMoney, money } from '@/lib/core/money'
import { inShares, isSpike, type Tally } from './spike'

/** A trouble as its look finds it; the kind is added by who asks. */
export type Found = Omit<Trouble, 'kind'>

const hourMs = 3_600_000
const pastMs = 14 * 24 * hourMs
const most = 100

const ago = (ms: number): Date => new Date(Date.now() - ms)
const count = (condition: ReturnType<typeof sql>) => sql<number>`count(*) filter (where ${condition})::int`

type Row = { connectionId: string; name: string; mode: 'test' | 'live'; now: Tally; past: Tally }

/** Attempts of the last hour and of the two weeks before, by connection. */
async function attempts(tx: Tx): Promise<Row[]> {
  const isNow = sql`${charges.madeAt} >= ${ago(hourMs).toISOString()}::timestamptz`
  const hasFailed = sql`${charges.status} = 'failed'`
  const found = await tx
    .select({
      ...{ connectionId: connections.id, name: connections.name, mode: connections.mode },
      nowFailed: count(sql`${isNow} and ${hasFailed}`),
      nowAll: count(isNow),
      pastFailed: count(sql`not (${isNow}) and ${hasFailed}`),
      pastAll: count(sql`not (${isNow})`),
    })
    .from(charges)
    .innerJoin(payments, eq(payments.id, charges.paymentId))
    .innerJoin(connections, eq(connections.id, payments.connectionId))
    .where(gte(charges.id, firstIdAt('chg', ago(pastMs))))
    .groupBy(connections.id, connections.name, connections.mode)
  return found.map(({ nowFailed, nowAll, pastFailed, pastAll, ...row }) => ({
    ...row,
    now: { failed: nowFailed, all: nowAll },
    past: { failed: pastFailed, all: pastAll },
  }))
}

export async function decliningPsps(tx: Tx): Promise<Found[]> {
  const rows = await attempts(tx)
  return rows
    .filter(({ now, past }) => isSpike(now, past))
    .map(({ connectionId, name, mode, now, past }) => ({
      ...{ subject: connectionId, mode },
      title: `${name} declines far more than usual`,
      detail: `In the last hour ${inShares(now)} attempts were declined; in the two weeks before ${inShares(past)}. Look at the reasons in the transactions, and at the status page of the provider.`,
      href: '/transactions?type=payment',
    }))
}

/** Payments that had the time to end: begun one to three hours ago, and in the two weeks before. */
export async function failingPsps(tx: Tx): Promise<Found[]> {
  const isNow = sql`${payments.createdAt} >= ${ago(3 * hourMs).toISOString()}::timestamptz`
  const hasFailed = inArray(payments.status, ['failed', 'canceled', 'expired'])
  const found = await tx
    .select({
      ...{ connectionId: connections.id, name: connections.name, mode: connections.mode },
      nowFailed: count(sql`${isNow} and ${hasFailed}`),
      nowAll: count(isNow),
      pastFailed: count(sql`not (${isNow}) and ${hasFailed}`),
      pastAll: count(sql`not (${isNow})`),
    })
    .from(payments)
    .innerJoin(connections, eq(connections.id, payments.connectionId))
    .where(
      and(gte(payments.id, firstIdAt('pay', ago(pastMs))), lt(payments.id, firstIdAt('pay', ago(hourMs)))),
    )
    .groupBy(connections.id, connections.name, connections.mode)
  return found.flatMap(({ connectionId, name, mode, ...tally }) => {
    const now = { failed: tally.nowFailed, all: tally.nowAll }
    const past = { failed: tally.pastFailed, all: tally.pastAll }
    if (!isSpike(now, past)) return []
    return {
      ...{ subject: connectionId, mode },
      title: `Far more payments at ${name} end unpaid than usual`,
      detail: `Of the payments begun one to three hours ago ${inShares(now)} were not paid; in the two weeks before ${inShares(past)}. Try a purchase in the store yourself.`,
      href: '/transactions?type=payment',
    }
  })
}

/** Begun at a provider that has not answered for an hour. */
export async function unknownPayments(tx: Tx): Promise<Found[]> {
  const found = await tx
    .select({ id: connections.id, name: connections.name, mode: connections.mode, count: count(sql`true`) })
    .from(payments)
    .innerJoin(connections, eq(connections.id, payments.connectionId))
    .where(
      and(
        eq(payments.status, 'created'),
        isNull(payments.externalId),
        lt(payments.startedAt, ago(hourMs)),
        gte(payments.id, firstIdAt('pay', ago(pastMs))),
      ),
    )
    .groupBy(connections.id, connections.name, connections.mode)
  return found.map(({ id, name, mode, count }) => ({
    ...{ subject: id, mode },
    title: `Nobody knows of ${count} ${count === 1 ? 'payment' : 'payments'} at ${name}`,
    detail:
      'The provider has not answered for an hour. Reconciliation asks again; see whether it is reachable.',
    href: '/transactions?type=payment&status=unknown',
  }))
}

export async function heldPayments(tx: Tx): Promise<Found[]> {
  const found = await tx
    .select()
    .from(payments)
    .where(
      and(
        isNotNull(payments.mismatch),
        gte(payments.id, firstIdAt('pay', ago(2 * pastMs))),
        sql`not exists (select from ${conflicts} where ${conflicts.paymentId} = ${payments.id}
          and ${conflicts.status} in ('resolved', 'refunding') and ${conflicts.resolution} is distinct from 'adopted')`,
      ),
    )
    .limit(most)
  return found.map(({ id, mode, mismatch, amount, currency }) => ({
    ...{ subject: id, mode },
    title: `A payment of ${formatMoney(money(amount, currency))} is held`,
    detail: `${mismatch} Nothing is delivered for it until somebody has looked.`,
    href: `/transactions/${id}`,
  }))
}

export async function endingAuthorizations(tx: Tx): Promise<Found[]> {
  const found = await tx
    .select()
    .from(payments)
    .where(and(eq(payments.status, 'authorized'), lt(payments.captureBefore, ago(-24 * hourMs))))
    .limit(most)
  return found.map(({ id, mode, amount, currency }) => ({
    ...{ subject: id, mode },
    title: `An authorization of ${formatMoney(money(amount, currency))} ends within a day`,
    detail: 'Capture it or cancel it: after that the money cannot be taken any more.',
    href: `/transactions/${id}`,
  }))
}

import { and, desc, gte, isNotNull, sql } from 'drizzle-orm'
import { orders } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { firstIdAt } from '@/lib/core/id'
import { type Money, money } from '@/lib/core/money'

const dayMs = 86_400_000
// A checkout may end as paid some days after it began.
const slackMs = 3 * dayMs

export type Sales = {
  mode: 'test' | 'live'
  currency: string
  today: { count: number; amount: Money }
  week: { count: number; amount: Money }
}

export type DayOfSales = { day: string; count: number }

/** `2026-11-20` of a moment in a time zone. */
export const dayIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)

/** The last seven days, today last. */
function lastDays(now: Date, timeZone: string): string[] {
  const today = new Date(`${dayIn(now, timeZone)}T12:00:00Z`)
  return [6, 5, 4, 3, 2, 1, 0].map((ago) =>
    new Date(today.getTime() - ago * dayMs).toISOString().slice(0, 10),
  )
}

/** What was paid on each of the last seven days, one row for each day, mode and currency. */
async function paidByDay(tx: Tx, now: Date, timeZone: string) {
  const day = sql<string>`to_char(${orders.paidAt} at time zone ${timeZone}::text, 'YYYY-MM-DD')`
  const since = new Date(now.getTime() - 8 * dayMs)
  return tx
    .select({
      day: day.as('day'),
      mode: orders.mode,
      currency: orders.currency,
      count: sql<number>`count(*)::int`,
      amount: sql<string>`sum(${orders.amount})`,
    })
    .from(orders)
    .where(
      and(
        gte(orders.id, firstIdAt('ord', new Date(since.getTime() - slackMs))),
        isNotNull(orders.paidAt),
        gte(orders.paidAt, since),
      ),
    )
    .groupBy(sql`day`, orders.mode, orders.currency)
    .orderBy(desc(orders.mode), orders.currency)
}

type Found = Awaited<ReturnType<typeof paidByDay>>

const total = (rows: Found, currency: string) => ({
  count: rows.reduce((sum, { count }) => sum + count, 0),
  amount: money(
    rows.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    currency,
  ),
})

/** Paid orders of today and of the last seven days, in the days of the given time zone; test and live never mixed. */
export async function readSales(
  tx: Tx,
  timeZone: string,
  now = new Date(),
): Promise<{ sales: Sales[]; days: DayOfSales[] }> {
  const days = lastDays(now, timeZone)
  const found = (await paidByDay(tx, now, timeZone)).filter(({ day }) => days.includes(day))
  const groups = [...new Set(found.map(({ mode, currency }) => `${mode} ${currency}`))]
  const sales = groups.map((group): Sales => {
    const [mode, currency] = group.split(' ') as ['test' | 'live', string]
    const rows = found.filter((row) => row.mode === mode && row.currency === currency)
    return {
      mode,
      currency,
      today: total(
        rows.filter(({ day }) => day === days.at(-1)),
        currency,
      ),
      week: total(rows, currency),
    }
  })
  const countOn = (day: string) => found.reduce((sum, row) => sum + (row.day === day ? row.count : 0), 0)
  return { sales, days: days.map((day) => ({ day, count: countOn(day) })) }
}

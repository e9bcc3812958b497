import { and, desc, eq, gt, isNotNull, lt, lte, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { entries, lines } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow, type Wallet, walletAccount } from './balance'

const day = z.iso.date().optional().catch(undefined)

export const StatementQuery = z.object({
  /** Whole days in the organization's time zone, both included; left out: since the beginning, until now. */
  since: day,
  until: day,
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .catch(undefined),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})
export type Period = { since?: string; until?: string }

/** A period as the query of an address, such as `?since=2026-11-01`; nothing for all time. */
export function queryOf({ since, until }: Period): string {
  const query = new URLSearchParams({ ...(since && { since }), ...(until && { until }) })
  return query.size ? `?${query}` : ''
}

/** One movement: `amount` is above zero for what came in. `cause` names what it was for. */
export type StatementRow = {
  seq: number
  at: Date
  text: string
  cause: string
  amount: bigint
  before: bigint
  after: bigint
}

/** What was in the wallet when the period began, what came and went, and what was in it at its end. */
export type Totals = { start: bigint; refilled: bigint; spent: bigint; end: bigint }

export type Statement = Page<StatementRow> & { totals: Totals; currency: Wallet['currency'] }

const startOf = (date: string, timezone: string, days = 0) =>
  sql`((${date}::date + ${days}::int)::timestamp at time zone ${timezone})`

/** From the first day of the month that it is there. */
export const thisMonth = (timezone: string): Period => ({
  since: `${new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(new Date()).slice(0, 7)}-01`,
})

type Figures = { seq: number; balance: bigint; refilled: bigint; spent: bigint }
const none: Figures = { seq: 0, balance: 0n, refilled: 0n, spent: 0n }

const ofWallet = (id: string) => and(eq(lines.account, walletAccount(id)), isNotNull(lines.seq))

/** The figures after the last line before a moment; without one, after the last line of all. */
async function figuresBefore(tx: Tx, walletId: string, moment?: SQL): Promise<Figures> {
  const [last] = await tx
    .select({ seq: lines.seq, balance: lines.balance, refilled: lines.refilled, spent: lines.spent })
    .from(lines)
    .where(and(ofWallet(walletId), moment && lt(lines.at, moment)))
    .orderBy(desc(lines.at), desc(lines.seq))
    .limit(1)
  return last ? (last as Figures) : none
}

type Bounds = { start: Figures; end: Figures }

/**
 * Where a period begins and ends in the account: two lines are read, however many lie between them. Days that are given
 * the wrong way round are turned.
 */
export async function boundsOf(
  tx: Tx,
  walletId: string,
  { since, until }: Period,
  timezone: string,
): Promise<Bounds> {
  const [first, last] = since && until && since > until ? [until, since] : [since, until]
  return {
    start: first ? await figuresBefore(tx, walletId, startOf(first, timezone)) : none,
    end: await figuresBefore(tx, walletId, last ? startOf(last, timezone, 1) : undefined),
  }
}

export const totalsOf = ({ start, end }: Bounds): Totals => ({
  start: start.balance,
  refilled: end.refilled - start.refilled,
  spent: end.spent - start.spent,
  end: end.balance,
})

/** The movements between two bounds, newest first. `after` is the `seq` of the last one that was seen. */
export async function findMovements(
  tx: Tx,
  walletId: string,
  { start, end }: Bounds,
  { after, size }: { after?: string; size: number },
): Promise<StatementRow[]> {
  const found = await tx
    .select({
      seq: lines.seq,
      at: lines.at,
      text: entries.text,
      cause: entries.cause,
      amount: lines.amount,
      balance: lines.balance,
    })
    .from(lines)
    .innerJoin(entries, eq(entries.id, lines.entryId))
    .where(
      and(
        eq(lines.account, walletAccount(walletId)),
        gt(lines.seq, start.seq),
        after ? lt(lines.seq, Math.min(Number(after), end.seq + 1)) : lte(lines.seq, end.seq),
      ),
    )
    .orderBy(desc(lines.seq))
    .limit(size)
  return found.map(({ seq, at, balance, amount, ...row }) => ({
    ...row,
    seq: seq!,
    at: at!,
    // A credit of the account is money of its owner.
    amount: -amount,
    before: balance! + amount,
    after: balance!,
  }))
}

/** What went through a wallet in a period, a page at a time. Throws `not_found`, also for staff of another company. */
export async function statementOf(
  ctx: Context,
  walletId: string,
  { after, size, ...period }: z.output<typeof StatementQuery>,
  timezone: string,
): Promise<Statement> {
  authorize(ctx, 'wallets:read')
  return inTenant(ctx, async (tx) => {
    const wallet = await getWalletRow(tx, walletId)
    const bounds = await boundsOf(tx, walletId, period, timezone)
    const rows = await findMovements(tx, walletId, bounds, { after, size: size + 1 })
    return {
      ...pageOf(rows, size, ({ seq }) => String(seq)),
      totals: totalsOf(bounds),
      currency: wallet.currency,
    }
  })
}

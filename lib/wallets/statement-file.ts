import { inTenant } from '@/db/tenant'
import { money, toDecimal } from '@/lib/core/money'
import { csvText } from '@/lib/sims/file/errors-file'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow } from './balance'
import { boundsOf, findMovements, type Period, type StatementRow } from './statement'

const perPart = 1_000
const titles = ['Date (UTC)', 'Description', 'Amount', 'Before', 'After', 'Currency']

/** The mark by which spreadsheets know UTF-8, and the first line. */
const head = `\uFEFF${titles.join(',')}\r\n`

/** Amounts are numbers, so that they can be summed; a text that a spreadsheet would run as a formula is made harmless. */
function lineOf({ at, text, amount, before, after }: StatementRow, currency: string): string {
  const numbers = [amount, before, after].map((each) => toDecimal(money(each, currency)))
  return `${[at.toISOString(), csvText(text), ...numbers, currency].join(',')}\r\n`
}

export type StatementFile = { fileName: string; csv: AsyncIterable<string> }

/**
 * What went through a wallet in a period as CSV, newest first, written while it is read, so at any length. Throws
 * `not_found`, also for a wallet of others, before the first line.
 */
export async function statementFile(
  ctx: Context,
  walletId: string,
  period: Period,
  timezone: string,
): Promise<StatementFile> {
  authorize(ctx, 'wallets:read')
  const { currency, bounds } = await inTenant(ctx, async (tx) => {
    const wallet = await getWalletRow(tx, walletId)
    await audit(tx, ctx, 'wallet.statementDownloaded', walletId, period)
    return { currency: wallet.currency, bounds: await boundsOf(tx, walletId, period, timezone) }
  })
  async function* csv() {
    yield head
    let after: string | undefined
    for (;;) {
      const page = { after, size: perPart }
      const rows = await inTenant(ctx, (tx) => findMovements(tx, walletId, bounds, page))
      if (rows.length) yield rows.map((row) => lineOf(row, currency)).join('')
      if (rows.length < perPart) return
      after = String(rows.at(-1)!.seq)
    }
  }
  const days = [period.since, period.until].filter(Boolean).join('-to-')
  return { fileName: `statement${days && `-${days}`}.csv`, csv: csv() }
}

import { entries, lines } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { invariant } from '@/lib/core/error'
import type { Money } from '@/lib/core/money'

/** `account` is a path such as `psp:con_...` or `sales`; an amount above zero is a debit. */
export type Line = { account: string; value: Money }

/**
 * Books one movement of money, once for each cause: the same cause again books nothing, and gives false. The lines must
 * sum to zero in each currency, which the database checks too. `text` is what a statement says of it.
 */
export async function postEntry(tx: Tx, cause: string, entry: readonly Line[], text = ''): Promise<boolean> {
  const sums = new Map<string, bigint>()
  for (const { value } of entry) sums.set(value.currency, (sums.get(value.currency) ?? 0n) + value.amount)
  for (const [currency, sum] of sums) invariant(sum === 0n, `${cause} is off by ${sum} ${currency}`)

  const [posted] = await tx
    .insert(entries)
    .values({ cause, text })
    .onConflictDoNothing({ target: [entries.tenantId, entries.cause] })
    .returning({ id: entries.id })
  if (posted)
    await tx
      .insert(lines)
      .values(entry.map(({ account, value }) => ({ entryId: posted.id, account, ...value })))
  return posted !== undefined
}

/** Moves `value` from one account to another. */
export const moveMoney = (tx: Tx, cause: string, value: Money, from: string, to: string, text = '') =>
  postEntry(
    tx,
    cause,
    [
      { account: to, value },
      { account: from, value: { ...value, amount: -value.amount } },
    ],
    text,
  )

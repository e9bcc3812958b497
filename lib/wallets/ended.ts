import { and, eq, isNull, lte, sql } from 'drizzle-orm'
import { grants } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { greaterOf, lesserOf, money } from '@/lib/core/money'
import { moveMoney } from '@/lib/ledger/post'
import { balanceOf, type Wallet, walletAccount } from './balance'

/**
 * Takes back out of a locked wallet what is left unspent of credit whose time is over. Given credit is spent first, so as
 * much of it as is held stays until the outcome of that is known, and is asked for again then; what a debit that came late
 * has used is gone.
 */
export async function takeEnded(tx: Tx, wallet: Wallet): Promise<void> {
  const over = and(isNull(grants.endedAt), lte(grants.expiresAt, sql`now()`))
  const due = await tx
    .select()
    .from(grants)
    .where(and(eq(grants.walletId, wallet.id), over))
    .orderBy(grants.expiresAt, grants.id)
  const { settled, held } = await balanceOf(tx, wallet)
  let [free, waiting] = [settled - held, held]
  for (const grant of due) {
    const kept = lesserOf(grant.rest, waiting)
    const back = greaterOf(lesserOf(grant.rest - kept, free), 0n)
    await takeBack(tx, wallet, grant, { kept, back })
    free -= back
    waiting -= kept
  }
}

async function takeBack(
  tx: Tx,
  wallet: Wallet,
  { id, rest, reason }: typeof grants.$inferSelect,
  { kept, back }: { kept: bigint; back: bigint },
): Promise<void> {
  await tx
    .update(grants)
    .set(kept > 0n ? { rest: kept } : { endedAt: new Date() })
    .where(eq(grants.id, id))
  if (back === 0n) return
  const text = `Credit has ended: ${reason}`
  const value = money(back, wallet.currency)
  await moveMoney(tx, `${id}:ended:${rest}`, value, 'credit', walletAccount(wallet.id), text)
}

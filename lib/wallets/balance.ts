import { and, desc, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { holds, lines, wallets } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'

export type Wallet = typeof wallets.$inferSelect

/** In minor units of the wallet's currency. `available` is what may be spent; below zero where a late debit came. */
export type Balance = { settled: bigint; held: bigint; available: bigint }

/** The account of a wallet in the ledger. */
export const walletAccount = (walletId: string): string => `wallet:${walletId}`

/** Throws `not_found`, also for staff of another company. */
export async function getWalletRow(tx: Tx, id: string): Promise<Wallet> {
  const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id))
  if (!wallet) throw notFound('wallet', id)
  return wallet
}

/** Locks a wallet: what is read of it afterwards holds until the end. The last lock that anybody takes. */
export async function lockWallet(tx: Tx, id: string): Promise<Wallet> {
  // Not a full `for update`: rows that refer to the wallet may be added meanwhile.
  const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id)).for('no key update')
  if (!wallet) throw notFound('wallet', id)
  return wallet
}

/** Counts as held: no outcome yet, and its time is not over. */
export const isHeld = () =>
  and(eq(holds.status, 'held'), or(isNull(holds.expiresAt), gt(holds.expiresAt, sql`now()`)))

/** What is in a wallet, what of it waits for an outcome, and what may be spent. */
export async function balanceOf(tx: Tx, { id, minimum }: Pick<Wallet, 'id' | 'minimum'>): Promise<Balance> {
  const [last] = await tx
    .select({ balance: lines.balance })
    .from(lines)
    .where(and(eq(lines.account, walletAccount(id)), isNotNull(lines.seq)))
    .orderBy(desc(lines.seq))
    .limit(1)
  const [sum] = await tx
    .select({ held: sql<string>`coalesce(sum(${holds.amount}), 0)` })
    .from(holds)
    .where(and(eq(holds.walletId, id), isHeld()))
  const settled = last?.balance ?? 0n
  const held = BigInt(sum!.held)
  return { settled, held, available: settled - held - minimum }
}

import { and, eq } from 'drizzle-orm'
import { wallets } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { lockWallet, type Wallet } from './balance'

/** The wallet of an end user in a currency and mode, made when there is none, and locked: the last lock that is taken. */
export async function walletOfEndUser(
  tx: Tx,
  endUserId: string,
  { currency, mode }: Pick<Wallet, 'currency' | 'mode'>,
): Promise<Wallet> {
  await tx.insert(wallets).values({ endUserId, currency, mode }).onConflictDoNothing()
  const [own] = await tx
    .select({ id: wallets.id })
    .from(wallets)
    .where(and(eq(wallets.endUserId, endUserId), eq(wallets.currency, currency), eq(wallets.mode, mode)))
  return lockWallet(tx, own!.id)
}

import { and, eq, lte, sql } from 'drizzle-orm'
import { holds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invariant } from '@/lib/core/error'
import { formatMoney, money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { balanceOf, lockWallet, type Wallet } from './balance'
import { takeEnded } from './ended'
import { expireHold } from './jobs'
import { askToRefill, assertCovered, assertEnabled, debit, type Spending } from './spend'

type Hold = typeof holds.$inferSelect
export type Holding = Omit<Spending, 'to'> & { expiresAt?: Date }

/**
 * Keeps money of a wallet for something whose outcome is not known yet; `expiresAt` left out, until it is known. The
 * same cause again is the same hold. Throws `precondition` for more than is available, or a wallet that is switched off.
 */
export async function hold(tx: Tx, walletId: string, holding: Holding): Promise<void> {
  const wallet = await lockWallet(tx, walletId)
  if (await findHold(tx, holding.cause)) return
  assertEnabled(wallet)
  assertCovered(wallet, await balanceOf(tx, wallet), holding.amount)
  const [made] = await tx
    .insert(holds)
    .values({ walletId, ...holding })
    .returning()
  const { id, tenantId, expiresAt } = made!
  if (expiresAt)
    await enqueue(tx, expireHold, { tenantId, holdId: id }, { runAt: expiresAt, key: `hold:${id}` })
  await askToRefill(tx, wallet)
}

/** The same for money that goes back the way it was paid: whatever is in the wallet, and of one that is switched off too. */
export async function holdBack(tx: Tx, walletId: string, holding: Holding): Promise<void> {
  await lockWallet(tx, walletId)
  await tx
    .insert(holds)
    .values({ walletId, ...holding })
    .onConflictDoNothing()
}

async function findHold(tx: Tx, cause: string): Promise<Hold | undefined> {
  const [found] = await tx.select().from(holds).where(eq(holds.cause, cause))
  return found
}

/** The hold of a cause under the lock of its wallet. */
async function lockHold(tx: Tx, cause: string): Promise<{ hold: Hold; wallet: Wallet } | null> {
  const found = await findHold(tx, cause)
  if (!found) return null
  const wallet = await lockWallet(tx, found.walletId)
  return { hold: (await findHold(tx, cause))!, wallet }
}

const end = (tx: Tx, { id }: Hold, status: Hold['status']) =>
  tx.update(holds).set({ status }).where(eq(holds.id, id))

/** Ends a hold of a locked wallet for which nothing more is taken: credit that ended meanwhile was waiting for this. */
async function letGo(tx: Tx, wallet: Wallet, hold: Hold, status: Hold['status']): Promise<void> {
  await end(tx, hold, status)
  await takeEnded(tx, wallet)
}

const isOver = ({ status, expiresAt }: Hold): boolean =>
  status !== 'held' || (expiresAt !== null && expiresAt <= new Date())

/**
 * What was held is spent, or the part of it that `amount` names; the rest is free again. Once: a repeat changes nothing.
 * Throws `conflict` for a hold that was released, or whose time was over.
 */
export async function capture(tx: Tx, cause: string, amount?: bigint): Promise<void> {
  const found = await lockHold(tx, cause)
  invariant(found, `nothing is held for ${cause}`)
  const { hold: held, wallet } = found
  if (held.status === 'captured') return
  if (isOver(held))
    throw new AppError('conflict', 'This money is not held any more: its time was over, or it was released.')
  const taken = amount ?? held.amount
  if (taken <= 0n || taken > held.amount) {
    const most = formatMoney(money(held.amount, wallet.currency))
    throw new AppError('precondition', `At most ${most} is held for this.`)
  }
  await end(tx, held, 'captured')
  const { text, createdAt } = held
  await debit(tx, wallet, { cause: `${cause}:captured`, amount: taken, text }, createdAt)
  await takeEnded(tx, wallet)
}

/** What was held is free again. Of a hold that has ended, or that there is none of, nothing changes. */
export async function release(tx: Tx, cause: string): Promise<void> {
  const found = await lockHold(tx, cause)
  if (found?.hold.status === 'held') await letGo(tx, found.wallet, found.hold, 'released')
}

/** A hold whose time is over holds nothing any more; this writes it down. */
export async function endHold(tenantId: string, holdId: string): Promise<void> {
  const isDue = and(eq(holds.id, holdId), eq(holds.status, 'held'), lte(holds.expiresAt, sql`now()`))
  await inTenant(tenantId, async (tx) => {
    const [due] = await tx.select().from(holds).where(isDue)
    const found = due && (await lockHold(tx, due.cause))
    if (found?.hold.status === 'held') await letGo(tx, found.wallet, found.hold, 'expired')
  })
}

/** What was held has gone out another way, and is booked already. */
export async function settleHold(tx: Tx, cause: string): Promise<void> {
  const found = await lockHold(tx, cause)
  if (found?.hold.status === 'held') await letGo(tx, found.wallet, found.hold, 'captured')
}

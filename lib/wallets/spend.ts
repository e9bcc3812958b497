import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { automaticRefills, entries, grants } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { AppError, invariant } from '@/lib/core/error'
import { formatMoney, lesserOf, money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { moveMoney } from '@/lib/ledger/post'
import { checkAutoRefill } from './asked'
import { type Balance, balanceOf, lockWallet, type Wallet, walletAccount } from './balance'

/** `cause` names what is paid, so that it is paid once; `text` is what the statement says of it. */
export type Spending = { cause: string; amount: bigint; text: string; to?: string }

/**
 * Takes money out of a wallet for what its owner buys. The same cause again takes nothing, and gives false. Throws
 * `precondition` for more than is available, and for a wallet that is switched off.
 */
export async function spend(tx: Tx, walletId: string, spending: Spending): Promise<boolean> {
  const wallet = await lockWallet(tx, walletId)
  if (await isBooked(tx, spending.cause)) return false
  assertEnabled(wallet)
  assertCovered(wallet, await balanceOf(tx, wallet), spending.amount)
  await debit(tx, wallet, spending)
  return true
}

/**
 * Takes out what was used already, such as traffic that a network tells of later: never lost, so it may take the wallet
 * below its minimum, which then counts as empty. The same cause again takes nothing, and gives false.
 */
export async function debitLate(tx: Tx, walletId: string, spending: Spending): Promise<boolean> {
  const wallet = await lockWallet(tx, walletId)
  if (await isBooked(tx, spending.cause)) return false
  await debit(tx, wallet, spending)
  return true
}

export function assertEnabled({ isEnabled }: Wallet): void {
  if (!isEnabled)
    throw new AppError('precondition', 'This wallet is switched off. Switch it on, or pay another way.')
}

/** Throws `precondition`, saying what there is and what is needed. */
export function assertCovered({ currency }: Wallet, { available }: Balance, amount: bigint): void {
  invariant(amount > 0n, 'only an amount above zero can be taken out of a wallet')
  if (amount <= available) return
  const say = (value: bigint) => formatMoney(money(value, currency))
  throw new AppError(
    'precondition',
    `The wallet has ${say(available > 0n ? available : 0n)} available, and ${say(amount)} is needed. Add money first.`,
    { available: available.toString() },
  )
}

/** True when money was moved for this already. */
export async function isBooked(tx: Tx, cause: string): Promise<boolean> {
  const found = await tx.select({ id: entries.id }).from(entries).where(eq(entries.cause, cause)).limit(1)
  return found.length > 0
}

/**
 * Every debit of a locked wallet, but for money that goes back the way it was paid, passes here. `at`: when it was
 * decided, which is before now for what was held first.
 */
export async function debit(
  tx: Tx,
  wallet: Wallet,
  { cause, amount, text, to }: Spending,
  at = new Date(),
): Promise<void> {
  const value = money(amount, wallet.currency)
  await moveMoney(tx, cause, value, to ?? 'sales', walletAccount(wallet.id), text)
  await drawGrants(tx, wallet.id, amount, at)
  await askToRefill(tx, wallet)
}

/** A wallet that refills itself is looked at soon; of many debits and holds at once that is one look. */
export async function askToRefill(tx: Tx, { id, tenantId }: Pick<Wallet, 'id' | 'tenantId'>): Promise<void> {
  const isOn = and(eq(automaticRefills.walletId, id), eq(automaticRefills.isOn, true))
  if (await tx.$count(automaticRefills, isOn))
    await enqueue(tx, checkAutoRefill, { tenantId, walletId: id }, { key: `autorefill:${id}` })
}

/** Given credit goes first, and of it what ends first; what had ended by then is spent no more. */
async function drawGrants(tx: Tx, walletId: string, amount: bigint, at: Date): Promise<void> {
  const isLive = or(isNull(grants.expiresAt), gt(grants.expiresAt, at))
  const live = await tx
    .select()
    .from(grants)
    .where(and(eq(grants.walletId, walletId), isNull(grants.endedAt), gt(grants.rest, 0n), isLive))
    .orderBy(sql`${grants.expiresAt} nulls last`, asc(grants.id))
  let open = amount
  for (const { id, rest } of live) {
    const used = lesserOf(rest, open)
    if (used === 0n) return
    open -= used
    await tx
      .update(grants)
      .set({ rest: rest - used })
      .where(eq(grants.id, id))
  }
}

import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import { grants, refunds } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { formatMoney, money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { submitRefund } from '@/lib/payments/jobs'
import { promiseRefund, type Refund, type RefundWish } from '@/lib/payments/refunds'
import { balanceOf, lockWallet, type Wallet } from '@/lib/wallets/balance'
import { holdBack, release, settleHold } from '@/lib/wallets/hold'
import type { Refill } from './settle'

const causeOf = (refundId: string) => `refund:${refundId}`

/** What of a wallet was paid in and can go back: not what is held, and not credit that was given. */
export async function refundableOf(tx: Tx, wallet: Wallet): Promise<bigint> {
  const { settled, held } = await balanceOf(tx, wallet)
  const [given] = await tx
    .select({ rest: sql<string>`coalesce(sum(${grants.rest}), 0)` })
    .from(grants)
    .where(and(eq(grants.walletId, wallet.id), isNull(grants.endedAt), gt(grants.rest, 0n)))
  return settled - held - BigInt(given!.rest)
}

/**
 * Promises to give a payment of a locked refill back, whole or in part, and asks for the job that does it. Out of a
 * wallet only as far as it has the money, which is held until the provider has answered. Throws `precondition` for more.
 */
export async function promiseRefillRefund(
  tx: Tx,
  refill: Refill,
  paymentId: string,
  wish: RefundWish,
): Promise<Refund> {
  const refund = await promiseRefund(tx, paymentId, wish)
  const wallet = await lockWallet(tx, refill.walletId)
  assertLeft(wallet, refund.amount, await refundableOf(tx, wallet))
  // What a person has paid by hand is out already.
  if (refund.destination === 'original') await submit(tx, refill, refund)
  return refund
}

/** The same for a second payment, whatever the wallet has: after it the wallet is as if there had been one. */
export async function giveSecondBack(tx: Tx, refill: Refill, paymentId: string): Promise<void> {
  const reason = 'The refill was paid twice; the second payment goes back.'
  await submit(tx, refill, await promiseRefund(tx, paymentId, { code: 'duplicate', reason }))
}

async function submit(tx: Tx, { tenantId, walletId }: Refill, { id, amount }: Refund): Promise<void> {
  await holdBack(tx, walletId, { cause: causeOf(id), amount, text: 'Refund' })
  await enqueue(tx, submitRefund, { tenantId, refundId: id }, { key: `refund:${id}` })
}

function assertLeft({ currency }: Wallet, amount: bigint, left: bigint): void {
  if (amount <= left) return
  const most = formatMoney(money(left > 0n ? left : 0n, currency))
  throw new AppError(
    'precondition',
    `The wallet has only ${most} left of what was paid in, so no more can go back.`,
    { left: left.toString() },
  )
}

/** What was held for refunds of a payment goes out with them, or is free again when they failed. */
export async function followRefunds(tx: Tx, paymentId: string): Promise<void> {
  const all = await tx
    .select({ id: refunds.id, status: refunds.status })
    .from(refunds)
    .where(and(eq(refunds.paymentId, paymentId), inArray(refunds.status, [...gone, ...failed])))
  for (const { id, status } of all)
    await (isGone(status) ? settleHold(tx, causeOf(id)) : release(tx, causeOf(id)))
}

// As `applyRefund` books them: a refund that a bank still works on has left the wallet already.
const gone = ['pending', 'succeeded'] as const
const failed = ['failed', 'canceled'] as const
const isGone = (status: Refund['status']): boolean => (gone as readonly string[]).includes(status)

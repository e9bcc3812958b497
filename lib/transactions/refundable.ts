import { eq } from 'drizzle-orm'
import { type payments, refills } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { greaterOf, lesserOf, type Money, money } from '@/lib/core/money'
import { obstacleTo, refundedOf } from '@/lib/payments/refunds'
import { refundableOf } from '@/lib/refills/refund'
import { getWalletRow } from '@/lib/wallets/balance'

export type Refundable = {
  /** Of the payment, neither refunded nor promised. */
  left: Money
  /** What of it can go back: of a wallet no more than it still has. */
  most: Money
  /** Why none of it can, in words. */
  obstacle: string | null
}

/** What of a payment can be refunded, or why nothing. */
export async function refundableIn(tx: Tx, payment: typeof payments.$inferSelect): Promise<Refundable> {
  const { id, received, refillId, currency } = payment
  const left = greaterOf(received - (await refundedOf(tx, id)), 0n)
  const most = refillId ? lesserOf(left, await inWalletOf(tx, refillId)) : left
  return {
    ...{ left: money(left, currency), most: money(most, currency) },
    obstacle: (await obstacleTo(tx, payment)) ?? (most > 0n ? null : left > 0n ? spent : gone),
  }
}

const gone = 'All of it went back already, or is on its way.'
const spent = 'The money has left the wallet since, or is held there: nothing of it can go back now.'

async function inWalletOf(tx: Tx, refillId: string): Promise<bigint> {
  const [refill] = await tx.select().from(refills).where(eq(refills.id, refillId))
  return greaterOf(await refundableOf(tx, await getWalletRow(tx, refill!.walletId)), 0n)
}

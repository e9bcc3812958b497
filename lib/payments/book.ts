import { eq } from 'drizzle-orm'
import { type payments, refills } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { type Money, money } from '@/lib/core/money'
import { moveMoney } from '@/lib/ledger/post'
import type { DisputeMovement } from './states'

type Payment = typeof payments.$inferSelect

/** Who holds the money for us: the provider, or the wallet that it was paid from. */
const pspAccount = ({ walletId, connectionId }: Payment) =>
  walletId ? `wallet:${walletId}` : `psp:${connectionId}`

/** Money that goes back: of a sale it is counted apart, out of a wallet it is gone. */
const backAccount = ({ account }: Payment) => (account === 'sales' ? 'refunds' : account)

export const paidCause = (paymentId: string) => `${paymentId}:paid`

/** What the statement of a wallet calls a refill. */
export const refillText = (comment: string): string => (comment ? `Refill: ${comment}` : 'Refill')

/** The provider holds the buyer's money for us. */
export async function bookPaid(tx: Tx, payment: Payment, received: Money): Promise<void> {
  const { id, account, refillId } = payment
  const [refill] = refillId ? await tx.select().from(refills).where(eq(refills.id, refillId)) : []
  const text = refillText(refill?.comment ?? '')
  await moveMoney(tx, paidCause(id), received, account, pspAccount(payment), text)
}

export const feeCause = (paymentId: string, chargeExternalId: string) =>
  `${paymentId}:fee:${chargeExternalId}`

/** What the provider keeps of a charge; in the currency of its settlement. */
export const bookFee = (tx: Tx, payment: Payment, chargeExternalId: string, fee: Money) =>
  moveMoney(tx, feeCause(payment.id, chargeExternalId), fee, pspAccount(payment), 'fees')

export const bookRefund = (tx: Tx, payment: Payment, refundId: string, value: Money) =>
  moveMoney(tx, `${refundId}:refunded`, value, pspAccount(payment), backAccount(payment), 'Refunded')

/** It went into a wallet: what the provider holds is not touched. */
export const bookCredited = (
  tx: Tx,
  payment: Payment,
  { id, amount, currency }: { id: string; amount: bigint; currency: string },
  wallet: string,
) =>
  moveMoney(tx, `${id}:refunded`, money(amount, currency), wallet, backAccount(payment), 'Refund of an order')

/** A person paid it back from elsewhere: what the provider holds is not touched. */
export const bookPaidBack = (
  tx: Tx,
  payment: Payment,
  { id, amount, currency }: { id: string; amount: bigint; currency: string },
) =>
  moveMoney(
    tx,
    `${id}:refunded`,
    money(amount, currency),
    'paid_by_hand',
    backAccount(payment),
    'Paid back by hand',
  )

/** A refund may fail up to 30 days after it succeeded: the money is back with the provider. */
export const bookRefundFailed = (tx: Tx, payment: Payment, refundId: string, value: Money) =>
  moveMoney(
    tx,
    `${refundId}:failed`,
    value,
    backAccount(payment),
    pspAccount(payment),
    'The refund failed: the money is back',
  )

/** What a bank takes back: of a sale it is counted apart; out of a wallet it is gone, in the currency of the wallet. */
const disputedAccount = ({ account, currency }: Payment, value: Money) =>
  account !== 'sales' && value.currency === currency ? account : 'disputes'

/** Each movement of a dispute by itself, and the fee for it too. Says whether it was new. */
export async function bookDispute(
  tx: Tx,
  payment: Payment,
  disputeId: string,
  { externalId, kind, amount, fee }: DisputeMovement,
): Promise<boolean> {
  const cause = `${disputeId}:${externalId}`
  const [psp, disputed] = [pspAccount(payment), disputedAccount(payment, amount)]
  const [from, to] = kind === 'withdrawn' ? [psp, disputed] : [disputed, psp]
  const text = kind === 'withdrawn' ? 'Taken back by the bank' : 'Given back by the bank'
  const isNew = await moveMoney(tx, cause, amount, from, to, text)
  const feeText = kind === 'withdrawn' ? 'Fee of a dispute' : 'Fee of a dispute given back'
  if (fee) await moveMoney(tx, `${cause}:fee`, fee, psp, 'dispute_fees', feeText)
  return isNew
}

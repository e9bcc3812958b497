import type { payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Money } from '@/lib/core/money'
import { moveMoney } from '@/lib/ledger/post'

type Payment = typeof payments.$inferSelect

const pspAccount = (payment: Payment) => `psp:${payment.connectionId}`

/** Money that goes back: of a sale it is counted apart, out of a wallet it is gone. */
const backAccount = ({ account }: Payment) => (account === 'sales' ? 'refunds' : account)

/** The provider holds the buyer's money for us. */
export const bookPaid = (tx: Tx, payment: Payment, received: Money) =>
  moveMoney(tx, `${payment.id}:paid`, received, payment.account, pspAccount(payment), 'Refill')

export const feeCause = (paymentId: string, chargeExternalId: string) =>
  `${paymentId}:fee:${chargeExternalId}`

/** What the provider keeps of a charge; in the currency of its settlement. */
export const bookFee = (tx: Tx, payment: Payment, chargeExternalId: string, fee: Money) =>
  moveMoney(tx, feeCause(payment.id, chargeExternalId), fee, pspAccount(payment), 'fees')

export const bookRefund = (tx: Tx, payment: Payment, refundId: string, value: Money) =>
  moveMoney(tx, `${refundId}:refunded`, value, pspAccount(payment), backAccount(payment), 'Refunded')

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

import type { ChargeState, DisputeState, Mode, PaymentState, PaymentStatus, RefundState } from '../../states'
import { unpack } from './custom'
import { fromWire } from './exponent'
import type { WireCheckout, WireRow, WireTransaction } from './wire'

/** Where the buyer of a checkout goes on (psp.md 5.3); `commit` says that pressing there is paying. */
export const pageOf = (checkout: string, token: string): string =>
  `${checkout}?cmd=_express-checkout&useraction=commit&token=${encodeURIComponent(token)}`

/** A checkout for which no money has moved -> our state. Pure. */
export function toOpenState(found: WireCheckout, checkout: string, mode: Mode): PaymentState {
  const amount = fromWire(found.amount, found.currency)
  const isBusy = found.status === 'PaymentActionInProgress'
  return {
    externalId: found.token,
    status: isBusy ? 'pending' : 'requires_action',
    awaitsCompletion: found.status === 'PaymentActionNotInitiated' && Boolean(found.payerId),
    amount,
    received: { ...amount, amount: 0n },
    mode,
    metadata: unpack(found.custom).metadata,
    clientSecret: null,
    redirectUrl: isBusy ? null : pageOf(checkout, found.token),
    charges: [],
    refunds: [],
    disputes: [],
    captureBefore: null,
    canceledBecause: null,
  }
}

// psp.md 8.1. A refund or a reversal leaves the payment paid; what is unknown counts as pending.
const statuses: Record<string, PaymentStatus> = {
  Completed: 'paid',
  PartiallyRefunded: 'paid',
  Refunded: 'paid',
  Reversed: 'paid',
  CanceledReversal: 'paid',
  Denied: 'failed',
  Failed: 'failed',
  Voided: 'canceled',
  Expired: 'canceled',
}

const statusOf = ({ status, pendingReason }: WireTransaction): PaymentStatus =>
  status === 'Pending' && pendingReason.toLowerCase() === 'authorization'
    ? 'authorized'
    : (statuses[status] ?? 'pending')

/** What came after a payment: rows of the history that name it. */
export type Aftermath = { refunds: RefundState[]; reversal: WireRow | undefined }

const dayMs = 86_400_000

/** A transaction and what came after it -> our state. Pure. */
export function toState(found: WireTransaction, { refunds, reversal }: Aftermath, mode: Mode): PaymentState {
  const status = statusOf(found)
  const amount = fromWire(found.amount, found.currency)
  const { metadata, token } = unpack(found.custom)
  return {
    externalId: found.id,
    // A capture has an authorization before it, a payment the token of its checkout.
    formerExternalId: found.parentId ?? token,
    status,
    amount,
    received: status === 'paid' ? amount : { ...amount, amount: 0n },
    mode,
    metadata,
    madeAt: found.at,
    clientSecret: null,
    redirectUrl: null,
    charges: chargesOf(found, status),
    refunds,
    disputes: disputesOf(found, reversal),
    captureBefore: status === 'authorized' ? new Date(found.at.getTime() + 29 * dayMs) : null,
    canceledBecause: status === 'canceled' ? found.status.toLowerCase() : null,
  }
}

const chargeStatus: Partial<Record<PaymentStatus, ChargeState['status']>> = {
  pending: 'pending',
  authorized: 'pending',
  paid: 'succeeded',
  failed: 'failed',
}

function chargesOf(found: WireTransaction, status: PaymentStatus): ChargeState[] {
  const known = chargeStatus[status]
  if (!known) return []
  const amount = fromWire(found.amount, found.currency)
  const fee = known === 'succeeded' && found.fee ? fromWire(found.fee, found.currency) : null
  return [
    {
      externalId: found.id,
      status: known,
      amount,
      at: found.at,
      method: found.paymentType === 'echeck' ? 'echeck' : 'paypal',
      brand: null,
      last4: null,
      country: found.country ?? null,
      declineCode: known === 'failed' ? found.status.toLowerCase() : null,
      message: known === 'failed' ? `PayPal says: ${found.status}.` : null,
      buyerMessage: known === 'failed' ? 'The payment did not go through.' : null,
      fee,
      net: fee && { ...amount, amount: amount.amount - fee.amount },
    },
  ]
}

const reasons: Record<string, string> = {
  buyercomplaint: 'complaint of the buyer',
  chargeback: 'chargeback',
  guarantee: 'money-back guarantee',
  refund: 'refund',
}

/** The classic API knows no cases: what a payment itself says is whether its money was taken back. */
function disputesOf(found: WireTransaction, reversal: WireRow | undefined): DisputeState[] {
  if (found.status !== 'Reversed' && found.status !== 'CanceledReversal') return []
  const taken = fromWire(reversal?.amount ?? found.amount, found.currency)
  const amount = taken.amount < 0n ? -taken.amount : taken.amount
  const reason = reasons[found.reason.replace(/[^a-z]/gi, '').toLowerCase()]
  return [
    {
      externalId: `${found.id}:reversal`,
      status: found.status === 'Reversed' ? 'lost' : 'won',
      amount: { ...taken, amount },
      reason: reason ?? 'reversal',
      dueBy: null,
      isRefundable: false,
      at: reversal?.at ?? found.at,
    },
  ]
}

/** Our refund id goes with the note of a refund, at its end. */
export const noteFor = (reason: string | undefined, reference: string): string =>
  `${(reason ?? 'Refund').slice(0, 200)} [${reference}]`

const refundStatus: Record<string, RefundState['status']> = {
  Completed: 'succeeded',
  Refunded: 'succeeded',
  Processed: 'succeeded',
  Failed: 'failed',
  Denied: 'failed',
  Expired: 'failed',
  Canceled: 'canceled',
}

export function toRefund(found: WireTransaction): RefundState {
  const { amount, currency } = fromWire(found.amount, found.currency)
  const [, reason, reference] = /^(.*?)\s*\[(\w+)\]$/.exec(found.note ?? '') ?? []
  const status = refundStatus[found.status] ?? 'pending'
  return {
    externalId: found.id,
    status,
    amount: { amount: amount < 0n ? -amount : amount, currency },
    reason: reason ?? found.note ?? null,
    reference: reference ?? null,
    failureReason: status === 'failed' ? 'The refund did not reach the buyer.' : null,
    at: found.at,
  }
}

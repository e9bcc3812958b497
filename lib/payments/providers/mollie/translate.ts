import type { ChargeState, DisputeState, PaymentState, PaymentStatus, RefundState } from '../../states'
import { buyerMessageOf, isHopeless } from './decline'
import { fromWire } from './exponent'
import type { WireChargeback, WirePayment, WireRefund } from './wire'

/** The keys in a refund's metadata under which our own refund id and reason travel. */
export const REFERENCE = 'simyard_refund'
export const REASON = 'simyard_reason'

// docs.mollie.com/docs/status-change: a refund or chargeback leaves the payment `paid`.
const ended: Record<string, PaymentStatus> = {
  pending: 'pending',
  authorized: 'authorized',
  paid: 'paid',
  failed: 'failed',
  canceled: 'canceled',
  expired: 'expired',
}

const refundStatus: Record<string, RefundState['status']> = {
  queued: 'pending',
  pending: 'pending',
  processing: 'pending',
  refunded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
}

const byAge = (a: { at: Date }, b: { at: Date }) => a.at.getTime() - b.at.getTime()

/** An open bank transfer was begun by its buyer, and only the money is still to come. Unknown counts as pending. */
function statusOf({ status, method, sequenceType, _links }: WirePayment): PaymentStatus {
  if (status !== 'open') return ended[status] ?? 'pending'
  // Nobody is asked: it is on its way.
  if (method === 'banktransfer' || sequenceType === 'recurring') return 'pending'
  return _links.checkout ? 'requires_action' : 'created'
}

/** A payment and what is embedded in it -> our state. Pure. */
export function toState(payment: WirePayment): PaymentState {
  const status = statusOf(payment)
  const amount = fromWire(payment.amount)
  const { refunds = [], chargebacks = [] } = payment._embedded ?? {}
  return {
    externalId: payment.id,
    status,
    amount,
    received: status === 'paid' ? amount : { ...amount, amount: 0n },
    mode: payment.mode,
    metadata: payment.metadata,
    madeAt: payment.createdAt,
    clientSecret: null,
    redirectUrl: payment._links.checkout?.href ?? null,
    charges: chargesOf(payment, status),
    refunds: refunds.map(toRefund).sort(byAge),
    disputes: chargebacks.map(toDispute).sort(byAge),
    captureBefore: payment.captureBefore ?? null,
    canceledBecause: status === 'expired' ? 'expired' : null,
  }
}

const chargeStatus: Partial<Record<PaymentStatus, ChargeState['status']>> = {
  pending: 'pending',
  authorized: 'pending',
  paid: 'succeeded',
  failed: 'failed',
}

/** At Mollie a payment is one attempt, so it is its own charge. Fees are only in settlements, which a key cannot read. */
function chargesOf(payment: WirePayment, status: PaymentStatus): ChargeState[] {
  const known = chargeStatus[status]
  if (!known) return []
  const { details, method, statusReason } = payment
  const hasFailed = known === 'failed'
  const reason = details?.failureReason ?? statusReason?.code ?? null
  return [
    {
      externalId: payment.id,
      status: known,
      amount: fromWire(payment.amount),
      at: payment.paidAt ?? payment.failedAt ?? payment.createdAt,
      method: method === 'creditcard' ? 'card' : (method ?? null),
      brand: details?.cardLabel?.toLowerCase() ?? null,
      last4: details?.cardNumber?.slice(-4) ?? null,
      country: details?.cardCountryCode ?? payment.countryCode ?? null,
      declineCode: hasFailed ? reason : null,
      message: hasFailed ? (statusReason?.message ?? null) : null,
      buyerMessage: hasFailed ? buyerMessageOf(reason) : null,
      isHopeless: hasFailed && isHopeless(reason),
      fee: null,
      net: null,
    },
  ]
}

export function toRefund(refund: WireRefund): RefundState {
  const status = refundStatus[refund.status] ?? 'pending'
  return {
    externalId: refund.id,
    status,
    amount: fromWire(refund.amount),
    reason: refund.metadata[REASON] ?? refund.description ?? null,
    reference: refund.metadata[REFERENCE] ?? null,
    failureReason: status === 'failed' ? 'The bank of the buyer sent the money back.' : null,
    at: refund.createdAt,
  }
}

/** The money is gone until the bank gives it back; there is nothing to answer to with an API key. */
export const toDispute = ({ id, amount, reason, createdAt, reversedAt }: WireChargeback): DisputeState => ({
  externalId: id,
  status: reversedAt ? 'won' : 'lost',
  amount: fromWire(amount),
  reason: reason?.description ?? 'chargeback',
  dueBy: null,
  isRefundable: false,
  movements: [
    { externalId: `${id}:taken`, kind: 'withdrawn', amount: fromWire(amount), fee: null, at: createdAt },
    ...(reversedAt
      ? [
          {
            externalId: `${id}:reversed`,
            kind: 'reinstated' as const,
            amount: fromWire(amount),
            fee: null,
            at: reversedAt,
          },
        ]
      : []),
  ],
  at: createdAt,
})

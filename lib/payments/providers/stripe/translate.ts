import type Stripe from 'stripe'
import type {
  DisputeMovement,
  DisputeState,
  FraudWarning,
  PaymentState,
  PaymentStatus,
  RefundState,
} from '../../states'
import { toCharge } from './charge'
import { amountsOf, fromWire } from './exponent'
import { idOf } from './id-of'
import { methodOf } from './translate-saved'

/** What was read besides the intent itself. */
export type Parts = {
  charges: Stripe.Charge[]
  refunds: Stripe.Refund[]
  disputes: Stripe.Dispute[]
  warnings?: Stripe.Radar.EarlyFraudWarning[]
}

/** The keys in a refund's metadata under which our own refund id and reason travel. */
export const REFERENCE = 'simyard_refund'
export const REASON = 'simyard_reason'

// docs.stripe.com/payments/paymentintents/lifecycle: a declined attempt leaves the intent open for the next card.
const status: Record<string, PaymentStatus> = {
  requires_payment_method: 'created',
  requires_confirmation: 'created',
  requires_action: 'requires_action',
  processing: 'pending',
  requires_capture: 'authorized',
  succeeded: 'paid',
  canceled: 'canceled',
}

const refundStatuses = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'] as const

const at = (seconds: number) => new Date(seconds * 1000)

const byAge = (a: { at: Date }, b: { at: Date }) => a.at.getTime() - b.at.getTime()

/** The charge when it was expanded; null when there is none or only its id. */
export const latestOf = ({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | null =>
  charge && typeof charge === 'object' ? charge : null

/** An intent and what belongs to it -> our state. Pure; an unknown status counts as pending until the next read. */
export function toState(intent: Stripe.PaymentIntent, parts: Parts): PaymentState {
  const latest = latestOf(intent)
  const kept = methodOf(intent, latest)
  return {
    externalId: intent.id,
    status: statusOf(intent),
    ...(kept && { savedMethod: kept }),
    amount: fromWire(intent.amount, intent.currency),
    received: fromWire(receivedOf(intent), intent.currency),
    mode: intent.livemode ? 'live' : 'test',
    metadata: intent.metadata ?? {},
    madeAt: at(intent.created),
    clientSecret: intent.client_secret,
    redirectUrl: intent.next_action?.redirect_to_url?.url ?? null,
    charges: parts.charges.map((charge) => toCharge(charge, intent.last_payment_error)).sort(byAge),
    refunds: parts.refunds
      .filter((each) => !isRelease(each, intent, parts.charges))
      .map(toRefund)
      .sort(byAge),
    disputes: parts.disputes.map(toDispute).sort(byAge),
    ...(parts.warnings && { fraudWarnings: parts.warnings.map(toWarning).sort(byAge) }),
    captureBefore: intent.status === 'requires_capture' ? deadlineOf(latest) : null,
    canceledBecause: intent.cancellation_reason,
  }
}

// A charge without its owner that the bank wants to see its owner for: its secret lets the owner confirm it after all.
function statusOf(intent: Stripe.PaymentIntent): PaymentStatus {
  const isOwnerWanted = intent.last_payment_error?.code === 'authentication_required'
  if (intent.status === 'requires_payment_method' && isOwnerWanted) return 'requires_action'
  return status[intent.status] ?? 'pending'
}

// A bank transfer may come in parts: what is there already is said by what is still to come.
function receivedOf({ amount, amount_received, next_action }: Stripe.PaymentIntent): number {
  const left = next_action?.display_bank_transfer_instructions?.amount_remaining
  return amount_received || (left ? amount - left : 0)
}

// A hold that is let go looks like a refund, but no money was ever taken.
function isRelease(refund: Stripe.Refund, intent: Stripe.PaymentIntent, charges: Stripe.Charge[]): boolean {
  const charge = charges.find(({ id }) => id === idOf(refund.charge))
  return intent.capture_method === 'manual' && charge !== undefined && !charge.captured
}

function deadlineOf(charge: Stripe.Charge | null): Date | null {
  const seconds = charge?.payment_method_details?.card?.capture_before
  return seconds ? at(seconds) : null
}

export function toRefund(refund: Stripe.Refund): RefundState {
  return {
    externalId: refund.id,
    status: refundStatuses.find((known) => known === refund.status) ?? 'pending',
    amount: fromWire(refund.amount, refund.currency),
    reason: refund.metadata?.[REASON] ?? refund.reason,
    reference: refund.metadata?.[REFERENCE] ?? null,
    failureReason: refund.failure_reason ?? null,
    pendingReason: refund.pending_reason ?? null,
    networkReference: refund.destination_details?.card?.reference ?? null,
    at: at(refund.created),
  }
}

/** Whether it was won is said by the status alone: money given back for a while does not mean won. */
export function toDispute(dispute: Stripe.Dispute): DisputeState {
  const dueBy = dispute.evidence_details?.due_by
  return {
    externalId: dispute.id,
    status: dispute.status,
    amount: fromWire(dispute.amount, dispute.currency),
    reason: dispute.reason,
    dueBy: dueBy ? at(dueBy) : null,
    isRefundable: dispute.is_charge_refundable,
    submissions: dispute.evidence_details?.submission_count ?? 0,
    movements: dispute.balance_transactions.map(toMovement),
    at: at(dispute.created),
  }
}

/** In the currency of the settlement, which need not be that of the dispute. */
function toMovement(row: Stripe.BalanceTransaction): DisputeMovement {
  return {
    externalId: row.id,
    kind: row.amount < 0 ? 'withdrawn' : 'reinstated',
    amount: fromWire(Math.abs(row.amount), row.currency),
    fee: row.fee ? amountsOf(row).fee : null,
    at: at(row.created),
  }
}

const toWarning = (warning: Stripe.Radar.EarlyFraudWarning): FraudWarning => ({
  externalId: warning.id,
  kind: warning.fraud_type,
  isActionable: warning.actionable,
  at: at(warning.created),
})

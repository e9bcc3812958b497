import type Stripe from 'stripe'
import type { BalanceLine, PayoutState } from '../../states'
import { amountsOf, fromWire } from './exponent'
import { idOf } from './id-of'

const statuses = ['pending', 'in_transit', 'paid', 'failed', 'canceled'] as const

const at = (seconds: number) => new Date(seconds * 1000)

/** A payout -> ours. A status that is new to us counts as pending until the next read. */
export function toPayout(payout: Stripe.Payout): PayoutState {
  return {
    externalId: payout.id,
    status: statuses.find((known) => known === payout.status) ?? 'pending',
    amount: fromWire(payout.amount, payout.currency),
    arrivesAt: at(payout.arrival_date),
    isAutomatic: payout.automatic,
    isItemized: payout.automatic && payout.reconciliation_status === 'completed',
    failureReason: payout.failure_message ?? payout.failure_code,
    at: at(payout.created),
  }
}

// docs.stripe.com/reports/reporting-categories: what a line is, while `type` says only how it was booked.
const kinds: Record<string, BalanceLine['kind']> = {
  charge: 'charge',
  refund: 'refund',
  refund_failure: 'refund_failed',
  dispute: 'dispute',
  dispute_reversal: 'dispute_reversal',
  fee: 'fee',
  payout: 'payout',
  payout_reversal: 'payout',
}

/** A balance transaction -> a line of the provider's books; its source must have been expanded. */
export function toLine(row: Stripe.BalanceTransaction): BalanceLine {
  return {
    externalId: row.id,
    kind: kinds[row.reporting_category] ?? 'other',
    source: idOf(row.source),
    paymentExternalId: paymentOf(row.source),
    ...amountsOf(row),
    at: at(row.created),
  }
}

/** Of a charge, a refund or a dispute. */
function paymentOf(source: Stripe.BalanceTransaction['source']): string | null {
  if (!source || typeof source === 'string' || !('payment_intent' in source)) return null
  return idOf(source.payment_intent as string | { id: string } | null)
}

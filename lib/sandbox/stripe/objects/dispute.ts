import { type Call, change, later } from '../call'
import { emit } from '../events'
import { newId } from '../ids'
import type { BalanceTransaction, Charge, Dispute, Warning } from '../shape'
import { book } from './balance-transaction'

const day = 86_400
const disputeFee = 1500

type Opening = { reason: string; amount?: number }

const inquiry = { reason: 'fraudulent', network: '10.4', isInquiry: true }
const openings: Record<string, { reason: string; network: string; isInquiry?: boolean }> = {
  inquiry,
  several: { reason: 'fraudulent', network: '10.4' },
  fraudulent: { reason: 'fraudulent', network: '10.4' },
  product_not_received: { reason: 'product_not_received', network: '13.1' },
}

const evidenceFields =
  'access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text'.split(
    ' ',
  )

export const evidenceNames: readonly string[] = evidenceFields

const noEvidence = (): Dispute['evidence'] => ({
  ...(Object.fromEntries(evidenceFields.map((name) => [name, null])) as unknown as Dispute['evidence']),
  enhanced_evidence: {},
})

export const isInquiry = ({ status }: Dispute) => status.startsWith('warning_')

function withdraw(call: Call, charge: Charge, dispute: string, amount: number): BalanceTransaction {
  return book(call, {
    type: 'adjustment',
    category: 'dispute',
    source: dispute,
    amount: -amount,
    currency: charge.currency,
    fee: disputeFee,
    feeText: 'Dispute fee',
    description: `Chargeback withdrawal for ${charge.id}`,
  })
}

function disputeOf(call: Call, charge: Charge, { reason, amount = charge.amount }: Opening): Dispute {
  const opening = openings[reason] ?? { reason, network: '10.4' }
  const due = (Math.floor(call.kernel.now() / day) + 8) * day - 1
  const card = charge.payment_method_details?.card
  const caseType = opening.isInquiry ? 'inquiry' : 'chargeback'
  const brand = card?.brand ?? 'visa'
  const cardPart = {
    brand,
    case_type: caseType,
    network: brand,
    network_reason_code: opening.network,
  } as const
  return {
    id: newId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: call.kernel.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(),
    evidence_details: {
      due_by: due,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: opening.isInquiry === true,
    livemode: call.scope.livemode,
    metadata: {},
    network_reason_code: opening.network,
    payment_intent: charge.payment_intent,
    ...(card && { payment_method_details: { card: cardPart, type: 'card' as const } }),
    reason: opening.reason,
    status: opening.isInquiry ? 'warning_needs_response' : 'needs_response',
  }
}

/** A buyer's bank asks (inquiry: no money moves) or takes the money back. */
export function openDispute(call: Call, chargeId: string, opening: Opening): Dispute {
  const charge = call.store.get(call.scope, 'charge', chargeId)
  const fresh = disputeOf(call, charge, opening)
  const rows = isInquiry(fresh) ? [] : [withdraw(call, charge, fresh.id, fresh.amount)]
  const dispute = call.store.put(call.scope, 'dispute', { ...fresh, balance_transactions: rows } as Dispute)
  if (!isInquiry(dispute)) change(call, 'charge', charge, { disputed: true })
  emit(call, 'charge.dispute.created', dispute)
  if (!isInquiry(dispute)) emit(call, 'charge.dispute.funds_withdrawn', dispute)
  return dispute
}

/** The inquiry becomes a chargeback. */
export function escalate(call: Call, dispute: Dispute): Dispute {
  const charge = call.store.get(call.scope, 'charge', dispute.charge)
  change(call, 'charge', charge, { disputed: true })
  const row = withdraw(call, charge, dispute.id, dispute.amount)
  const escalated = change(call, 'dispute', dispute, {
    balance_transactions: [...dispute.balance_transactions, row] as Dispute['balance_transactions'],
    is_charge_refundable: false,
    status: 'needs_response',
  })
  emit(call, 'charge.dispute.updated', escalated, { status: dispute.status })
  emit(call, 'charge.dispute.funds_withdrawn', escalated)
  return escalated
}

export const isFinal = ({ status }: Dispute) =>
  ['won', 'lost', 'warning_closed', 'prevented'].includes(status)

/** The bank's word. Money comes back only where it was taken and the dispute is won. */
export function closeDispute(call: Call, dispute: Dispute, isWon: boolean): Dispute {
  if (isFinal(dispute)) return dispute
  if (isInquiry(dispute)) {
    const closed = change(call, 'dispute', dispute, { status: 'warning_closed' })
    emit(call, 'charge.dispute.closed', closed)
    return closed
  }
  const closed = change(call, 'dispute', dispute, {
    status: isWon ? 'won' : 'lost',
    balance_transactions: [
      ...dispute.balance_transactions,
      ...(isWon ? [reinstate(call, dispute)] : []),
    ] as Dispute['balance_transactions'],
  })
  emit(call, 'charge.dispute.closed', closed)
  if (isWon) emit(call, 'charge.dispute.funds_reinstated', closed)
  return closed
}

function reinstate(call: Call, dispute: Dispute): BalanceTransaction {
  return book(call, {
    type: 'adjustment',
    category: 'dispute_reversal',
    source: dispute.id,
    amount: dispute.amount,
    currency: dispute.currency,
    fee: -disputeFee,
    feeText: 'Dispute fee',
    description: `Chargeback reversal for ${dispute.charge}`,
  })
}

/** The evidence goes to the bank; what it says decides how the bank decides (docs: testing disputes). */
export function submitEvidence(call: Call, dispute: Dispute): Dispute {
  const said = dispute.evidence.uncategorized_text
  const count = dispute.evidence_details.submission_count + 1
  const details = {
    ...dispute.evidence_details,
    submission_count: count,
    submission_method: 'manual' as const,
  }
  const status = isInquiry(dispute) ? 'warning_under_review' : 'under_review'
  const submitted = change(call, 'dispute', dispute, { evidence_details: details, status })
  const verdicts: Record<string, string> = {
    winning_evidence: 'dispute_won',
    losing_evidence: 'dispute_lost',
    escalate_inquiry_evidence: 'dispute_escalates',
  }
  const verdict = verdicts[said ?? '']
  if (verdict) later(call, 1, verdict, dispute.id)
  return submitted
}

/** A warning can no longer be acted on once all the money is back. */
export function closeWarnings(call: Call, charge: Charge) {
  if (!charge.refunded) return
  for (const warning of call.store.list(call.scope, 'early_fraud_warning'))
    if (warning.charge === charge.id && warning.actionable) {
      const closed = change(call, 'early_fraud_warning', warning, { actionable: false })
      emit(call, 'radar.early_fraud_warning.updated', closed, { actionable: true })
    }
}

/** An issuer's early fraud warning. */
export function warn(call: Call, chargeId: string): Warning {
  const charge = call.store.get(call.scope, 'charge', chargeId)
  const warning = call.store.put(call.scope, 'early_fraud_warning', {
    id: newId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: call.kernel.now(),
    fraud_type: 'made_with_stolen_card',
    livemode: call.scope.livemode,
    ...(charge.payment_intent && { payment_intent: charge.payment_intent }),
  })
  emit(call, 'radar.early_fraud_warning.created', warning)
  return warning
}

import type { Call } from '../call'
import { newId } from '../ids'
import type { Charge, Dispute } from '../shape'

const day = 86_400
export type Opening = { reason: string; amount?: number }

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

/** A dispute as it is opened; nothing is kept or booked yet. */
export function disputeOf(call: Call, charge: Charge, { reason, amount = charge.amount }: Opening): Dispute {
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

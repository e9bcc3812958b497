import { type Call, change, later } from '../call'
import { invalid } from '../errors'
import { emit } from '../events'
import type { BalanceTransaction, Charge, Dispute } from '../shape'
import { book } from './balance-transaction'
import { disputeOf, type Opening } from './new-dispute'

const disputeFee = 1500

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

/** A buyer's bank asks (inquiry: no money moves) or takes the money back. */
export function openDispute(call: Call, chargeId: string, opening: Opening): Dispute {
  const charge = call.store.get(call.scope, 'charge', chargeId)
  if (charge.refunded) throw invalid(`Charge ${charge.id} has been refunded, so no bank can dispute it.`)
  const fresh = disputeOf(call, charge, opening)
  const rows = isInquiry(fresh) ? [] : [withdraw(call, charge, fresh.id, fresh.amount)]
  const dispute = call.store.put(call.scope, 'dispute', { ...fresh, balance_transactions: rows } as Dispute)
  if (!isInquiry(dispute)) change(call, 'charge', charge, { disputed: true })
  later(call, dispute.evidence_details.due_by! + 1 - call.kernel.now(), 'evidence_due', dispute.id)
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

/** Nobody answered in time: of an inquiry nothing is taken any more, and a dispute is lost. */
export function pastDue(call: Call, dispute: Dispute): Dispute {
  if (!dispute.status.endsWith('needs_response')) return dispute
  const late = change(call, 'dispute', dispute, {
    evidence_details: { ...dispute.evidence_details, past_due: true },
  })
  if (!isInquiry(late)) return closeDispute(call, late, false)
  emit(call, 'charge.dispute.updated', late)
  return late
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

import { amountText } from '../amounts'
import { type Call, change, later } from '../call'
import { cardByNumber } from '../cards'
import { ApiError, invalid } from '../errors'
import { emit } from '../events'
import { newId } from '../ids'
import type { Charge, Refund } from '../shape'
import { book } from './balance-transaction'
import { onBookCharge } from './charge'
import { closeWarnings } from './early-fraud-warning'

export type Refunding = { amount?: number; reason?: Refund['reason']; metadata?: Record<string, string> }

function refused(code: string | undefined, message: string, param?: string): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', code, message, param })
}

/** The bank has the money, or may yet keep it; what it gave back can be refunded. */
const isChargedBack = (call: Call, { id }: Charge): boolean =>
  call.store
    .list(call.scope, 'dispute')
    .some(
      ({ charge, is_charge_refundable, status }) =>
        charge === id && !is_charge_refundable && status !== 'won',
    )

function checkRefundable(call: Call, charge: Charge, amount: number) {
  if (charge.status !== 'succeeded' || !charge.captured)
    throw refused(
      undefined,
      `The charge ${charge.id} has not been captured. Cancel the PaymentIntent to release it.`,
    )
  if (isChargedBack(call, charge))
    throw refused('charge_disputed', `Charge ${charge.id} has been charged back; cannot issue a refund.`)
  const left = charge.amount_captured - refundedOf(charge)
  if (left <= 0) throw refused('charge_already_refunded', `Charge ${charge.id} has already been refunded.`)
  if (amount > left)
    throw invalid(
      `Refund amount (${amountText(amount, charge.currency)}) is greater than unrefunded amount on charge (${amountText(left, charge.currency)})`,
      'amount',
    )
}

/** What a partial capture released counts as refunded on the charge, and is not money that went back. */
const releasedOf = (charge: Charge) => charge.amount - charge.amount_captured
const refundedOf = (charge: Charge) => charge.amount_refunded - releasedOf(charge)

export const leftToRefund = (charge: Charge) => charge.amount_captured - refundedOf(charge)

function newRefund(call: Call, charge: Charge, amount: number, { reason, metadata }: Refunding): Refund {
  const isCard = charge.payment_method_details?.type === 'card'
  const card = {
    reference_status: 'pending',
    reference_type: 'acquirer_reference_number',
    type: 'refund' as const,
  }
  return {
    id: newId(isCard ? 're' : 'pyr'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: call.kernel.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: isCard ? { card, type: 'card' } : { type: 'sepa_bank_transfer' },
    metadata: metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }
}

function movement(refund: Refund, sign: 1 | -1) {
  return {
    type: sign > 0 ? 'refund_failure' : refund.id.startsWith('re_') ? 'refund' : 'payment_refund',
    category: sign < 0 ? 'refund' : 'refund_failure',
    source: refund.id,
    amount: sign * refund.amount,
    currency: refund.currency,
  } as const
}

function noteOnCharge(call: Call, charge: Charge, delta: number): Charge {
  const amount_refunded = charge.amount_refunded + delta
  return change(call, 'charge', charge, { amount_refunded, refunded: amount_refunded >= charge.amount })
}

/** Gives money back. Cards of 3.21 make it `pending` first, or let it fail after it has succeeded. */
export function refundCharge(call: Call, chargeId: string, refunding: Refunding): Refund {
  onBookCharge(call, chargeId)
  const charge = call.store.get(call.scope, 'charge', chargeId)
  const amount = refunding.amount ?? leftToRefund(charge)
  checkRefundable(call, charge, amount)
  const number = call.store.extra('payment_method', charge.payment_method ?? '').number ?? ''
  const behaviour = cardByNumber(number)?.refund
  const fresh = newRefund(call, charge, amount, refunding)
  const isPending = behaviour === 'pending'
  const row = isPending ? undefined : book(call, movement(fresh, -1))
  const refund = call.store.put(call.scope, 'refund', {
    ...fresh,
    balance_transaction: row?.id ?? null,
    ...(isPending && { pending_reason: 'processing' as const, status: 'pending' }),
  })
  const changed = noteOnCharge(call, charge, amount)
  emit(call, 'refund.created', refund)
  emit(call, 'charge.refunded', changed, {
    amount_refunded: charge.amount_refunded,
    refunded: charge.refunded,
  })
  closeWarnings(call, changed)
  if (isPending) later(call, 3, 'refund_succeeds', refund.id)
  if (behaviour === 'failing') later(call, 3, 'refund_fails', refund.id)
  return refund
}

function tellUpdate(call: Call, refund: Refund, status: string | null) {
  emit(call, 'refund.updated', refund, { status })
  emit(call, 'charge.refund.updated', refund, { status })
}

export function succeedRefund(call: Call, refund: Refund): Refund {
  if (refund.status !== 'pending') return refund
  const { pending_reason: _reason, ...rest } = refund
  const row = book(call, movement(refund, -1))
  const done = call.store.put(call.scope, 'refund', {
    ...rest,
    balance_transaction: row.id,
    status: 'succeeded',
  })
  tellUpdate(call, done, 'pending')
  return done
}

/** The bank gives the refund back, up to 30 days later (psp.md 3.13). */
export function failRefund(call: Call, refund: Refund): Refund {
  if (refund.status === 'failed' || refund.status === 'canceled') return refund
  const charge = call.store.get(call.scope, 'charge', refund.charge ?? '')
  const { pending_reason: _reason, ...rest } = refund
  const back = refund.balance_transaction ? book(call, movement(refund, 1)) : undefined
  const failed = call.store.put(call.scope, 'refund', {
    ...rest,
    ...(back && { failure_balance_transaction: back.id }),
    failure_reason: 'expired_or_canceled_card',
    status: 'failed',
  })
  noteOnCharge(call, charge, -refund.amount)
  emit(call, 'refund.failed', failed, { status: refund.status })
  tellUpdate(call, failed, refund.status)
  return failed
}

import { settle } from '../amounts'
import { type Call, change, later } from '../call'
import { cardByNumber } from '../cards'
import type { Decline } from '../declines'
import { emit } from '../events'
import type { Charge } from '../shape'
import { book, chargeFee } from './balance-transaction'
import { type Attempt, chargeId, methodDetails } from './charge-details'
import { outcomeOf } from './charge-outcome'

function newCharge(call: Call, attempt: Attempt, changes: Partial<Charge>): Charge {
  const { intent, method } = attempt
  const id = chargeId(method)
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: intent.application,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'SANDBOX',
    captured: false,
    created: call.kernel.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: call.scope.livemode,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(attempt),
    paid: true,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(call, attempt),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: `${call.kernel.url}/stripe/receipts/${id}`,
    refunded: false,
    refunds: null,
    review: null,
    shipping: intent.shipping as Charge['shipping'],
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: intent.transfer_group,
    ...changes,
  }
}

export function failedCharge(call: Call, attempt: Attempt, decline: Decline): Charge {
  const failed = { failure_code: decline.code, failure_message: decline.message, receipt_url: null }
  const why = outcomeOf(attempt, decline)
  const charge = newCharge(call, attempt, { ...failed, outcome: why, paid: false, status: 'failed' })
  call.store.put(call.scope, 'charge', charge)
  emit(call, 'charge.failed', charge)
  return charge
}

/** A delayed method: nobody knows yet how it ends. */
export function pendingCharge(call: Call, attempt: Attempt): Charge {
  const charge = newCharge(call, attempt, { paid: false, status: 'pending', outcome: null })
  call.store.put(call.scope, 'charge', charge)
  emit(call, 'charge.pending', charge)
  return charge
}

export function authorizedCharge(call: Call, attempt: Attempt): Charge {
  const charge = call.store.put(call.scope, 'charge', newCharge(call, attempt, {}))
  emit(call, 'charge.succeeded', charge)
  return charge
}

/** Books the money of a captured charge, once, and gives the charge its balance transaction. */
export function bookCharge(call: Call, charge: Charge): Charge {
  if (charge.balance_transaction) return charge
  const number = call.store.extra('payment_method', charge.payment_method ?? '').number ?? ''
  const amount = charge.amount_captured
  const row = book(call, {
    type: charge.payment_method_details?.type === 'card' ? 'charge' : 'payment',
    category: 'charge',
    source: charge.id,
    amount,
    currency: charge.currency,
    fee: chargeFee(settle(amount, charge.currency).amount),
    description: charge.description,
    isAvailableAtOnce: cardByNumber(number)?.isAvailableAtOnce,
  })
  return change(call, 'charge', charge, { balance_transaction: row.id })
}

/** `automatic_async`: fee and net come with `charge.updated`, a moment later (psp.md 3.11). */
export function capturedCharge(call: Call, attempt: Attempt): Charge {
  const { intent } = attempt
  const isAsync = intent.capture_method === 'automatic_async'
  const fresh = newCharge(call, attempt, { captured: true, amount_captured: intent.amount })
  const kept = call.store.put(call.scope, 'charge', fresh)
  const charge = isAsync ? kept : bookCharge(call, kept)
  if (isAsync) later(call, 1, 'book_charge', charge.id)
  emit(call, 'charge.succeeded', charge)
  return charge
}

export function onBookCharge(call: Call, id: string) {
  const charge = call.store.get(call.scope, 'charge', id)
  if (charge.balance_transaction) return
  const booked = bookCharge(call, charge)
  emit(call, 'charge.updated', booked, { balance_transaction: null })
}

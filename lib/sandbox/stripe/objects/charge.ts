import { settle } from '../amounts'
import { type Call, change, later } from '../call'
import { cardByNumber, type Decline } from '../cards'
import { emit } from '../events'
import { listOf, pageSpec } from '../page'
import { anyHash, isWithin, mergeMetadata, metadata, orUnset, range, text } from '../params'
import { route } from '../router'
import type { Charge } from '../shape'
import { book, chargeFee } from './balance-transaction'
import { fullShipping, shippingRule } from './billing'
import { type Attempt, chargeId, methodDetails } from './charge-details'

function outcome({ card }: Attempt, decline?: Decline): Charge['outcome'] {
  const isBlocked = decline?.decline_code === 'fraudulent'
  const none = { advice_code: null, network_advice_code: null, network_decline_code: null, reason: null }
  const risk = { risk_level: card?.risk ?? 'normal', risk_score: card?.risk ? 75 : 22 }
  if (!decline)
    return {
      ...none,
      ...risk,
      network_status: 'approved_by_network',
      seller_message: 'Payment complete.',
      type: 'authorized',
    }
  return {
    ...none,
    ...risk,
    advice_code: (decline.advice_code as 'try_again_later' | undefined) ?? null,
    network_decline_code: decline.network_decline_code ?? null,
    network_status: isBlocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: isBlocked ? 'highest_risk_level' : (decline.decline_code ?? decline.code),
    seller_message: isBlocked
      ? 'Stripe blocked this payment as too risky.'
      : 'The bank did not return any further details with this decline.',
    type: isBlocked ? 'blocked' : 'issuer_declined',
  }
}

function newCharge(call: Call, attempt: Attempt, changes: Partial<Charge>): Charge {
  const { intent, method } = attempt
  const id = chargeId(method)
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
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
    outcome: outcome(attempt),
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
  const why = outcome(attempt, decline)
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

const updateSpec = {
  description: orUnset(text()),
  metadata,
  receipt_email: orUnset(text()),
  fraud_details: anyHash,
  shipping: shippingRule,
}
const listSpec = {
  ...pageSpec,
  created: range,
  customer: text(),
  payment_intent: text(),
  transfer_group: text(),
}

export const chargeRoutes = [
  route('GET', '/v1/charges', 'charge', listSpec, (call, params) =>
    listOf(
      call,
      'charge',
      '/v1/charges',
      params,
      ({ created, customer, payment_intent, transfer_group }) =>
        isWithin(created, params.created) &&
        (!params.customer || customer === params.customer) &&
        (!params.payment_intent || payment_intent === params.payment_intent) &&
        (!params.transfer_group || transfer_group === params.transfer_group),
    ),
  ),
  route('GET', '/v1/charges/:id', 'charge', {}, (call, _params, id) =>
    call.store.get(call.scope, 'charge', id),
  ),
  route('POST', '/v1/charges/:id', 'charge', updateSpec, (call, params, id) => {
    const charge = call.store.get(call.scope, 'charge', id)
    const { description = charge.description, receipt_email = charge.receipt_email } = params
    const shipping =
      params.shipping === undefined ? charge.shipping : (fullShipping(params.shipping) as Charge['shipping'])
    const merged = mergeMetadata(charge.metadata, params.metadata)
    const changed = change(call, 'charge', charge, { description, receipt_email, shipping, metadata: merged })
    emit(call, 'charge.updated', changed)
    return changed
  }),
]

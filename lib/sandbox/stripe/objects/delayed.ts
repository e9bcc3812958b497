import { type Call, change } from '../call'
import { emit } from '../events'
import { sepaEnding } from '../iban'
import type { PaymentIntent } from '../shape'
import { attemptOf, lastError, succeed } from './attempt'
import { bookCharge } from './charge'
import { openDispute } from './dispute'

/** A delayed payment arrives. */
export function settleDelayed(call: Call, intent: PaymentIntent): PaymentIntent {
  const pending = call.store.get(call.scope, 'charge', intent.latest_charge ?? '')
  const paid = {
    ...pending,
    amount_captured: pending.amount,
    captured: true,
    paid: true,
    status: 'succeeded' as const,
  }
  const attempt = attemptOf(call, intent, false)
  const charge = bookCharge(call, paid)
  emit(call, 'charge.succeeded', charge)
  const done = succeed(call, attempt, charge.id).intent
  const iban = call.store.extra('payment_method', attempt.method.id).iban ?? ''
  if (sepaEnding(iban)?.isDisputed) openDispute(call, charge.id, { reason: 'debit_not_authorized' })
  return done
}

/** A delayed payment is refused by the bank. */
export function failDelayed(call: Call, intent: PaymentIntent): PaymentIntent {
  const pending = call.store.get(call.scope, 'charge', intent.latest_charge ?? '')
  const message = "The customer's account has insufficient funds to cover this payment."
  const charge = change(call, 'charge', pending, {
    failure_code: 'insufficient_funds',
    failure_message: message,
    status: 'failed',
  })
  emit(call, 'charge.failed', charge)
  const { method } = attemptOf(call, intent, false)
  const code = 'payment_intent_payment_attempt_failed'
  const body = { type: 'invalid_request_error' as const, code, message, charge: charge.id }
  const failed = change(call, 'payment_intent', intent, {
    last_payment_error: lastError(body, method),
    payment_method: null,
    status: 'requires_payment_method',
  })
  emit(call, 'payment_intent.payment_failed', failed)
  return failed
}

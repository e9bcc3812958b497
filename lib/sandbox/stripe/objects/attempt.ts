import { type Call, change, later } from '../call'
import { type DeclineName, declines } from '../declines'
import { type ApiError, cardError } from '../errors'
import { emit } from '../events'
import { sepaEnding } from '../iban'
import type { PaymentIntent, PaymentMethod } from '../shape'
import { nextAction } from './challenge'
import { authorizedCharge, capturedCharge, failedCharge, pendingCharge } from './charge'
import { type Attempt, holdS } from './charge-details'
import { openDispute } from './dispute'
import { warn } from './early-fraud-warning'
import { cardOf } from './payment-method'
import { attach } from './payment-methods'

export type Ways = { returnUrl?: string; wantsSdk?: boolean; errorOnAction?: boolean }

/** What became of an attempt. A decline is kept in the intent, and `error` is what a caller is told. */
export type Result = { intent: PaymentIntent; error?: ApiError }

export const lastError = (
  error: ApiError['body'],
  method: PaymentMethod,
): PaymentIntent['last_payment_error'] => {
  const { payment_intent: _intent, setup_intent: _setup, ...rest } = error
  return { ...rest, payment_method: method } as PaymentIntent['last_payment_error']
}

function decline(call: Call, attempt: Attempt, name: DeclineName): Result {
  const { message, ...why } = declines[name]
  const charge = failedCharge(call, attempt, declines[name])
  const { body } = cardError(message, { ...why, charge: charge.id })
  const intent = change(call, 'payment_intent', attempt.intent, {
    last_payment_error: lastError(body, attempt.method),
    latest_charge: charge.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  })
  emit(call, 'payment_intent.payment_failed', intent)
  const error = cardError(message, {
    ...why,
    charge: charge.id,
    payment_intent: intent,
    payment_method: attempt.method,
  })
  return { intent, error }
}

function needsBuyer(call: Call, { card, method, isOffSession, isAuthenticated }: Attempt): boolean {
  if (isAuthenticated || !card?.secure) return false
  if (card.secure === 'until_set_up') return !call.store.extra('payment_method', method.id).setUp
  return card.secure === 'always' || !isOffSession
}

/** The method is kept for later where the intent said so; else it has served its one time. */
function keepMethod(call: Call, { intent, method, isAuthenticated }: Attempt) {
  const saved = intent.setup_future_usage && intent.customer && !method.customer
  const kept = saved && intent.customer ? attach(call, method, intent.customer) : method
  const extra = { spent: true, ...(isAuthenticated && intent.setup_future_usage && { setUp: true }) }
  call.store.put(call.scope, 'payment_method', kept, extra)
}

export function succeed(call: Call, attempt: Attempt, chargeId: string): Result {
  const intent = change(call, 'payment_intent', attempt.intent, {
    amount_received: attempt.intent.amount,
    last_payment_error: null,
    latest_charge: chargeId,
    next_action: null,
    status: 'succeeded',
  })
  keepMethod(call, attempt)
  emit(call, 'payment_intent.succeeded', intent)
  const { dispute, warned } = attempt.card ?? {}
  if (dispute) openDispute(call, chargeId, { reason: dispute })
  if (dispute === 'several') openDispute(call, chargeId, { reason: dispute })
  if (warned) warn(call, chargeId)
  return { intent }
}

function authorize(call: Call, attempt: Attempt): Result {
  const charge = authorizedCharge(call, attempt)
  const intent = change(call, 'payment_intent', attempt.intent, {
    amount_capturable: attempt.intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    status: 'requires_capture',
  })
  keepMethod(call, attempt)
  later(call, holdS(attempt.isOffSession), 'hold_lapses', intent.id)
  emit(call, 'payment_intent.amount_capturable_updated', intent)
  return { intent }
}

function process(call: Call, attempt: Attempt): Result {
  const { intent: before, method } = attempt
  const charge = pendingCharge(call, attempt)
  const intent = change(call, 'payment_intent', before, {
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    status: 'processing',
  })
  emit(call, 'payment_intent.processing', intent)
  const end = sepaEnding(call.store.extra('payment_method', method.id).iban ?? '')
  if (end) later(call, end.afterS, end.ending === 'succeed' ? 'settle' : 'fail', intent.id)
  return { intent }
}

/** Tries to take the money with the method of the intent. */
export function attemptPayment(call: Call, attempt: Attempt, ways: Ways = {}): Result {
  if (attempt.method.type !== 'card') return process(call, attempt)
  if (needsBuyer(call, attempt)) {
    if (attempt.isOffSession || ways.errorOnAction) return decline(call, attempt, 'unauthenticated')
    const { id } = attempt.intent
    const action = nextAction(call, 'payment_intent', id, ways.returnUrl, ways.wantsSdk === true)
    const status = 'requires_action'
    const intent = change(call, 'payment_intent', attempt.intent, { next_action: action, status })
    emit(call, 'payment_intent.requires_action', intent)
    return { intent }
  }
  if (attempt.card?.decline) return decline(call, attempt, attempt.card.decline)
  if (attempt.intent.capture_method === 'manual') return authorize(call, attempt)
  return succeed(call, attempt, capturedCharge(call, attempt).id)
}

export function attemptOf(
  call: Call,
  intent: PaymentIntent,
  isAuthenticated: boolean,
  isOffSession = false,
): Attempt {
  const method = call.store.get(call.scope, 'payment_method', intent.payment_method ?? '')
  return { intent, method, card: cardOf(call, method), isOffSession, isAuthenticated }
}

import { type Call, change } from '../call'
import { invalid, wrongState } from '../errors'
import { emit } from '../events'
import type { PaymentIntent, PaymentMethod } from '../shape'
import { attemptOf, attemptPayment, lastError, type Result } from './attempt'
import { fullShipping } from './billing'
import { type Challenge, isAsked } from './challenge'
import { mayRedirect, typesFor } from './method-types'
import type { ConfirmParams } from './payment-intent-params'
import { checkUsable, createMethod, resolveMethod } from './payment-method'

export type Chosen = Pick<ConfirmParams, 'payment_method' | 'payment_method_data' | 'confirmation_token'>

/** The method that a call names, or makes, or brings in a confirmation token. */
export function chosenMethod(call: Call, params: Chosen): PaymentMethod | undefined {
  const { payment_method, payment_method_data, confirmation_token } = params
  if (payment_method) return resolveMethod(call, payment_method, 'payment_method')
  if (payment_method_data) return createMethod(call, payment_method_data)
  if (!confirmation_token) return undefined
  const token = call.store.get(call.scope, 'confirmation_token', confirmation_token, 'confirmation_token')
  const { used, method = '' } = call.store.extra('confirmation_token', token.id)
  if (used || (token.expires_at ?? 0) < call.kernel.now())
    throw invalid(`ConfirmationToken ${token.id} was used or has expired.`, 'confirmation_token')
  call.store.put(call.scope, 'confirmation_token', token, { used: true })
  return call.store.get(call.scope, 'payment_method', method)
}

const open = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action'])

function checkOpen(intent: PaymentIntent) {
  if (open.has(intent.status)) return
  const why =
    intent.status === 'succeeded'
      ? 'it has already succeeded after being previously confirmed'
      : `it has a status of ${intent.status}`
  throw wrongState(`You cannot confirm this PaymentIntent because ${why}.`, { payment_intent: intent })
}

function checkMethod(call: Call, intent: PaymentIntent, method: PaymentMethod) {
  if (!intent.payment_method_types.includes(method.type))
    throw invalid(
      `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of these types: ${intent.payment_method_types.join(', ')}.`,
      'payment_method',
    )
  const most = method.type === 'card' ? (method.card?.brand === 'amex' ? 999_999_999 : undefined) : 99_999_999
  if (most && intent.amount > most)
    throw invalid('Amount is too large for this payment method.', 'amount', 'amount_too_large')
  checkUsable(call, method, intent.customer, 'PaymentIntent')
}

/** Server-side, where a method might redirect, the vendor insists on knowing where to (docs: automatic_payment_methods). */
function checkReturnUrl(call: Call, intent: PaymentIntent, { return_url, use_stripe_sdk }: ConfirmParams) {
  const { automatic_payment_methods: automatic, allowed_payment_method_types: allowed } = intent
  if (call.isBrowser || return_url || use_stripe_sdk || !automatic) return
  if (automatic.allow_redirects === 'never' || !mayRedirect(allowed)) return
  throw invalid(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
    'return_url',
  )
}

function narrowed(intent: PaymentIntent, params: ConfirmParams): PaymentIntent {
  const { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = params
  if (!intent.automatic_payment_methods || (!allowed && !excluded)) return intent
  const changed = {
    allowed_payment_method_types: allowed ?? intent.allowed_payment_method_types,
    excluded_payment_method_types: excluded ?? intent.excluded_payment_method_types,
  }
  const { capture_method, currency } = intent
  return { ...intent, ...changed, payment_method_types: typesFor({ ...changed, capture_method }, currency) }
}

export function confirmIntent(call: Call, before: PaymentIntent, params: ConfirmParams): PaymentIntent {
  checkOpen(before)
  const intent = narrowed(before, params)
  checkReturnUrl(call, intent, params)
  const given = chosenMethod(call, params)
  const method = given ?? call.store.find(call.scope, 'payment_method', intent.payment_method ?? '')
  if (!method)
    throw wrongState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      { payment_intent: intent },
    )
  checkMethod(call, intent, method)
  const { receipt_email, setup_future_usage, shipping, capture_method } = params
  const ready = change(call, 'payment_intent', intent, {
    payment_method: method.id,
    next_action: null,
    ...(receipt_email !== undefined && { receipt_email }),
    ...(setup_future_usage !== undefined && { setup_future_usage }),
    ...(shipping && { shipping: fullShipping(shipping) as PaymentIntent['shipping'] }),
    ...(capture_method && { capture_method }),
  })
  const isOffSession = params.off_session === true || typeof params.off_session === 'string'
  const result = attemptPayment(call, attemptOf(call, ready, false, isOffSession), {
    returnUrl: params.return_url,
    wantsSdk: params.use_stripe_sdk,
    errorOnAction: params.error_on_requires_action,
  })
  return told(result)
}

function told({ intent, error }: Result): PaymentIntent {
  if (error) throw error
  return intent
}

const unauthenticated = {
  type: 'invalid_request_error' as const,
  code: 'payment_intent_authentication_failure',
  message:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

/** The buyer has passed or failed 3-D Secure. What waits no longer stays as it is. */
export function finishPayment(call: Call, challenge: Challenge, passed: boolean): PaymentIntent {
  const intent = call.store.get(call.scope, 'payment_intent', challenge.intent)
  if (!isAsked(intent, challenge)) return intent
  const attempt = attemptOf(call, intent, true)
  if (passed) return attemptPayment(call, attempt).intent
  const failed = change(call, 'payment_intent', intent, {
    last_payment_error: lastError(unauthenticated, attempt.method),
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  })
  emit(call, 'payment_intent.payment_failed', failed)
  return failed
}

import { type Call, change } from '../call'
import { declines } from '../declines'
import { cardError, invalid, wrongState } from '../errors'
import { emit } from '../events'
import type { PaymentMethod, SetupIntent } from '../shape'
import { type Challenge, isAsked, nextAction } from './challenge'
import { chosenMethod } from './confirm'
import { cardOf, checkUsable } from './payment-method'
import { attach } from './payment-methods'
import { newMandate, noteAttempt } from './setup-attempt'
import type { SetupConfirm } from './setup-intent-params'

export const open: ReadonlySet<string> = new Set([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
])

export function withMethod(
  call: Call,
  customer: string | null,
  method: PaymentMethod | undefined,
): Partial<SetupIntent> {
  if (!method) return {}
  checkUsable(call, method, customer, 'SetupIntent')
  return { payment_method: method.id, status: 'requires_confirmation' }
}

function finish(call: Call, intent: SetupIntent, method: PaymentMethod): SetupIntent {
  const kept = intent.customer && !method.customer ? attach(call, method, intent.customer) : method
  call.store.put(call.scope, 'payment_method', kept, { setUp: true, spent: true })
  const done = change(call, 'setup_intent', intent, {
    last_setup_error: null,
    latest_attempt: noteAttempt(call, intent, method, 'succeeded').id,
    mandate: method.type === 'sepa_debit' ? newMandate(call, method).id : null,
    next_action: null,
    status: 'succeeded',
  })
  emit(call, 'setup_intent.succeeded', done)
  return done
}

type Failure = {
  code: string
  message: string
  decline_code?: string
  type: 'card_error' | 'invalid_request_error'
}

function fail(call: Call, intent: SetupIntent, method: PaymentMethod, why: Failure): SetupIntent {
  const error = { ...why, payment_method: method } as SetupIntent['last_setup_error']
  const failed = change(call, 'setup_intent', intent, {
    last_setup_error: error,
    latest_attempt: noteAttempt(call, intent, method, 'failed', why).id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  })
  emit(call, 'setup_intent.setup_failed', failed)
  return failed
}

export function confirmSetup(call: Call, intent: SetupIntent, params: SetupConfirm): SetupIntent {
  if (!open.has(intent.status))
    throw wrongState(`You cannot confirm this SetupIntent because it has a status of ${intent.status}.`, {
      setup_intent: intent,
    })
  const method =
    chosenMethod(call, params) ?? call.store.find(call.scope, 'payment_method', intent.payment_method ?? '')
  if (!method)
    throw wrongState("You cannot confirm this SetupIntent because it's missing a payment method.", {
      setup_intent: intent,
    })
  if (!intent.payment_method_types.includes(method.type))
    throw invalid(
      `The PaymentMethod provided (${method.type}) is not allowed for this SetupIntent.`,
      'payment_method',
    )
  const ready = change(call, 'setup_intent', intent, withMethod(call, intent.customer, method))
  const card = cardOf(call, method)
  if (card?.secure) {
    const action = nextAction(
      call,
      'setup_intent',
      ready.id,
      params.return_url,
      params.use_stripe_sdk === true,
    )
    const waiting = change(call, 'setup_intent', ready, { next_action: action, status: 'requires_action' })
    emit(call, 'setup_intent.requires_action', waiting)
    return waiting
  }
  if (!card?.decline || card.saves) return finish(call, ready, method)
  const { message, ...why } = declines[card.decline]
  const failed = fail(call, ready, method, { type: 'card_error', message, ...why })
  throw cardError(message, { ...why, setup_intent: failed, payment_method: method })
}

/** The buyer has passed or failed 3-D Secure. */
export function finishSetup(call: Call, challenge: Challenge, passed: boolean): SetupIntent {
  const intent = call.store.get(call.scope, 'setup_intent', challenge.intent)
  if (!isAsked(intent, challenge)) return intent
  const method = call.store.get(call.scope, 'payment_method', intent.payment_method ?? '')
  if (passed) return finish(call, intent, method)
  return fail(call, intent, method, {
    type: 'invalid_request_error',
    code: 'setup_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
  })
}

import { type Call, change } from '../call'
import { declines } from '../cards'
import { cardError, invalid, wrongState } from '../errors'
import { emit } from '../events'
import { clientSecret, newId } from '../ids'
import { anyHash, flag, list, mergeMetadata, metadata, oneOf, orUnset, type Params, text } from '../params'
import type { PaymentMethod, SetupIntent } from '../shape'
import type { Challenge } from './challenge'
import { nextAction } from './challenge'
import { chosenMethod } from './confirm'
import { typesFor } from './method-types'
import { automaticRule } from './payment-intent-params'
import { cardOf, checkUsable, methodRule } from './payment-method'
import { attach } from './payment-methods'
import { newMandate, noteAttempt } from './setup-attempt'

const confirming = {
  confirmation_token: text(),
  mandate_data: orUnset(anyHash),
  payment_method: text(),
  payment_method_data: methodRule,
  payment_method_options: anyHash,
  return_url: text(),
  use_stripe_sdk: flag,
}
const describing = {
  allowed_payment_method_types: orUnset(list(text())),
  attach_to_self: flag,
  customer: text(),
  customer_account: text(),
  description: orUnset(text(1000)),
  excluded_payment_method_types: orUnset(list(text())),
  flow_directions: list(oneOf('inbound', 'outbound')),
  metadata,
  payment_method_configuration: text(),
  payment_method_types: list(oneOf('card', 'sepa_debit')),
}

export const setupConfirmSpec = confirming
export const setupUpdateSpec = {
  ...describing,
  payment_method: text(),
  payment_method_data: methodRule,
  payment_method_options: anyHash,
}
export const setupCreateSpec = {
  ...confirming,
  ...describing,
  automatic_payment_methods: automaticRule,
  confirm: flag,
  on_behalf_of: text(),
  single_use: anyHash,
  usage: oneOf('off_session', 'on_session'),
}

type Create = Params<typeof setupCreateSpec>
type Confirm = Params<typeof setupConfirmSpec>

function newSetup(call: Call, params: Create): SetupIntent {
  const id = newId('seti')
  const isAutomatic = !params.payment_method_types && params.automatic_payment_methods?.enabled !== false
  if (params.customer) call.store.get(call.scope, 'customer', params.customer, 'customer')
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    application: null,
    automatic_payment_methods: isAutomatic
      ? { allow_redirects: params.automatic_payment_methods?.allow_redirects ?? 'always', enabled: true }
      : null,
    cancellation_reason: null,
    client_secret: clientSecret(id),
    created: call.kernel.now(),
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: params.excluded_payment_method_types ?? null,
    flow_directions: params.flow_directions ?? null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: call.scope.livemode,
    managed_payments: null,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: isAutomatic
      ? { id: `pmc_${call.scope.account.slice('acct_'.length)}`, parent: null }
      : null,
    payment_method_options: {},
    payment_method_types: typesFor(params, 'eur'),
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  }
}

function withMethod(
  call: Call,
  customer: string | null,
  method: PaymentMethod | undefined,
): Partial<SetupIntent> {
  if (!method) return {}
  checkUsable(call, method, customer, 'SetupIntent')
  return { payment_method: method.id, status: 'requires_confirmation' }
}

export function createSetup(call: Call, params: Create): SetupIntent {
  const fresh = newSetup(call, params)
  const { confirmation_token, ...rest } = params
  const method = chosenMethod(call, rest)
  const intent = { ...fresh, ...withMethod(call, fresh.customer, method) }
  call.store.put(call.scope, 'setup_intent', intent)
  emit(call, 'setup_intent.created', intent)
  if (!params.confirm) return intent
  const { return_url, use_stripe_sdk } = params
  return confirmSetup(call, intent, { confirmation_token, return_url, use_stripe_sdk })
}

export function updateSetup(
  call: Call,
  intent: SetupIntent,
  params: Params<typeof setupUpdateSpec>,
): SetupIntent {
  if (!open.has(intent.status))
    throw wrongState(`You cannot update this SetupIntent because it has a status of ${intent.status}.`, {
      setup_intent: intent,
    })
  const { customer = intent.customer, description = intent.description } = params
  if (params.customer) call.store.get(call.scope, 'customer', params.customer, 'customer')
  return change(call, 'setup_intent', intent, {
    customer,
    description,
    metadata: mergeMetadata(intent.metadata, params.metadata),
    payment_method_types:
      params.payment_method_types || params.allowed_payment_method_types
        ? typesFor(params, 'eur')
        : intent.payment_method_types,
    allowed_payment_method_types: params.allowed_payment_method_types ?? intent.allowed_payment_method_types,
    ...withMethod(call, customer, chosenMethod(call, params)),
  })
}

const open = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action'])

function finish(
  call: Call,
  intent: SetupIntent,
  method: PaymentMethod,
  isAuthenticated: boolean,
): SetupIntent {
  const kept = intent.customer && !method.customer ? attach(call, method, intent.customer) : method
  call.store.put(call.scope, 'payment_method', kept, {
    setUp: true,
    spent: true,
    ...(isAuthenticated && { setUp: true }),
  })
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

export function confirmSetup(call: Call, intent: SetupIntent, params: Confirm): SetupIntent {
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
  if (!card?.decline || card.saves) return finish(call, ready, method, false)
  const { message, ...why } = declines[card.decline]
  const failed = fail(call, ready, method, { type: 'card_error', message, ...why })
  throw cardError(message, { ...why, setup_intent: failed, payment_method: method })
}

/** The buyer has passed or failed 3-D Secure. */
export function finishSetup(call: Call, { id, intent: intentId }: Challenge, passed: boolean): SetupIntent {
  const intent = call.store.get(call.scope, 'setup_intent', intentId)
  if (intent.status !== 'requires_action' || !JSON.stringify(intent.next_action).includes(id)) return intent
  const method = call.store.get(call.scope, 'payment_method', intent.payment_method ?? '')
  if (passed) return finish(call, intent, method, true)
  return fail(call, intent, method, {
    type: 'invalid_request_error',
    code: 'setup_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
  })
}

export function cancelSetup(
  call: Call,
  intent: SetupIntent,
  reason: SetupIntent['cancellation_reason'],
): SetupIntent {
  if (!open.has(intent.status))
    throw wrongState(
      `You cannot cancel this SetupIntent because it has a status of ${intent.status}. Only a SetupIntent with one of the following statuses may be canceled: ${[...open].join(', ')}.`,
      { setup_intent: intent },
    )
  const changes = { cancellation_reason: reason, next_action: null, status: 'canceled' as const }
  const canceled = change(call, 'setup_intent', intent, changes)
  emit(call, 'setup_intent.canceled', canceled)
  return canceled
}

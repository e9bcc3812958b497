import { type Call, change } from '../call'
import { wrongState } from '../errors'
import { emit } from '../events'
import { clientSecret, newId } from '../ids'
import { mergeMetadata } from '../params'
import type { SetupIntent } from '../shape'
import { chosenMethod } from './confirm'
import { typesFor } from './method-types'
import { confirmSetup, open, withMethod } from './setup-confirm'
import type { SetupCreate, SetupUpdate } from './setup-intent-params'

function newSetup(call: Call, params: SetupCreate): SetupIntent {
  const id = newId('seti')
  const isAutomatic = !params.payment_method_types && params.automatic_payment_methods?.enabled !== false
  if (params.customer) call.store.get(call.scope, 'customer', params.customer, 'customer')
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    application: call.application,
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

export function createSetup(call: Call, params: SetupCreate): SetupIntent {
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

export function updateSetup(call: Call, intent: SetupIntent, params: SetupUpdate): SetupIntent {
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

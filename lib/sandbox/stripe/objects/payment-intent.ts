import { checkAmount, checkCurrency } from '../amounts'
import type { Call } from '../call'
import { invalid } from '../errors'
import { emit } from '../events'
import { clientSecret, newId } from '../ids'
import { mergeMetadata } from '../params'
import type { PaymentIntent, PaymentMethod } from '../shape'
import { fullShipping } from './billing'
import { chosenMethod, confirmIntent } from './confirm'
import { typesFor } from './method-types'
import { type CreateParams, onlyWhenConfirming } from './payment-intent-params'
import { checkUsable } from './payment-method'

function automaticOf(params: CreateParams): PaymentIntent['automatic_payment_methods'] {
  const { automatic_payment_methods: automatic, payment_method_types: types } = params
  if (automatic?.enabled && types)
    throw invalid(
      'You may only specify one of these parameters: automatic_payment_methods, payment_method_types.',
      'payment_method_types',
    )
  if (types || automatic?.enabled === false) return null
  return { allow_redirects: automatic?.allow_redirects ?? 'always', enabled: true }
}

function checkCreate(call: Call, params: CreateParams, currency: string, types: string[]) {
  checkAmount(params.amount, currency, types)
  if (params.customer) call.store.get(call.scope, 'customer', params.customer, 'customer')
  for (const name of params.confirm ? [] : onlyWhenConfirming)
    if (params[name] !== undefined)
      throw invalid(
        `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
        name,
      )
}

function newIntent(call: Call, params: CreateParams): PaymentIntent {
  const id = newId('pi')
  const currency = checkCurrency(params.currency)
  const types = typesFor(params, currency)
  checkCreate(call, params, currency, types)
  const automatic = automaticOf(params)
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: call.application,
    application_fee_amount: params.application_fee_amount ?? null,
    automatic_payment_methods: automatic,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: clientSecret(id),
    confirmation_method: params.confirmation_method ?? 'automatic',
    created: call.kernel.now(),
    currency,
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: params.excluded_payment_method_types ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: call.scope.livemode,
    managed_payments: { enabled: false },
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: automatic && {
      id: `pmc_${call.scope.account.slice(5)}`,
      parent: null,
    },
    payment_method_options: (params.payment_method_options as PaymentIntent['payment_method_options']) ?? {},
    payment_method_types: types,
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: fullShipping(params.shipping) as PaymentIntent['shipping'],
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: params.transfer_group ?? null,
  }
}

/** What changes in an intent when it gets a method. */
export const given = (method: PaymentMethod | undefined, call: Call, customer: string | null) => {
  if (method) checkUsable(call, method, customer, 'PaymentIntent')
  return method && { payment_method: method.id, status: 'requires_confirmation' as const }
}

export function createIntent(call: Call, params: CreateParams): PaymentIntent {
  const fresh = newIntent(call, params)
  const { confirmation_token, ...rest } = params
  const method = chosenMethod(call, params.confirm ? rest : params)
  const intent = call.store.put(call.scope, 'payment_intent', {
    ...fresh,
    ...given(method, call, fresh.customer),
  })
  emit(call, 'payment_intent.created', intent)
  if (!params.confirm) return intent
  return confirmIntent(call, intent, {
    ...rest,
    payment_method: undefined,
    payment_method_data: undefined,
    confirmation_token,
  })
}

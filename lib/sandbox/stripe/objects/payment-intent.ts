import { checkAmount, checkCurrency } from '../amounts'
import { type Call, change } from '../call'
import { invalid, wrongState } from '../errors'
import { emit } from '../events'
import { clientSecret, newId } from '../ids'
import { mergeMetadata } from '../params'
import type { PaymentIntent, PaymentMethod } from '../shape'
import { fullShipping } from './billing'
import { chosenMethod, confirmIntent } from './confirm'
import { typesFor } from './method-types'
import { type CreateParams, onlyWhenConfirming, type UpdateParams } from './payment-intent-params'
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
    application: null,
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

const given = (method: PaymentMethod | undefined, call: Call, customer: string | null) => {
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

const mutable = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action'])

function checkMutable(intent: PaymentIntent, params: UpdateParams) {
  const { amount, currency, customer, payment_method, payment_method_data } = params
  const moves = [amount, currency, customer, payment_method, payment_method_data]
  if (mutable.has(intent.status) || moves.every((value) => value === undefined)) return
  throw wrongState(
    `This PaymentIntent's amount, currency, customer and payment method could not be updated because it has a status of ${intent.status}. You may only update them when the PaymentIntent has one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`,
    { payment_intent: intent },
  )
}

function changesOf(params: UpdateParams): Partial<PaymentIntent> {
  const { amount, capture_method, customer, description, receipt_email, setup_future_usage } = params
  const { application_fee_amount, statement_descriptor, statement_descriptor_suffix, transfer_group } = params
  const { allowed_payment_method_types, excluded_payment_method_types } = params
  const changes = {
    ...{ allowed_payment_method_types, excluded_payment_method_types },
    ...{ amount, capture_method, customer, description, receipt_email, setup_future_usage },
    ...{ application_fee_amount, statement_descriptor, statement_descriptor_suffix, transfer_group },
  }
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

/** Which methods fit is worked out anew from what the intent said before and says now. */
const withOld = (intent: PaymentIntent, params: UpdateParams) => ({
  capture_method: params.capture_method ?? intent.capture_method,
  payment_method_types:
    params.payment_method_types ??
    (intent.automatic_payment_methods ? undefined : intent.payment_method_types),
  allowed_payment_method_types: params.allowed_payment_method_types ?? intent.allowed_payment_method_types,
  excluded_payment_method_types: params.excluded_payment_method_types ?? intent.excluded_payment_method_types,
})

export function updateIntent(call: Call, intent: PaymentIntent, params: UpdateParams): PaymentIntent {
  checkMutable(intent, params)
  const currency = params.currency ? checkCurrency(params.currency) : intent.currency
  const types = typesFor(withOld(intent, params), currency)
  if (params.amount !== undefined || params.currency)
    checkAmount(params.amount ?? intent.amount, currency, types)
  if (params.customer) call.store.get(call.scope, 'customer', params.customer, 'customer')
  const method = chosenMethod(call, params)
  const { shipping } = params
  return change(call, 'payment_intent', intent, {
    ...changesOf(params),
    ...(shipping !== undefined && { shipping: fullShipping(shipping) as PaymentIntent['shipping'] }),
    currency,
    metadata: mergeMetadata(intent.metadata, params.metadata),
    payment_method_types: types,
    ...given(method, call, params.customer ?? intent.customer),
  })
}

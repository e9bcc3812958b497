import { checkAmount, checkCurrency } from '../amounts'
import { type Call, change } from '../call'
import { wrongState } from '../errors'
import { mergeMetadata } from '../params'
import type { PaymentIntent } from '../shape'
import { fullShipping } from './billing'
import { chosenMethod } from './confirm'
import { typesFor } from './method-types'
import { given } from './payment-intent'
import type { UpdateParams } from './payment-intent-params'

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

import { type Call, change } from '../call'
import { declines } from '../declines'
import { cardError, invalid } from '../errors'
import { emit } from '../events'
import { listOf, pageSpec } from '../page'
import { anyHash, hash, integer, mergeMetadata, metadata, orUnset, type Params, text } from '../params'
import { route } from '../router'
import type { PaymentMethod } from '../shape'
import { billingRule, fullBilling, redisplayRule } from './billing'
import { cardOf, checkUsable, createMethod, methodSpec, resolveMethod } from './payment-method'

/** Gives a method to a customer. The bank is asked, so a card that is declined cannot be attached. */
export function attach(call: Call, method: PaymentMethod, customer: string): PaymentMethod {
  const card = cardOf(call, method)
  if (card?.decline && !card.saves) {
    const { message, ...why } = declines[card.decline]
    throw cardError(message, { ...why, payment_method: method })
  }
  const attached = change(call, 'payment_method', method, { customer })
  emit(call, 'payment_method.attached', attached)
  return attached
}

function detach(call: Call, method: PaymentMethod): PaymentMethod {
  if (!method.customer)
    throw invalid(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
    )
  const detached = call.store.put(
    call.scope,
    'payment_method',
    { ...method, customer: null },
    { spent: true },
  )
  emit(call, 'payment_method.detached', detached, { customer: method.customer })
  return detached
}

/** The card network says that the bank has sent the owner a new card in place of this one. */
export function renewCard(call: Call, method: PaymentMethod): PaymentMethod {
  const { card } = method
  const renewed = change(call, 'payment_method', method, {
    card: card && { ...card, exp_year: card.exp_year + 4 },
  })
  emit(call, 'payment_method.automatically_updated', renewed, { card: { exp_year: card?.exp_year } })
  return renewed
}

const listSpec = {
  ...pageSpec,
  allow_redisplay: redisplayRule,
  customer: text(),
  customer_account: text(),
  type: text(),
}

function methodsOf(call: Call, url: string, params: Params<typeof listSpec>) {
  if (params.customer) call.store.get(call.scope, 'customer', params.customer, 'customer')
  const { customer, type, allow_redisplay } = params
  return listOf(
    call,
    'payment_method',
    url,
    params,
    (method) =>
      (!customer || method.customer === customer) &&
      (!type || method.type === type) &&
      (!allow_redisplay || method.allow_redisplay === allow_redisplay),
  )
}

const updateSpec = {
  allow_redisplay: redisplayRule,
  billing_details: billingRule,
  card: hash({ exp_month: integer(1, 12), exp_year: integer(), networks: anyHash }),
  metadata: orUnset(metadata),
  us_bank_account: anyHash,
}

const permission = 'payment_method'

export const paymentMethodRoutes = [
  route(
    'POST',
    '/v1/payment_methods',
    permission,
    { ...methodSpec, customer: text(), payment_method: text() },
    (call, params) => createMethod(call, params),
    { required: ['type'], forBrowsers: true },
  ),
  route('GET', '/v1/payment_methods', permission, listSpec, (call, params) =>
    methodsOf(call, '/v1/payment_methods', params),
  ),
  route('GET', '/v1/customers/:id/payment_methods', permission, listSpec, (call, params, id) =>
    methodsOf(call, `/v1/customers/${id}/payment_methods`, { ...params, customer: id }),
  ),
  route('GET', '/v1/payment_methods/:id', permission, {}, (call, _params, id) =>
    call.store.get(call.scope, 'payment_method', id),
  ),
  route('POST', '/v1/payment_methods/:id', permission, updateSpec, (call, params, id) => {
    const method = call.store.get(call.scope, 'payment_method', id)
    const { allow_redisplay = method.allow_redisplay, billing_details, card, metadata: given } = params
    const expiry = {
      ...(card?.exp_month && { exp_month: card.exp_month }),
      ...(card?.exp_year && { exp_year: card.exp_year }),
    }
    const changed = change(call, 'payment_method', method, {
      allow_redisplay,
      billing_details: billing_details
        ? { ...method.billing_details, ...fullBilling(billing_details) }
        : method.billing_details,
      metadata: mergeMetadata(method.metadata, given),
      ...(method.card && { card: { ...method.card, ...expiry } }),
    })
    emit(call, 'payment_method.updated', changed)
    return changed
  }),
  route(
    'POST',
    '/v1/payment_methods/:id/attach',
    permission,
    { customer: text(), customer_account: text() },
    (call, { customer }, id) => {
      const method = resolveMethod(call, id, 'id')
      call.store.get(call.scope, 'customer', customer, 'customer')
      if (method.customer)
        throw invalid('The payment method you provided has already been attached to a customer.')
      checkUsable(call, method, customer, 'PaymentIntent')
      return attach(call, method, customer)
    },
    { required: ['customer'] },
  ),
  route('POST', '/v1/payment_methods/:id/detach', permission, {}, (call, _params, id) =>
    detach(call, call.store.get(call.scope, 'payment_method', id)),
  ),
]

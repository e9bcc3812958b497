import type { Call } from '../call'
import { newId } from '../ids'
import { oneOf, type Params, text } from '../params'
import { route } from '../router'
import type { ConfirmationToken } from '../shape'
import { fullShipping, shippingRule } from './billing'
import { createMethod, methodRule, resolveMethod } from './payment-method'

const lifeS = 12 * 3600

const createSpec = {
  payment_method: text(),
  payment_method_data: methodRule,
  return_url: text(),
  setup_future_usage: oneOf('off_session', 'on_session'),
  shipping: shippingRule,
}

function create(call: Call, params: Params<typeof createSpec>): ConfirmationToken {
  const { payment_method, payment_method_data } = params
  const method = payment_method_data
    ? createMethod(call, payment_method_data)
    : resolveMethod(call, payment_method ?? '', 'payment_method')
  const { id: _id, object: _object, created: _created, livemode: _live, metadata: _meta, ...preview } = method
  const token: ConfirmationToken = {
    id: newId('ctoken'),
    object: 'confirmation_token',
    created: call.kernel.now(),
    expires_at: call.kernel.now() + lifeS,
    livemode: call.scope.livemode,
    mandate_data: null,
    metadata: null,
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: preview as ConfirmationToken['payment_method_preview'],
    return_url: params.return_url ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    setup_intent: null,
    shipping: fullShipping(params.shipping) as ConfirmationToken['shipping'],
    use_stripe_sdk: true,
  }
  return call.store.put(call.scope, 'confirmation_token', token, { method: method.id })
}

export const confirmationTokenRoutes = [
  route('POST', '/v1/confirmation_tokens', 'confirmation_token', createSpec, create, { forBrowsers: true }),
  route('POST', '/v1/test_helpers/confirmation_tokens', 'confirmation_token', createSpec, create),
  route('GET', '/v1/confirmation_tokens/:id', 'confirmation_token', {}, (call, _params, id) =>
    call.store.get(call.scope, 'confirmation_token', id),
  ),
]

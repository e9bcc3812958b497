import { change } from '../call'
import { emit } from '../events'
import { listOf, pageSpec } from '../page'
import { anyHash, isWithin, mergeMetadata, metadata, orUnset, range, text } from '../params'
import { route } from '../router'
import type { Charge } from '../shape'
import { fullShipping, shippingRule } from './billing'

const updateSpec = {
  description: orUnset(text()),
  metadata,
  receipt_email: orUnset(text()),
  fraud_details: anyHash,
  shipping: shippingRule,
}
const listSpec = {
  ...pageSpec,
  created: range,
  customer: text(),
  payment_intent: text(),
  transfer_group: text(),
}

export const chargeRoutes = [
  route('GET', '/v1/charges', 'charge', listSpec, (call, params) =>
    listOf(
      call,
      'charge',
      '/v1/charges',
      params,
      ({ created, customer, payment_intent, transfer_group }) =>
        isWithin(created, params.created) &&
        (!params.customer || customer === params.customer) &&
        (!params.payment_intent || payment_intent === params.payment_intent) &&
        (!params.transfer_group || transfer_group === params.transfer_group),
    ),
  ),
  route('GET', '/v1/charges/:id', 'charge', {}, (call, _params, id) =>
    call.store.get(call.scope, 'charge', id),
  ),
  route('POST', '/v1/charges/:id', 'charge', updateSpec, (call, params, id) => {
    const charge = call.store.get(call.scope, 'charge', id)
    const { description = charge.description, receipt_email = charge.receipt_email } = params
    const shipping =
      params.shipping === undefined ? charge.shipping : (fullShipping(params.shipping) as Charge['shipping'])
    const merged = mergeMetadata(charge.metadata, params.metadata)
    const changed = change(call, 'charge', charge, { description, receipt_email, shipping, metadata: merged })
    emit(call, 'charge.updated', changed)
    return changed
  }),
]

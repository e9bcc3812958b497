import { type Call, change } from '../call'
import { invalid, missingParam } from '../errors'
import { emit } from '../events'
import { listOf, pageSpec } from '../page'
import { flag, integer, isWithin, mergeMetadata, metadata, oneOf, type Params, range, text } from '../params'
import { route } from '../router'
import { refundCharge } from './refund'

const createSpec = {
  amount: integer(1),
  charge: text(),
  currency: text(),
  customer: text(),
  instructions_email: text(),
  metadata,
  origin: oneOf('customer_balance'),
  payment_intent: text(),
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  refund_application_fee: flag,
  reverse_transfer: flag,
}

/** The charge of a refund: named, or the one that succeeded for the intent. */
function chargeFor(call: Call, { charge, payment_intent }: Params<typeof createSpec>): string {
  if (charge && payment_intent)
    throw invalid('You may only specify one of these parameters: charge, payment_intent.', 'charge')
  if (charge) return call.store.get(call.scope, 'charge', charge, 'charge').id
  if (!payment_intent) throw missingParam('payment_intent')
  const intent = call.store.get(call.scope, 'payment_intent', payment_intent, 'payment_intent')
  if (intent.status === 'succeeded' && intent.latest_charge) return intent.latest_charge
  throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`)
}

const listSpec = { ...pageSpec, charge: text(), created: range, payment_intent: text() }

export const refundRoutes = [
  route('POST', '/v1/refunds', 'refund', createSpec, (call, params) => {
    const { amount, reason } = params
    const id = chargeFor(call, params)
    return refundCharge(call, id, { amount, reason, metadata: mergeMetadata({}, params.metadata) })
  }),
  route('GET', '/v1/refunds', 'refund', listSpec, (call, params) =>
    listOf(
      call,
      'refund',
      '/v1/refunds',
      params,
      ({ charge, created, payment_intent }) =>
        isWithin(created, params.created) &&
        (!params.charge || charge === params.charge) &&
        (!params.payment_intent || payment_intent === params.payment_intent),
    ),
  ),
  route('GET', '/v1/refunds/:id', 'refund', {}, (call, _params, id) =>
    call.store.get(call.scope, 'refund', id),
  ),
  route('POST', '/v1/refunds/:id', 'refund', { metadata }, (call, params, id) => {
    const refund = call.store.get(call.scope, 'refund', id)
    const changed = change(call, 'refund', refund, {
      metadata: mergeMetadata(refund.metadata, params.metadata),
    })
    emit(call, 'refund.updated', changed, { metadata: refund.metadata })
    return changed
  }),
  route('POST', '/v1/refunds/:id/cancel', 'refund', {}, (call, _params, id) => {
    const { status } = call.store.get(call.scope, 'refund', id)
    throw invalid(
      `This refund has a status of ${status}. Only a refund that requires action can be canceled.`,
    )
  }),
]

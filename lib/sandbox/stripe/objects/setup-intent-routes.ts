import type { Call } from '../call'
import { listOf, pageSpec } from '../page'
import { flag, isWithin, oneOf, range, text } from '../params'
import { route } from '../router'
import { checkSecret, forBrowser } from './browser-view'
import { removed } from './payment-intent-params'
import { confirmSetup } from './setup-confirm'
import { cancelSetup, createSetup, updateSetup } from './setup-intent'
import { setupConfirmSpec, setupCreateSpec, setupUpdateSpec } from './setup-intent-params'

const path = '/v1/setup_intents'
const permission = 'setup_intent'
const secret = { client_secret: text() }
const find = (call: Call, id: string) => call.store.get(call.scope, 'setup_intent', id)

const listSpec = {
  ...pageSpec,
  attach_to_self: flag,
  created: range,
  customer: text(),
  customer_account: text(),
  payment_method: text(),
}
const cancelSpec = { cancellation_reason: oneOf('abandoned', 'requested_by_customer', 'duplicate') }

export const setupIntentRoutes = [
  route('POST', path, permission, setupCreateSpec, createSetup, { removed }),
  route('GET', path, permission, listSpec, (call, params) =>
    listOf(
      call,
      'setup_intent',
      path,
      params,
      ({ created, customer, payment_method }) =>
        isWithin(created, params.created) &&
        (!params.customer || customer === params.customer) &&
        (!params.payment_method || payment_method === params.payment_method),
    ),
  ),
  route(
    'GET',
    `${path}/:id`,
    permission,
    secret,
    (call, params, id) => {
      const intent = find(call, id)
      checkSecret(call, intent, params.client_secret)
      return forBrowser(call, intent)
    },
    { forBrowsers: true },
  ),
  route(
    'POST',
    `${path}/:id`,
    permission,
    setupUpdateSpec,
    (call, params, id) => updateSetup(call, find(call, id), params),
    { removed },
  ),
  route(
    'POST',
    `${path}/:id/confirm`,
    permission,
    { ...setupConfirmSpec, ...secret },
    (call, { client_secret, ...params }, id) => {
      const intent = find(call, id)
      checkSecret(call, intent, client_secret)
      return forBrowser(call, confirmSetup(call, intent, params))
    },
    { forBrowsers: true },
  ),
  route('POST', `${path}/:id/cancel`, permission, cancelSpec, (call, params, id) =>
    cancelSetup(call, find(call, id), params.cancellation_reason ?? null),
  ),
]

import type { Call } from '../call'
import { listOf } from '../page'
import { integer, isWithin, text } from '../params'
import { route } from '../router'
import { search } from '../search'
import { checkSecret, forBrowser } from './browser-view'
import { cancelIntent, captureIntent } from './capture'
import { confirmIntent } from './confirm'
import { createIntent } from './payment-intent'
import {
  cancelSpec,
  captureSpec,
  confirmSpec,
  createSpec,
  listSpec,
  removed,
  updateSpec,
} from './payment-intent-params'
import { updateIntent } from './payment-intent-update'

const path = '/v1/payment_intents'
const permission = 'payment_intent'
const find = (call: Call, id: string) => call.store.get(call.scope, 'payment_intent', id)
const secret = { client_secret: text() }

export const paymentIntentRoutes = [
  route('POST', path, permission, createSpec, createIntent, { required: ['amount', 'currency'], removed }),
  route('GET', path, permission, listSpec, (call, params) =>
    listOf(
      call,
      'payment_intent',
      path,
      params,
      ({ created, customer }) =>
        isWithin(created, params.created) && (!params.customer || customer === params.customer),
    ),
  ),
  route(
    'GET',
    `${path}/search`,
    permission,
    { query: text(), limit: integer(1, 100), page: text() },
    (call, params) => search(`${path}/search`, call.store.list(call.scope, 'payment_intent'), params),
    { required: ['query'] },
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
    updateSpec,
    (call, params, id) => updateIntent(call, find(call, id), params),
    { removed },
  ),
  route(
    'POST',
    `${path}/:id/confirm`,
    permission,
    { ...confirmSpec, ...secret },
    (call, { client_secret, ...params }, id) => {
      const intent = find(call, id)
      checkSecret(call, intent, client_secret)
      return forBrowser(call, confirmIntent(call, intent, params))
    },
    { forBrowsers: true },
  ),
  route('POST', `${path}/:id/capture`, permission, captureSpec, (call, params, id) =>
    captureIntent(call, find(call, id), params),
  ),
  route('POST', `${path}/:id/cancel`, permission, cancelSpec, (call, params, id) =>
    cancelIntent(call, find(call, id), params.cancellation_reason ?? null),
  ),
]

import type { Call } from '../call'
import { listOf } from '../page'
import { isWithin } from '../params'
import { route } from '../router'
import { createSession, expireSession } from './session'
import { createSpec, listSpec } from './session-params'

const path = '/v1/checkout/sessions'
const permission = 'checkout_session'
const find = (call: Call, id: string) => call.store.get(call.scope, 'checkout_session', id)

export const sessionRoutes = [
  route('POST', path, permission, createSpec, createSession, { required: ['mode'] }),
  route('GET', path, permission, listSpec, (call, params) =>
    listOf(
      call,
      'checkout_session',
      path,
      params,
      ({ created, customer, payment_intent, status }) =>
        isWithin(created, params.created) &&
        (!params.customer || customer === params.customer) &&
        (!params.payment_intent || payment_intent === params.payment_intent) &&
        (!params.status || status === params.status),
    ),
  ),
  route('GET', `${path}/:id`, permission, {}, (call, _params, id) => find(call, id)),
  route('POST', `${path}/:id/expire`, permission, {}, (call, _params, id) =>
    expireSession(call, find(call, id)),
  ),
]

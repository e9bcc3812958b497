import { unhandled } from '../kernel'
import { readAmount } from './amounts'
import { customerRoutes } from './customer-routes'
import { errorBody, hal, missing, Refusal, unprocessable } from './errors'
import { once } from './idempotency'
import { profileView, readKey } from './keys'
import { pageOf } from './list'
import { methods, methodsFor, methodView } from './methods'
import { createPayment, move } from './payment'
import { cancelRefund, createRefund } from './refund'
import { at, type Call, ok, origin, type Result, type Route } from './route'
import { chargebacksOf, isOf, type Payment, refundsOf, type Store } from './store'
import { chargebackView, isCancelable, link, paymentView, refundView } from './views'

function paymentOf({ store, key, ids: [id = ''] }: Call): Payment {
  const found = store.payments.get(id)
  if (!found || !isOf(key)(found)) throw missing('payment', id)
  return found
}

const embedOf = ({ url }: Call): string[] => url.searchParams.get('embed')?.split(',') ?? []

function listMethods(call: Call): Result {
  const { url } = call
  const value = url.searchParams.get('amount[value]')
  const currency = url.searchParams.get('amount[currency]')
  const able = value || currency ? methodsFor(readAmount({ value, currency })) : methods
  return ok({
    count: able.length,
    _embedded: { methods: able.map((each) => methodView(origin(call), each)) },
    _links: {
      self: link(`${origin(call)}${url.pathname}${url.search}`),
      documentation: link('https://docs.mollie.com/reference/list-methods', 'text/html'),
    },
  })
}

function cancelPayment(call: Call): Result {
  const payment = paymentOf(call)
  if (!isCancelable(payment)) throw unprocessable('The payment cannot be canceled')
  return ok(paymentView(call.store, move(call.store, payment.id, 'canceled')))
}

function refundOf(call: Call) {
  const { store, ids } = call
  const payment = paymentOf(call)
  const found = refundsOf(store, payment.id).find(({ id }) => id === ids[1])
  if (!found) throw missing('refund', ids[1] ?? '')
  return found
}

const routes: Route[] = [
  ...customerRoutes,
  ['GET', at('profiles/me'), (call) => ok(profileView(origin(call), call.key))],
  ['GET', at('methods'), listMethods],
  [
    'POST',
    at('payments'),
    ({ store, key, body }) => ok(paymentView(store, createPayment(store, key, body)), 201),
  ],
  [
    'GET',
    at('payments'),
    (call) => {
      const own = call.store.payments.all().filter(isOf(call.key))
      const view = (each: Payment) => paymentView(call.store, each)
      return ok(pageOf(call.url, origin(call), 'payments', own, view))
    },
  ],
  ['GET', at('payments/:id'), (call) => ok(paymentView(call.store, paymentOf(call), embedOf(call)))],
  ['DELETE', at('payments/:id'), cancelPayment],
  [
    'POST',
    at('payments/:id/refunds'),
    (call) => ok(refundView(call.store, createRefund(call.store, paymentOf(call), call.body)), 201),
  ],
  [
    'GET',
    at('payments/:id/refunds'),
    (call) =>
      ok(
        pageOf(call.url, origin(call), 'refunds', refundsOf(call.store, paymentOf(call).id), (each) =>
          refundView(call.store, each),
        ),
      ),
  ],
  ['GET', at('payments/:id/refunds/:id'), (call) => ok(refundView(call.store, refundOf(call)))],
  [
    'DELETE',
    at('payments/:id/refunds/:id'),
    (call) => {
      cancelRefund(call.store, refundOf(call))
      return { status: 204 }
    },
  ],
  [
    'GET',
    at('payments/:id/chargebacks'),
    (call) =>
      ok(
        pageOf(call.url, origin(call), 'chargebacks', chargebacksOf(call.store, paymentOf(call).id), (each) =>
          chargebackView(call.store, each),
        ),
      ),
  ],
  [
    'GET',
    at('refunds'),
    (call) =>
      ok(
        pageOf(call.url, origin(call), 'refunds', call.store.refunds.all().filter(isOf(call.key)), (each) =>
          refundView(call.store, each),
        ),
      ),
  ],
  [
    'GET',
    at('chargebacks'),
    (call) =>
      ok(
        pageOf(
          call.url,
          origin(call),
          'chargebacks',
          call.store.chargebacks.all().filter(isOf(call.key)),
          (each) => chargebackView(call.store, each),
        ),
      ),
  ],
]

function readBody(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  try {
    const body: unknown = JSON.parse(text)
    if (body && typeof body === 'object' && !Array.isArray(body)) return body as Record<string, unknown>
  } catch {}
  throw new Refusal(400, 'The body is not valid JSON')
}

function run(store: Store, request: Request, text: string): Response {
  const url = new URL(request.url)
  const key = readKey(request.headers.get('authorization'))
  const found = routes.find(([method, path]) => method === request.method && path.test(url.pathname))
  if (!found) return unhandled(hal(errorBody(404, `No endpoint exists at ${url.pathname}.`), 404))
  const [, path, answer] = found
  const ids = path.exec(url.pathname)!.slice(1)
  const work = () => {
    const result = answer({ store, key, url, body: readBody(text), ids })
    return { status: result.status, body: 'body' in result ? JSON.stringify(result.body) : '' }
  }
  const header = request.method === 'POST' ? request.headers.get('idempotency-key') : null
  const { status, body, isReplay } = once(store, key, { header, path: url.pathname, body: text }, work)
  return new Response(status === 204 ? null : body, {
    status,
    headers: {
      ...(status !== 204 && { 'Content-Type': 'application/hal+json; charset=utf-8' }),
      ...(isReplay && { 'Idempotent-Replayed': 'true' }),
    },
  })
}

/** Mollie's API v2, below `/mollie/v2/`: the vendor's client takes a path in its address. */
export async function api(store: Store, request: Request): Promise<Response> {
  const text = request.method === 'GET' ? '' : await request.text()
  try {
    return run(store, request, text)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return hal(errorBody(error.status, error.message, error.field), error.status)
  }
}

import { unhandled } from '../kernel'
import * as bundles from './bundles'
import type { Call } from './call'
import * as esims from './esims'
import { showAssignments } from './install'
import { applyFromInventory, listInventory, refundInventory } from './inventory'
import * as network from './network-calls'
import { answerRefusal, Refusal } from './refusal'
import { revokeBundle } from './revoke'
import * as shop from './shop'
import { accountOf, type Store } from './store'

type Handler = (call: Call) => unknown

/** Method and path below `/esim-go/{version}`; the first that fits answers. A `v2.5` in front means: not in v2.4. */
const routes: [string, Handler][] = [
  ['GET /catalogue', shop.listCatalogue],
  ['GET /catalogue/bundle/:name', shop.showBundle],
  ['GET /networks', shop.listNetworks],
  ['GET /organisation', shop.showOrganisation],
  ['GET /organisation/groups', shop.listGroups],
  ['POST /organisation/balance', shop.topUpBalance],
  ['POST /orders', shop.createOrder],
  ['GET /orders', shop.listOrders],
  ['GET /orders/:reference', shop.showOrder],
  ['GET /inventory', listInventory],
  ['POST /inventory/refund', refundInventory],
  ['POST /esims/apply', applyFromInventory],
  ['GET /esims/assignments', showAssignments],
  ['GET /esims', esims.listEsims],
  ['PUT /esims', esims.updateEsim],
  ['GET /esims/:iccid', esims.showEsim],
  ['GET /esims/:iccid/bundles', bundles.listBundles],
  ['GET /esims/:iccid/bundles/:name', bundles.showAppliedBundle],
  ['DELETE /esims/:iccid/bundles/:name', revokeBundle],
  ['DELETE /esims/:iccid/bundles/:name/assignments/:assignment', revokeBundle],
  ['GET /esims/:iccid/compatible/:name', bundles.showCompatible],
  ['GET /esims/:iccid/history', esims.showHistory],
  ['GET /esims/:iccid/location', esims.showLocation],
  ['GET /esims/:iccid/refresh', esims.refreshEsim],
  ['POST /esims/:iccid/sms', network.sendSms],
  ['v2.5 POST /esims/:iccid/suspend', network.suspendEsim],
  ['v2.5 GET /esims/:iccid/suspend', network.showSuspension],
]

const compiled = routes.map(([name, handler]) => {
  const [method = '', path = ''] = name.replace('v2.5 ', '').split(' ')
  const pattern = new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`)
  return { method, pattern, handler, versions: name.startsWith('v2.5') ? ['v2.5'] : ['v2.4', 'v2.5'] }
})

function findRoute(method: string, version: string, path: string) {
  for (const route of compiled) {
    const match =
      route.method === method && route.versions.includes(version) ? route.pattern.exec(path) : null
    if (!match) continue
    const params = Object.entries(match.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ])
    return { handler: route.handler, params: Object.fromEntries(params) as Record<string, string> }
  }
  return undefined
}

const mostPerSecond = 10

/** Ten calls a second for each key, on the real clock; keys with the word `unlimited` have no limit. */
export function makeLimit() {
  const recent = new Map<string, number[]>()
  return (key: string): boolean => {
    const now = Date.now()
    const calls = (recent.get(key) ?? []).filter((at) => at > now - 1000)
    recent.set(key, calls)
    if (calls.length >= mostPerSecond && !key.includes('unlimited')) return false
    calls.push(now)
    return true
  }
}

function parseBody(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'invalid request body')
  }
}

const toResponse = (answer: unknown) => (answer instanceof Response ? answer : Response.json(answer))

/** Answers one request as the vendor does: route, key, rate, then the work. */
export function makeHandle(store: Store) {
  const mayCall = makeLimit()
  return async (request: Request, path: string): Promise<Response> => {
    const [, version = '', rest = ''] = /^\/esim-go\/(v2\.[45])(\/.*)$/.exec(path) ?? []
    const route = findRoute(request.method, version, rest)
    if (!route) return unhandled(Response.json({ message: 'Not Found' }, { status: 404 }))
    const account = accountOf(store, request.headers.get('x-api-key') ?? '')
    if (!account) {
      const status = rest.startsWith('/orders') ? 401 : 403
      return Response.json({ message: 'access denied' }, { status })
    }
    if (!mayCall(account.key)) return answerRefusal(new Refusal(429, 'Too Many Requests', 1))
    try {
      return toResponse(
        route.handler({
          store,
          account,
          params: { ...route.params, version },
          query: new URL(request.url).searchParams,
          accept: request.headers.get('accept') ?? '',
          body: parseBody(await request.text()),
          now: store.kernel.now(),
        }),
      )
    } catch (error) {
      if (error instanceof Refusal) return answerRefusal(error)
      throw error
    }
  }
}

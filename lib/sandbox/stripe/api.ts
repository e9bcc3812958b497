import { setImmediate } from 'node:timers/promises'
import { type Kernel, unhandled } from '../kernel'
import type { Call } from './call'
import { ApiError, errorBody, invalid, unknownPath } from './errors'
import { expand } from './expand'
import { decodeForm, type FormHash } from './form'
import { fingerprintOf, makeIdempotency } from './idempotency'
import { randomText } from './ids'
import { actingThrough, checkPermission, type Key, readKey } from './keys'
import { findRoute, type Route } from './router'
import { routes } from './routes'
import { apiVersion } from './shape'
import type { Store } from './store'

const cors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, Stripe-Version, Idempotency-Key, Stripe-Account',
  'Access-Control-Expose-Headers': 'Request-Id, Stripe-Manage-Version, Stripe-Should-Retry',
  'Access-Control-Max-Age': '300',
}

export const preflight = () => new Response(null, { status: 204, headers: cors })

type Heard = {
  id: string
  method: string
  path: string
  version: string
  idempotencyKey: string | null
  form: FormHash
}
type Actor = Key & { application: string | null }
type Answer = { status: number; body: string; isReplayed?: boolean; isUnknown?: boolean }

async function hear(request: Request, path: string): Promise<Heard> {
  const text = request.method === 'POST' ? await request.text() : new URL(request.url).search.slice(1)
  return {
    id: `req_${randomText(14)}`,
    method: request.method,
    path,
    version: request.headers.get('stripe-version') ?? apiVersion,
    idempotencyKey: request.method === 'POST' ? request.headers.get('idempotency-key') : null,
    form: decodeForm(text),
  }
}

function respond(heard: Heard, { status, body, isReplayed, isUnknown }: Answer): Response {
  const headers = new Headers({
    ...cors,
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, no-store',
    'Request-Id': heard.id,
    'Stripe-Version': heard.version,
    ...(heard.idempotencyKey && { 'Idempotency-Key': heard.idempotencyKey }),
    ...(isReplayed && { 'Idempotent-Replayed': 'true' }),
  })
  const response = new Response(body, { status, headers })
  return isUnknown ? unhandled(response) : response
}

const nobody = { kind: 'sk', livemode: false } as const

const render = (object: object): string => `${JSON.stringify(object, null, 2)}\n`

/** The vendor's API: every request of `/v1/...` becomes one answer in the vendor's form. */
export function makeApi(kernel: Kernel, store: Store) {
  const idempotency = makeIdempotency(kernel)

  const failed = (heard: Heard, error: ApiError, key: Pick<Key, 'kind' | 'livemode'>): Answer => ({
    status: error.status,
    body: render(errorBody(error, heard.id, key)),
  })

  function execute(heard: Heard, actor: Actor, prepared: ReturnType<Route['prepare']>, id: string): Answer {
    const { account, livemode, kind, application } = actor
    const request = { id: heard.id, idempotency_key: heard.idempotencyKey }
    const scope = { account, livemode }
    const call: Call = { kernel, store, scope, request, isBrowser: kind === 'pk', application }
    const object = expand(call, prepared.run(call, id), prepared.expand)
    return { status: 200, body: render(object) }
  }

  /** Runs once for a key. What was executed is remembered, also a decline; what failed validation is not. */
  async function once(heard: Heard, key: Key, run: () => Answer): Promise<Answer> {
    if (!heard.idempotencyKey) return run()
    const { method, path, form } = heard
    const id = idempotency.idOf(key, heard.idempotencyKey)
    const request = fingerprintOf(method, path, form)
    const known = idempotency.begin(id, request, path)
    if (known) return { ...known, isReplayed: true }
    let answer: Answer | undefined
    try {
      // The vendor takes its time too: what comes meanwhile with the same key finds it in use.
      await setImmediate()
      answer = run()
      return answer
    } catch (error) {
      if (error instanceof ApiError && !error.isValidation) answer = failed(heard, error, key)
      throw error
    } finally {
      idempotency.finish(id, request, path, answer)
    }
  }

  /** The key as the account that it acts for. */
  function actorOf(key: Key, headers: Headers, { _stripe_account: param }: FormHash): Actor {
    const named = key.kind === 'pk' && typeof param === 'string' ? param : headers.get('stripe-account')
    const connection = actingThrough(kernel, key, named)
    return { ...key, account: connection?.account ?? key.account, application: connection?.client ?? null }
  }

  async function answer(heard: Heard, headers: Headers): Promise<Answer> {
    const key = readKey(headers.get('authorization'), heard.form.key)
    try {
      if (!/^\d{4}-\d{2}-\d{2}(\.\w+)?$/.test(heard.version))
        throw invalid(`Invalid Stripe API version: ${heard.version}`)
      const actor = actorOf(key, headers, heard.form)
      const found = findRoute(routes, heard.method, heard.path)
      if (!found) return { ...failed(heard, unknownPath(heard.method, heard.path), key), isUnknown: true }
      checkPermission(actor, found.route.permission, heard.method, found.route.forBrowsers)
      const prepared = found.route.prepare(heard.form, heard.version)
      return await once(heard, actor, () => execute(heard, actor, prepared, found.id))
    } catch (error) {
      if (error instanceof ApiError) return failed(heard, error, key)
      throw error
    }
  }

  return async (request: Request, path: string): Promise<Response> => {
    const heard = await hear(request, path)
    try {
      return respond(heard, await answer(heard, request.headers))
    } catch (error) {
      if (error instanceof ApiError) return respond(heard, failed(heard, error, nobody))
      console.error(`sandbox: stripe ${heard.method} ${heard.path}`, error)
      const body = { type: 'api_error' as const, message: 'The sandbox itself failed: see its log.' }
      return respond(heard, failed(heard, new ApiError(500, body), nobody))
    }
  }
}

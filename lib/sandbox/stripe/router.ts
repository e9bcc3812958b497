import type { Call } from './call'
import type { FormHash } from './form'
import type { Permission } from './keys'
import { list, type Params, readParams, type Spec, text } from './params'

export type Route = {
  method: 'GET' | 'POST' | 'DELETE'
  pattern: RegExp
  permission: Permission
  /** A publishable key may call it. */
  forBrowsers: boolean
  /** Reads the parameters, and gives back what does the work. Throws only for validation. */
  prepare(form: FormHash, version: string): { expand: string[]; run(call: Call, id: string): object }
}

type Options<R> = { required?: readonly R[]; forBrowsers?: boolean; removed?: Record<string, string> }

// What stripe.js adds to its calls.
const browserSpec = { key: text(), _stripe_version: text(), client_secret: text(), _stripe_account: text() }

/**
 * One path of the API: who may call it, which parameters it knows, and what it does. `removed` names parameters that
 * are unknown from a version of the API on.
 */
export function route<S extends Spec, R extends keyof S & string = never>(
  method: Route['method'],
  path: string,
  permission: Permission,
  spec: S,
  run: (call: Call, params: Params<S, R>, id: string) => object,
  { required = [], forBrowsers = false, removed = {} }: Options<R> = {},
): Route {
  const known = { ...(forBrowsers && browserSpec), ...spec, expand: list(text()) }
  return {
    method,
    pattern: new RegExp(`^${path.replace(':id', '([^/]+)')}$`),
    permission,
    forBrowsers,
    prepare(form, version) {
      const isThere = ([name]: [string, unknown]) => !removed[name] || version < removed[name]
      const params = readParams(form, Object.fromEntries(Object.entries(known).filter(isThere)), required)
      const { expand = [], ...rest } = params as { expand?: string[] }
      return { expand, run: (call, id) => run(call, rest as unknown as Params<S, R>, id) }
    },
  }
}

export function findRoute(routes: readonly Route[], method: string, path: string) {
  for (const each of routes) {
    const match = each.method === method ? each.pattern.exec(path) : null
    if (match) return { route: each, id: decodeURIComponent(match[1] ?? '') }
  }
  return undefined
}

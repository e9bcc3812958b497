import type { Docs, Kernel } from '../kernel'
import { ApiError, invalid } from './errors'
import type { Kind, Shapes } from './shape'

/** Whose objects, and of which mode: objects of one scope do not exist for another. */
export type Scope = { account: string; livemode: boolean }

/** What the sandbox remembers of an object and the vendor does not show. */
export type Extra = {
  number?: string
  iban?: string
  cvc?: boolean
  setUp?: boolean
  spent?: boolean
  payout?: string
  used?: boolean
  method?: string
  name?: string
  wish?: string
  connect?: boolean
}

type Row<T> = { scope: string; object: T; extra: Extra }

export type Store = {
  find<K extends Kind>(scope: Scope, kind: K, id: string): Shapes[K] | undefined
  /** Throws the vendor's 404, or 400 when a parameter names the object. */
  get<K extends Kind>(scope: Scope, kind: K, id: string, param?: string): Shapes[K]
  put<K extends Kind>(scope: Scope, kind: K, object: Shapes[K], extra?: Extra): Shapes[K]
  delete(kind: Kind, id: string): void
  extra(kind: Kind, id: string): Extra
  /** Oldest first. */
  list<K extends Kind>(scope: Scope, kind: K): Shapes[K][]
  everyone<K extends Kind>(kind: K): { scope: Scope; object: Shapes[K] }[]
}

const names: Partial<Record<Kind, string>> = {
  payment_method: 'PaymentMethod',
  setup_intent: 'setupintent',
  early_fraud_warning: 'early fraud warning',
  checkout_session: 'checkout.session',
}

const textOf = ({ account, livemode }: Scope) => `${account}/${livemode ? 'live' : 'test'}`

export function scopeOf(text: string): Scope {
  const [account = '', mode] = text.split('/')
  return { account, livemode: mode === 'live' }
}

function missing(kind: Kind, id: string, scope: Scope, otherMode: boolean, param?: string): ApiError {
  const [mode, other] = scope.livemode ? ['live', 'test'] : ['test', 'live']
  const hint = `; a similar object exists in ${other} mode, but a ${mode} mode key was used to make this request.`
  const message = `No such ${names[kind] ?? kind}: '${id}'${otherMode ? hint : ''}`
  if (param) return invalid(message, param, 'resource_missing')
  return new ApiError(404, { type: 'invalid_request_error', code: 'resource_missing', message, param: 'id' })
}

export function makeStore(kernel: Kernel): Store {
  const docs = <K extends Kind>(kind: K): Docs<Row<Shapes[K]>> => kernel.docs(`stripe.${kind}`)

  const find: Store['find'] = (scope, kind, id) => {
    const row = docs(kind).get(id)
    return row && row.scope === textOf(scope) ? row.object : undefined
  }

  return {
    find,
    get(scope, kind, id, param) {
      const object = find(scope, kind, id)
      if (object) return object
      const otherMode = find({ ...scope, livemode: !scope.livemode }, kind, id) !== undefined
      throw missing(kind, id, scope, otherMode, param)
    },
    put(scope, kind, object, extra) {
      const old = docs(kind).get(object.id)
      docs(kind).put(object.id, { scope: textOf(scope), object, extra: { ...old?.extra, ...extra } })
      return object
    },
    delete: (kind, id) => docs(kind).delete(id),
    extra: (kind, id) => docs(kind).get(id)?.extra ?? {},
    list(scope, kind) {
      const wanted = textOf(scope)
      return docs(kind)
        .all()
        .filter((row) => row.scope === wanted)
        .map((row) => row.object)
    },
    everyone: (kind) =>
      docs(kind)
        .all()
        .map(({ scope, object }) => ({ scope: scopeOf(scope), object })),
  }
}

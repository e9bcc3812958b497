import type { Kernel } from '../kernel'
import type { Kind, Shapes } from './shape'
import type { Scope, Store } from './store'

/** One request as its handler sees it; a timer or a control has one too, with `request` empty. */
export type Call = {
  kernel: Kernel
  store: Store
  scope: Scope
  request: { id: string | null; idempotency_key: string | null }
  isBrowser: boolean
  /** The client id of the platform that acts for the account. */
  application: string | null
}

/** What happens by itself or at the vendor's dashboard: no request made it. */
export const quietCall = (kernel: Kernel, store: Store, scope: Scope): Call => ({
  kernel,
  store,
  scope,
  request: { id: null, idempotency_key: null },
  isBrowser: false,
  application: null,
})

/** Changes an object and keeps it. */
export function change<K extends Kind>(
  call: Call,
  kind: K,
  object: Shapes[K],
  to: Partial<Shapes[K]>,
): Shapes[K] {
  return call.store.put(call.scope, kind, { ...object, ...to })
}

/** `onTimer(kind, {id})` of this scope, in so many seconds of the sandbox's clock. */
export function later(call: Call, afterS: number, kind: string, id: string) {
  const data = { id, account: call.scope.account, livemode: call.scope.livemode }
  call.kernel.later({ at: call.kernel.now() + afterS, service: 'stripe', kind, data })
}

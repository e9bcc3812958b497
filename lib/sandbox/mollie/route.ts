import type { Key } from './keys'
import type { Store } from './store'

export type Call = { store: Store; key: Key; url: URL; body: Record<string, unknown>; ids: string[] }
export type Result = { status: number; body: object } | { status: 204 }
export type Route = [method: string, path: RegExp, answer: (call: Call) => Result]

export const ok = (body: object, status = 200): Result => ({ status, body })

export const origin = ({ store }: Call): string => store.kernel.url

const id = '([a-z]+_[A-Za-z0-9]+)'

/** A path below `/v2/`; each `:id` is caught. */
export const at = (path: string) => new RegExp(`^/mollie/v2/${path.replaceAll(':id', id)}/?$`)

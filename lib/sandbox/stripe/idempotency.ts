import { createHash } from 'node:crypto'
import type { Kernel } from '../kernel'
import { ApiError } from './errors'
import type { Key } from './keys'

type Answer = { status: number; body: string }
type Kept = Answer & { request: string; path: string; at: number }

const lifeS = 24 * 3600
const longestKey = 255

const refused = (status: number, message: string, code?: string) =>
  new ApiError(status, { type: code ? 'invalid_request_error' : 'idempotency_error', code, message })

/** What an idempotency key remembers (psp.md 3.17): one answer for each key of an account and mode, for a day. */
export function makeIdempotency(kernel: Kernel) {
  const kept = kernel.docs<Kept>('stripe.idempotency')
  const running = new Set<string>()

  /** The remembered answer, or undefined after which `finish` has to be called. Throws for a key that is misused. */
  function begin(id: string, request: string, path: string): Answer | undefined {
    if (running.has(id))
      throw refused(
        409,
        'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through). Please try again later.',
        'idempotency_key_in_use',
      )
    const known = kept.get(id)
    if (known && known.at + lifeS > kernel.now()) {
      const rule = known.path === path ? 'with the same parameters' : 'for the same endpoint'
      if (known.request === request) return known
      throw refused(
        400,
        `Keys for idempotent requests can only be used ${rule} they were first used with. Try using a key other than '${id.split(' ')[1]}' if you meant to execute a different request.`,
      )
    }
    running.add(id)
    return undefined
  }

  return {
    begin,
    idOf(key: Key, header: string): string {
      if (header.length > longestKey)
        throw refused(400, `Idempotency keys can only be up to ${longestKey} characters long.`)
      return `${key.account}/${key.livemode ? 'live' : 'test'} ${header}`
    },
    finish(id: string, request: string, path: string, answer: Answer | undefined) {
      running.delete(id)
      if (answer) kept.put(id, { ...answer, request, path, at: kernel.now() })
    },
  }
}

export const fingerprintOf = (method: string, path: string, form: object): string =>
  createHash('sha256')
    .update(JSON.stringify([method, path, form]))
    .digest('base64url')

import { randomBytes } from 'node:crypto'
import type { Refusal } from './errors'
import { type Store, stamp } from './store'

export type Pairs = Record<string, string>

const build = '58358310'

/** Name-value pairs as the API sends them: always HTTP 200, what happened stands in `ACK`. */
export function answer(store: Store, pairs: Pairs): Response {
  const all: Pairs = {
    ...pairs,
    TIMESTAMP: stamp(store.kernel.now()),
    CORRELATIONID: randomBytes(6).toString('hex'),
    ACK: pairs.ACK ?? 'Success',
    VERSION: pairs.VERSION ?? '119.0',
    BUILD: build,
  }
  const text = Object.entries(all).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return new Response(text.join('&'), { headers: { 'Content-Type': 'text/plain; charset=utf-8' } })
}

const message = (code: number, short: string, long: string, severity: string): Pairs => ({
  L_ERRORCODE0: String(code),
  L_SHORTMESSAGE0: short,
  L_LONGMESSAGE0: long,
  L_SEVERITYCODE0: severity,
})

export const failure = ({ code, short, message: long }: Refusal): Pairs => ({
  ACK: 'Failure',
  ...message(code, short, long, 'Error'),
})

export const warning = (pairs: Pairs, code: number, short: string, long: string): Pairs => ({
  ...pairs,
  ACK: 'SuccessWithWarning',
  ...message(code, short, long, 'Warning'),
})

/** `undefined` leaves a pair out. */
export const pairsOf = (found: Record<string, string | null | undefined>): Pairs =>
  Object.fromEntries(Object.entries(found).filter((pair): pair is [string, string] => pair[1] != null))

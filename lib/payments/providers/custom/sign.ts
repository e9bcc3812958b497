import { createHash, createHmac } from 'node:crypto'
import { sameText } from '@/lib/core/secrets'

// docs/connect-custom-url.md describes all of this to whoever writes the other side.
const toleranceSeconds = 300

const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex')

/** `sig` of an address: HMAC-SHA256 over all other parameters, `name=value` a line, by name, values as they are decoded. */
export function signatureOf(secret: string, params: URLSearchParams): string {
  const lines = [...params].filter(([name]) => name !== 'sig').map(([name, value]) => `${name}=${value}`)
  return hmac(secret, lines.sort().join('\n'))
}

/** Whether the header is `t=<unix seconds>,v1=<HMAC-SHA256 of "t.body">` of the last five minutes, or of the next five. */
export function isSigned(secret: string, header: string, body: string, now = Date.now()): boolean {
  const [, at = '', proof = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header.trim()) ?? []
  if (!at || Math.abs(now / 1000 - Number(at)) > toleranceSeconds) return false
  return sameText(proof, hmac(secret, `${at}.${body}`))
}

/** Whether the header is `Bearer <secret>`. */
export const isBearer = (secret: string, header: string): boolean =>
  sameText(header.replace(/^bearer +/i, ''), secret) && /^bearer /i.test(header)

/** What a gateway of the legacy form sends as `hash`: it proves the sender, and nothing can be signed with it. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'

/** What is known of a request besides its content. */
export type Origin = { requestId: string; ip: string; userAgent: string }

export const requestIdHeader = 'x-request-id'
/** Path and query of the page that was asked for; set by `proxy.ts`. */
export const requestPathHeader = 'x-request-path'

/** The id that a caller gave, if it is harmless in a log; else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(requestIdHeader) ?? ''
  return /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
}

// Each proxy appends who called it, so only the last entry was not written by the caller himself.
function ipOf(headers: Headers): string {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return isIP(last) ? last : 'unknown'
}

/** Reads request id, address and browser of a request from its headers. Works on `Request` and Next's `headers()`. */
export const originOf = (headers: Headers): Origin => ({
  requestId: requestIdOf(headers),
  ip: ipOf(headers),
  userAgent: headers.get('user-agent')?.slice(0, 300) ?? '',
})

/** A path within this site, or the fallback: what `?next=` may lead to. */
export function safePath(path: unknown, fallback: string): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])[^\\\s]*$/.test(path)) return fallback
  return path
}

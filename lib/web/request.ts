import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { isCountry } from '@/lib/core/countries'
import { env } from '@/lib/core/env'
import { peerHeader } from './peer'

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

// As some gateways write it: `203.0.113.7:4711`, `[2001:db8::1]:4711`.
const withPort = /^(?:\[([^\]]+)\]|(\d[\d.]+))(?::\d+)?$/

/**
 * Each proxy appends who called it, and the last who called us. What stands before the entries of our own proxies was
 * written by the caller himself. A list too short did not come through all of them: then only the socket is sure.
 */
function ipOf(headers: Headers, proxies: number): string {
  const forwarded = headers.get('x-forwarded-for')?.split(',') ?? []
  const peer = headers.get(peerHeader) ?? ''
  const seen = proxies > 0 && forwarded.length >= proxies ? forwarded.at(-proxies)! : peer
  const ip = seen
    .trim()
    .replace(withPort, '$1$2')
    .replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(ip) ? ip : 'unknown'
}

/**
 * Reads request id, address and browser of a request from its headers, as `markPeers` left them and `proxies` of our own
 * in front of us passed them on. Works on `Request` and Next's `headers()`.
 */
export const originOf = (headers: Headers, proxies = env.TRUSTED_PROXIES): Origin => ({
  requestId: requestIdOf(headers),
  ip: ipOf(headers, proxies),
  userAgent: headers.get('user-agent')?.slice(0, 300) ?? '',
})

/**
 * The country of a visitor, as a proxy of our own wrote it into COUNTRY_HEADER; null without one. Only proxies that we
 * trust can be believed: anybody can send a header.
 */
export function countryOf(headers: Headers, { COUNTRY_HEADER, TRUSTED_PROXIES } = env): string | null {
  if (!COUNTRY_HEADER || TRUSTED_PROXIES === 0) return null
  const code = headers.get(COUNTRY_HEADER)?.trim().toUpperCase() ?? ''
  return isCountry(code) ? code : null
}

/** A path within this site, or the fallback: what `?next=` may lead to. */
export function safePath(path: unknown, fallback: string): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])[^\\\s]*$/.test(path)) return fallback
  return path
}

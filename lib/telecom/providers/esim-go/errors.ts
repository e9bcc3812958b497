import type { Answer } from '@/lib/core/http'
import { TelecomError, type TelecomErrorKind } from '../../provider'
import type { Call } from './client'

export const name = 'esim-go'

const advice: Record<TelecomErrorKind, string> = {
  auth: 'eSIM Go did not accept the API key. Copy it again from Account Settings > API Details, and if you limit addresses there, add this server.',
  permission: 'eSIM Go says that this eSIM is not in your account.',
  not_found: 'eSIM Go does not know this eSIM, bundle or order.',
  validation: 'eSIM Go did not accept the request.',
  insufficient_balance: 'The balance at eSIM Go is too low. Add credit in its portal, then try again.',
  out_of_stock: 'eSIM Go has none of this bundle left. Choose another one.',
  not_compatible: 'This bundle does not fit this eSIM. Choose another one, or allow a new eSIM.',
  not_ready: 'eSIM Go is still working on it. Ask again in a moment.',
  conflict: 'eSIM Go refused because something else changed this meanwhile.',
  rate_limited: 'eSIM Go takes 10 calls a second and wants a pause. Ask again in a moment.',
  provider_unavailable: 'eSIM Go cannot be reached or does not work at the moment. Try again later.',
  unsupported: 'eSIM Go cannot do this.',
  unknown_outcome:
    'eSIM Go gave no clear answer to a purchase. Look for it among its orders before buying again.',
}

/** The vendor has one error form, `{message}`, and only its text tells these apart. */
const wording: [RegExp, TelecomErrorKind][] = [
  [/balance|funds|credit/i, 'insufficient_balance'],
  [/compatib/i, 'not_compatible'],
  [/stock|sold out|no (available )?bundles?|bundles? (left|available)/i, 'out_of_stock'],
]

const byWording = (message: string) => wording.find(([pattern]) => pattern.test(message))?.[1]

function kindOf({ path, buys }: Call, status: number, message: string): TelecomErrorKind {
  if (status === 401) return 'auth'
  if (status === 404) return 'not_found'
  if (status === 409) return 'conflict'
  if (status === 429) return 'rate_limited'
  // 403 is a bad key, no bundle left, or an eSIM of somebody else (OpenAPI 2.4.0).
  if (status === 403) return byWording(message) ?? kindOfDenial(path, message)
  if (status >= 400 && status < 500 && status !== 408)
    return (
      byWording(message) ?? (/not found|does not exist|unknown/i.test(message) ? 'not_found' : 'validation')
    )
  if (buys) return 'unknown_outcome'
  return status === 503 ? 'not_ready' : 'provider_unavailable'
}

const kindOfDenial = (path: string, message: string): TelecomErrorKind =>
  /\d{17,20}/.test(path + message) && !/access denied|api.?key|token|unauthori[sz]ed/i.test(message)
    ? 'permission'
    : 'auth'

/** `message` of the error, or plain text, which /orders sends; the API key never stays in it. */
function saidIn(text: string, apiKey: string): string {
  let said = text
  try {
    const body: unknown = JSON.parse(text)
    said = body && typeof body === 'object' && 'message' in body ? String(body.message) : ''
  } catch {
    if (/^\s*</.test(text)) said = ''
  }
  return said.replaceAll(apiKey, '***').trim().slice(0, 200)
}

/** `Retry-After` in seconds, as the vendor sends it, or as a date, which HTTP allows too. */
export function retryAfterMs(headers: Headers): number | undefined {
  const given = headers.get('retry-after')
  if (!given) return undefined
  const ms = /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, Math.ceil(ms)) : undefined
}

/** A status other than 2xx as an error: what kind, what the vendor said, and when to come back. */
export function refusal(call: Call, { status, headers, text }: Answer, apiKey: string): TelecomError {
  const said = saidIn(text, apiKey)
  const kind = kindOf(call, status, said)
  return new TelecomError(name, kind, said ? `${advice[kind]} It said: ${said}` : advice[kind], {
    httpStatus: status,
    retryAfterMs: retryAfterMs(headers),
  })
}

/** Failures before the request left: a purchase that ends so was certainly not made. */
const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

function wasUnsent(cause: unknown): boolean {
  for (let each = cause; each instanceof Error; each = each.cause)
    if ('code' in each && unsent.has(String(each.code))) return true
  return false
}

/** No answer at all. For a purchase that left the house nobody knows what happened. */
export function silence(call: Call, cause: unknown): TelecomError {
  const kind = call.buys && !wasUnsent(cause) ? 'unknown_outcome' : 'provider_unavailable'
  return new TelecomError(name, kind, advice[kind], { cause })
}

import { createHash } from 'node:crypto'
import { env } from '@/lib/core/env'
import { hashToken, sameText } from '@/lib/core/secrets'
import { securityHeaders } from './csp'

/** A drawn page, ready to be sent; Next compresses it on the way, and takes no answer that is compressed. */
type Drawn = {
  status: number
  etag: string
  policy: string
  bytes: Uint8Array<ArrayBuffer>
  drawnAt: number
}
type Cache = { pages: Map<string, Drawn>; drawing: Map<string, Promise<Drawn>> }

const freshMs = 5_000
const staleMs = 60_000
const mostPages = 500

// Next loads a module once for each bundle: one cache for the process all the same.
const shared = globalThis as { simyardShopWindow?: Cache }
shared.simyardShopWindow ??= { pages: new Map(), drawing: new Map() }
const { pages, drawing } = shared.simyardShopWindow

/** A page without scripts says by its markup that it is a 404: Next's own would be drawn in the browser. */
const missingMark = 'data-status="404"'
const secretHeader = 'x-shop-window'
const secret = () => hashToken(`shop window ${env.AUTH_SECRET}`)

/** Whether a request for a page of the shop window comes from `shopWindow` itself; nobody else may see it undressed. */
export const isFromShopWindow = (headers: Headers): boolean =>
  sameText(headers.get(secretHeader) ?? '', secret())

/** Forgets what is drawn, because something that it shows was changed. Other processes see it within seconds. */
export function forgetShopWindow(): void {
  pages.clear()
  // What is being drawn now may show the old state: nobody new waits for it, and it is not kept.
  drawing.clear()
}

/**
 * Answers with a page of the shop window: drawn by Next under `/store-window`, without any script, kept in memory. A
 * page that is a little old is sent at once and drawn anew behind it.
 */
export async function shopWindow(request: Request, path: string): Promise<Response> {
  const query = queryOf(request)
  const drawn = await pageAt(`${path}${query}`)
  const headers = headersOf(drawn)
  if (drawn.status === 200 && request.headers.get('if-none-match') === drawn.etag)
    return new Response(null, { status: 304, headers })
  return new Response(drawn.bytes, { status: drawn.status, headers })
}

// Only what the pages understand: else any made-up query would be a page of its own.
function queryOf(request: Request): string {
  const given = new URL(request.url).searchParams
  const query = new URLSearchParams()
  for (const name of ['q', 'tab']) {
    const value = given.get(name)?.trim().slice(0, 60)
    if (value) query.set(name, value)
  }
  return query.size ? `?${query}` : ''
}

const headersOf = ({ etag, policy }: Drawn): Record<string, string> => ({
  ...securityHeaders({ isHttps: env.APP_URL.startsWith('https://') }),
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'cache-control': 'public, max-age=0, must-revalidate',
  etag,
})

async function pageAt(key: string): Promise<Drawn> {
  const found = pages.get(key)
  const age = found ? Date.now() - found.drawnAt : Number.POSITIVE_INFINITY
  if (found && age < freshMs) return found
  const next = drawing.get(key) ?? begin(key)
  if (!found || age >= staleMs) return next
  next.catch(() => {})
  return found
}

/** However many ask for a page, it is drawn once. */
function begin(key: string): Promise<Drawn> {
  const next = draw(key).then((drawn) => {
    if (drawing.get(key) === next) keep(key, drawn)
    return drawn
  })
  drawing.set(key, next)
  const done = () => drawing.get(key) === next && drawing.delete(key)
  next.then(done, done)
  return next
}

/** The oldest goes when there are too many; what was not found is not kept. */
function keep(key: string, drawn: Drawn): void {
  pages.delete(key)
  if (drawn.status === 200) pages.set(key, drawn)
  if (pages.size > mostPages) pages.delete(pages.keys().next().value!)
}

async function draw(key: string): Promise<Drawn> {
  const response = await fetch(`http://127.0.0.1:${env.PORT}/store-window${key}`, {
    headers: { [secretHeader]: secret(), 'accept-encoding': 'identity' },
    redirect: 'manual',
    cache: 'no-store',
    signal: AbortSignal.timeout(30_000),
  })
  const html = await response.text()
  if (response.status >= 500) throw new Error(`the shop window ${key} could not be drawn`)
  return dress(html.includes(missingMark) ? 404 : response.status, html)
}

function dress(status: number, html: string): Drawn {
  const text = withoutScripts(html)
  const bytes = new Uint8Array(Buffer.from(text))
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { status, etag, policy: policyFor(text), bytes, drawnAt: Date.now() }
}

/** The page without everything that runs or only serves what runs. */
export const withoutScripts = (html: string): string =>
  html
    .replace(/<script\b[^>]*>[\s\S]*?<\/script>/gi, '')
    .replace(/<link\b[^>]*\bas="script"[^>]*>/gi, '')
    .replace(/ nonce="[^"]*"/g, '')

const plainText = (attribute: string): string =>
  attribute
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')

/** Nothing runs, and of styles only our sheet and the very attributes that the page was drawn with. */
export function policyFor(html: string): string {
  const styles = new Set([...html.matchAll(/ style="([^"]*)"/g)].map(([, style]) => plainText(style!)))
  const hashes = [...styles].map((style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`)
  return [
    "default-src 'none'",
    "script-src 'none'",
    "style-src 'self'",
    ...(hashes.length ? [`style-src-attr 'unsafe-hashes' ${hashes.join(' ')}`] : []),
    "img-src 'self' data:",
    "font-src 'self'",
    // Nothing here connects; Lighthouse reads robots.txt in the name of the page.
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

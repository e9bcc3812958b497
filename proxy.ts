import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { env } from '@/lib/core/env'
import { contentSecurityPolicy, securityHeaders } from '@/lib/web/csp'
import { isOrderPage, isShopWindow, storePathOf } from '@/lib/web/hosts'
import { requestIdHeader, requestIdOf, requestPathHeader } from '@/lib/web/request'

const takesPayments = (path: string): boolean =>
  /^\/(store|pay|mend|admin\/[^/]+\/payment-methods)\//.test(path)

const signsInElsewhere = (path: string): boolean => /^\/admin\/[^/]+\/settings\/billing\//.test(path)

function pathOf({ nextUrl }: NextRequest): string {
  const query = new URLSearchParams(nextUrl.searchParams)
  query.delete('_rsc')
  return nextUrl.pathname + (query.size ? `?${query}` : '')
}

/** Before every page: a fresh nonce and the headers that guard it, and an id that the log lines of the request bear. */
export function proxy(request: NextRequest) {
  const { pathname, search } = request.nextUrl
  // Stores also answer under host names of their own.
  const ofStore = storePathOf(request.headers.get('host'), pathname)
  const path = ofStore ?? pathname
  const place = ofStore && new URL(ofStore + search, request.url)
  if (place && isShopWindow(path)) return NextResponse.rewrite(place)
  const isHttps = env.APP_URL.startsWith('https://')
  const policy = contentSecurityPolicy({
    nonce: randomBytes(16).toString('base64'),
    pays: takesPayments(path),
    signsIn: signsInElsewhere(path),
    sandbox: env.SANDBOX === 'on' ? env.SANDBOX_URL : null,
    isHttps,
    isDev: env.NODE_ENV === 'development',
  })
  const headers = new Headers(request.headers)
  const id = requestIdOf(request.headers)
  headers.set(requestIdHeader, id)
  headers.set(requestPathHeader, pathOf(request))
  // Next reads the nonce for its own scripts from here.
  headers.set('Content-Security-Policy', policy)
  const passed = { request: { headers } }
  const response = place ? NextResponse.rewrite(place, passed) : NextResponse.next(passed)
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set(requestIdHeader, id)
  for (const [name, value] of Object.entries(securityHeaders({ isHttps }))) response.headers.set(name, value)
  // The address of an order is the key to it: no other site may learn it from a link.
  if (isOrderPage(path)) response.headers.set('Referrer-Policy', 'no-referrer')
  return response
}

// Not the API: its bodies would be held in memory here, and its answers are no pages. Not the pages of shop windows
// (lib/web/hosts.ts), which are answered from memory and bear their own headers.
export const config = {
  matcher: [
    '/((?!api/|_next/static|_next/image|favicon|store/[^/]+(?:/plans/[^/]+|/(?!account$)[^/]+)?$).*)',
  ],
}

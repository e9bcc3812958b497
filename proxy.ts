import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { env } from '@/lib/core/env'
import { contentSecurityPolicy, securityHeaders } from '@/lib/web/csp'
import { requestIdHeader, requestIdOf, requestPathHeader } from '@/lib/web/request'

// Stores also answer under host names of their own, where every page may lead to the checkout.
const takesPayments = (request: NextRequest): boolean =>
  /^\/(store|pay)\//.test(request.nextUrl.pathname) ||
  request.headers.get('host') !== new URL(env.APP_URL).host

function pathOf({ nextUrl }: NextRequest): string {
  const query = new URLSearchParams(nextUrl.searchParams)
  query.delete('_rsc')
  return nextUrl.pathname + (query.size ? `?${query}` : '')
}

/** Before every page: a fresh nonce and the headers that guard it, and an id that the log lines of the request bear. */
export function proxy(request: NextRequest) {
  const isHttps = env.APP_URL.startsWith('https://')
  const policy = contentSecurityPolicy({
    nonce: randomBytes(16).toString('base64'),
    pays: takesPayments(request),
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
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set(requestIdHeader, id)
  for (const [name, value] of Object.entries(securityHeaders({ isHttps }))) response.headers.set(name, value)
  return response
}

// Not the API: its bodies would be held in memory here, and its answers are no pages.
export const config = { matcher: ['/((?!api/|_next/static|_next/image|favicon).*)'] }

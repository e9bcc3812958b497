import { cookies, headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { decode, encode } from 'next-auth/jwt'
import { cache } from 'react'
import { env } from '@/lib/core/env'
import { AppError, notFound as noSuch } from '@/lib/core/error'
import { storeAccountOf } from '@/lib/tenancy/accounts'
import type { Context } from '@/lib/tenancy/context'
import { findMembership, type Tenant } from '@/lib/tenancy/organizations'
import type { Role } from '@/lib/tenancy/permissions'
import { findSession, sessionSeconds, type User } from '@/lib/tenancy/sessions'
import { requestPathHeader, safePath } from './request'

export type TenantContext = Context & {
  readonly actor: { kind: 'user'; id: string; role: Role }
  readonly tenant: Tenant
  readonly user: User
}

const isSecure = () => env.APP_URL.startsWith('https://')

/** The names that next-auth gives its session cookie. */
const cookieName = () => `${isSecure() ? '__Secure-' : ''}next-auth.session-token`

/** The value of the session cookie: our session id, sealed by next-auth with AUTH_SECRET. */
export const sealSession = (id: string): Promise<string> =>
  encode({ token: { sid: id }, secret: env.AUTH_SECRET, maxAge: sessionSeconds })

/** Puts the session into the browser. Only in a server action or a route. */
export async function setSession(id: string): Promise<void> {
  const store = await cookies()
  store.set(cookieName(), await sealSession(id), {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(),
    path: '/',
    maxAge: sessionSeconds,
  })
}

export async function clearSession(): Promise<void> {
  const store = await cookies()
  store.delete({ name: cookieName(), path: '/', secure: isSecure() })
}

async function readCookie(): Promise<string | null> {
  const sealed = (await cookies()).get(cookieName())?.value
  if (!sealed) return null
  // A cookie that does not open was made with another AUTH_SECRET, has run out, or is forged: nobody is signed in.
  const token = await decode({ token: sealed, secret: env.AUTH_SECRET }).catch(() => null)
  return typeof token?.sid === 'string' ? token.sid : null
}

/** Who is signed in, and by which session; null when nobody is. Asks the database once for each request. */
export const currentSession = cache(async (): Promise<{ id: string; user: User } | null> => {
  const id = await readCookie()
  const user = id && (await findSession(id))
  return id && user ? { id, user } : null
})

/** Who is signed in; null when nobody is. */
export const currentUser = async (): Promise<User | null> => (await currentSession())?.user ?? null

/** The session of this request, or off to the sign-in page and back. */
export async function needSession(fallback = '/'): Promise<{ id: string; user: User }> {
  const session = await currentSession()
  if (session) return session
  const path = safePath((await headers()).get(requestPathHeader), fallback)
  redirect(`/sign-in?next=${encodeURIComponent(path)}`)
}

/**
 * Who asks, for pages and actions below `/admin/{slug}`: the `Context` of every verb, with the organization and the
 * person. Not signed in: redirects to the sign-in page and back. Unknown slug and not a member: the same 404. End users have no part here: redirects to their account in the store.
 */
export const tenantContext = cache(async (slug: string): Promise<TenantContext> => {
  const { user } = await needSession(`/admin/${slug}`)
  const found = await findMembership(user.id, slug)
  if (!found) notFound()
  if (found.role === 'endUser') redirect(await storeAccountOf(found.tenant.id))
  const { tenant, role, companyId } = found
  return { tenantId: tenant.id, companyId, actor: { kind: 'user', id: user.id, role }, tenant, user }
})

/**
 * The same for routes below `/api/admin/{slug}`, which answer with errors in place of pages: throws `unauthenticated`,
 * `not_found`, and `forbidden` for a request that another site made.
 */
export async function routeContext(slug: string): Promise<TenantContext> {
  const site = (await headers()).get('sec-fetch-site')
  if (site && site !== 'same-origin' && site !== 'none')
    throw new AppError('forbidden', 'Another site asked for this. Open the page yourself and try again.')
  const session = await currentSession()
  if (!session)
    throw new AppError('unauthenticated', 'You are signed out. Sign in again, then try once more.')
  const found = await findMembership(session.user.id, slug)
  if (!found || found.role === 'endUser') throw noSuch('organization', slug)
  const { tenant, role, companyId } = found
  const actor = { kind: 'user' as const, id: session.user.id, role }
  return { tenantId: tenant.id, companyId, actor, tenant, user: session.user }
}

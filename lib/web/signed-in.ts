import { notFound, redirect } from 'next/navigation'
import { AppError } from '@/lib/core/error'
import { withRequestId } from '@/lib/core/log'
import { endSignIn, Returned } from '@/lib/payments/end-sign-in'
import { requestIdOf } from './request'
import { currentSession, tenantContext } from './session'

/**
 * The door back from a provider where someone signed in to connect an account: ends the sign-in and goes on to the page of
 * the connection, or to that of the form, which say why it did not work. Who has been signed out meanwhile signs in first.
 */
export async function signedIn(
  request: Request,
  { params }: { params: Promise<{ provider: string }> },
): Promise<Response> {
  const { pathname, search, searchParams: query } = new URL(request.url)
  const parsed = Returned.safeParse({ ...Object.fromEntries(query), ...(await params) })
  const slug = parsed.data?.state.split('.')[0]
  if (!parsed.success || !slug) notFound()
  if (!(await currentSession())) redirect(`/sign-in?next=${encodeURIComponent(pathname + search)}`)
  const ctx = await tenantContext(slug)
  const root = `/admin/${slug}/settings/billing`
  const path = await withRequestId(requestIdOf(request.headers), async () => {
    const form = `${root}/new?provider=${encodeURIComponent(parsed.data.provider)}`
    try {
      const { id, status, connectionId } = await endSignIn(ctx, parsed.data)
      if (status === 'connected') return `${root}/${connectionId}`
      return connectionId ? `${root}/${connectionId}?attempt=${id}` : `${form}&attempt=${id}`
    } catch (error) {
      if (error instanceof AppError) return `${form}&attempt=none`
      throw error
    }
  })
  redirect(path)
}

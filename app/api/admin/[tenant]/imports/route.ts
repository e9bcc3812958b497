import { z } from 'zod'
import { AppError } from '@/lib/core/error'
import { receiveImport } from '@/lib/sims/import/upload'
import { api, json } from '@/lib/web/api'
import { routeContext } from '@/lib/web/session'

const Params = z.object({ tenant: z.string() })

const pageOf = (tenant: string) => `/admin/${encodeURIComponent(tenant)}/sims/import`

const seeOther = (location: string) => new Response(null, { status: 303, headers: { location } })

/** What was wrong, as a word for the page with the form: a plain form cannot read an answer in JSON. */
function problemOf(error: unknown): string | null {
  if (!(error instanceof AppError)) return null
  return error.code === 'too_large' ? error.code : (Object.keys(error.detail.fields ?? {})[0] ?? error.code)
}

/** Takes in a file of SIMs: from a script, which is answered in JSON, and from a plain form, which is led on. */
export const POST = api({
  params: Params,
  async handle(_who, { params: { tenant }, request }) {
    const isScript = request.headers.get('accept')?.includes('application/json')
    try {
      const ctx = await routeContext(tenant)
      const id = await receiveImport(ctx, request.headers.get('content-type') ?? '', request.body)
      const href = `${pageOf(tenant)}/${id}`
      return isScript ? json(201, { id, href }) : seeOther(href)
    } catch (error) {
      const problem = problemOf(error)
      if (isScript || !problem) throw error
      return problem === 'unauthenticated'
        ? seeOther(`/sign-in?next=${encodeURIComponent(pageOf(tenant))}`)
        : seeOther(`${pageOf(tenant)}?problem=${problem}`)
    }
  },
})

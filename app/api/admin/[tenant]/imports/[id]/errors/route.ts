import { Readable } from 'node:stream'
import { z } from 'zod'
import { importErrors } from '@/lib/sims/import/errors'
import { api } from '@/lib/web/api'
import { routeContext } from '@/lib/web/session'

/** The rows of an import that cannot be taken, with their reasons, to be corrected and uploaded again. */
export const GET = api({
  params: z.object({ tenant: z.string(), id: z.string() }),
  async handle(_who, { params: { tenant, id } }) {
    const { fileName, csv } = await importErrors(await routeContext(tenant), id)
    return new Response(Readable.toWeb(Readable.from(csv)) as ReadableStream, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="errors.csv"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  },
})

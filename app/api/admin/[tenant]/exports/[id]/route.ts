import { Readable } from 'node:stream'
import { z } from 'zod'
import { downloadExport } from '@/lib/transactions/export'
import { api } from '@/lib/web/api'
import { routeContext } from '@/lib/web/session'

/** The file of a finished export, for whoever asked for it. */
export const GET = api({
  params: z.object({ tenant: z.string(), id: z.string() }),
  async handle(_who, { params: { tenant, id } }) {
    const file = await downloadExport(await routeContext(tenant), id)
    return new Response(Readable.toWeb(file) as ReadableStream, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="transactions.csv"',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  },
})

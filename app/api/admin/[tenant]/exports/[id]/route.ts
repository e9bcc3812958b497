import { Readable } from 'node:stream'
import { z } from 'zod'
import { downloadExport } from '@/lib/transactions/export'
import { api } from '@/lib/web/api'
import { routeContext } from '@/lib/web/session'

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** The file of a finished export, for whoever asked for it. */
export const GET = api({
  params: z.object({ tenant: z.string(), id: z.string() }),
  async handle(_who, { params: { tenant, id } }) {
    const { file, format } = await downloadExport(await routeContext(tenant), id)
    return new Response(Readable.toWeb(file) as ReadableStream, {
      headers: {
        'content-type': types[format],
        'content-disposition': `attachment; filename="transactions.${format}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  },
})

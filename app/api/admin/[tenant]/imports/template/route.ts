import { z } from 'zod'
import { templateCsv, templateXlsx } from '@/lib/sims/file/template'
import { api } from '@/lib/web/api'
import { routeContext } from '@/lib/web/session'

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** An empty list of SIMs to fill in: `?as=csv` or `?as=xlsx`. */
export const GET = api({
  params: z.object({ tenant: z.string() }),
  query: z.object({ as: z.enum(['csv', 'xlsx']).catch('csv') }),
  async handle(_who, { params: { tenant }, query: { as } }) {
    await routeContext(tenant)
    return new Response(as === 'csv' ? templateCsv() : await templateXlsx(), {
      headers: {
        'content-type': types[as],
        'content-disposition': `attachment; filename="sims.${as}"`,
        'x-content-type-options': 'nosniff',
      },
    })
  },
})

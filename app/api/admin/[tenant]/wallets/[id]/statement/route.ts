import { z } from 'zod'
import { StatementQuery } from '@/lib/wallets/statement'
import { statementFile } from '@/lib/wallets/statement-file'
import { api } from '@/lib/web/api'
import { csvResponse } from '@/lib/web/csv'
import { routeContext } from '@/lib/web/session'

/** The statement of a wallet over the days that the page shows. */
export const GET = api({
  params: z.object({ tenant: z.string(), id: z.string() }),
  query: StatementQuery.pick({ since: true, until: true }),
  async handle(_who, { params: { tenant, id }, query }) {
    const ctx = await routeContext(tenant)
    return csvResponse(await statementFile(ctx, id, query, ctx.tenant.timezone))
  },
})

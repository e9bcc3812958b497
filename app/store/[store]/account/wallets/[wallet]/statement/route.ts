import { z } from 'zod'
import { StatementQuery } from '@/lib/wallets/statement'
import { statementFile } from '@/lib/wallets/statement-file'
import { api } from '@/lib/web/api'
import { routeBuyer } from '@/lib/web/buyer'
import { csvResponse } from '@/lib/web/csv'

/** The statement of one's own wallet over the days that the page shows. */
export const GET = api({
  params: z.object({ store: z.string(), wallet: z.string() }),
  query: StatementQuery.pick({ since: true, until: true }),
  async handle(_who, { params: { store, wallet }, query }) {
    const buyer = await routeBuyer(store)
    return csvResponse(await statementFile(buyer, wallet, query, buyer.tenant.timezone))
  },
})

import { and, eq } from 'drizzle-orm'
import { exports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { keptDays, openExport } from './files'
import { exportTransactions } from './jobs'
import { TransactionFilter } from './query'

/** What a person asked to be exported is shown to that person alone. */
const own = (ctx: Context, id: string) => and(eq(exports.id, id), eq(exports.actorId, ctx.actor.id))

/** Asks for the transactions that `filter` leaves as a file; a job writes it. Gives the id of the export. */
export async function startExport(
  ctx: Context,
  filter: TransactionFilter,
  timezone: string,
  format: 'csv' | 'xlsx' = 'csv',
): Promise<string> {
  authorize(ctx, 'payments:export')
  return inTenant(ctx, async (tx) => {
    const query = { ...filter, timezone }
    const [row] = await tx
      .insert(exports)
      .values({ kind: 'transactions', format, query, actorId: ctx.actor.id })
      .returning({ id: exports.id })
    const { id } = row!
    await enqueue(tx, exportTransactions, { tenantId: ctx.tenantId, exportId: id }, { key: `export:${id}` })
    await audit(tx, ctx, 'transactions.export', id, { filter })
    return id
  })
}

/** How far an export is. Throws `not_found`, also for what another person asked for. */
export async function getExport(ctx: Context, id: string) {
  authorize(ctx, 'payments:export')
  const [found] = await inTenant(ctx, (tx) => tx.select().from(exports).where(own(ctx, id)))
  if (!found) throw notFound('export', id)
  const { status, format, problem, doneRows, createdAt } = found
  return { id, status, format, problem, doneRows, createdAt, filter: TransactionFilter.parse(found.query) }
}

/** The file of a finished export, as a stream. Throws `not_found`, and `precondition` while it is written or once it is cleared away. */
export async function downloadExport(ctx: Context, id: string) {
  const { status, format } = await getExport(ctx, id)
  if (status !== 'finished')
    throw new AppError('precondition', 'The file is not finished. Wait for its end, or export again.')
  const file = await openExport(ctx.tenantId, id, format)
  if (!file)
    throw new AppError('precondition', `Files are cleared away after ${keptDays} days. Export again.`)
  await inTenant(ctx, (tx) => audit(tx, ctx, 'transactions.download', id))
  return { file, format }
}

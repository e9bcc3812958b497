import { and, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { connections, foreignPayments, sweeps } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { money } from '@/lib/core/money'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'

const lastOf = async (tx: Tx, connectionId: string, kind: 'comparison' | 'import') => {
  const [found] = await tx
    .select()
    .from(sweeps)
    .where(and(eq(sweeps.connectionId, connectionId), eq(sweeps.kind, kind)))
    .orderBy(desc(sweeps.id))
    .limit(1)
  return found ?? null
}

/** The last comparison and the last import of a connection, running or over. */
export async function lastSweeps(ctx: Context, connectionId: string) {
  authorize(ctx, 'connections:read')
  return inTenant(ctx, async (tx) => ({
    comparison: await lastOf(tx, connectionId, 'comparison'),
    history: await lastOf(tx, connectionId, 'import'),
  }))
}

export type LastSweeps = Awaited<ReturnType<typeof lastSweeps>>

/** `<ms>_<id>` of the last row that was seen; what cannot be read begins anew. */
function afterKey(after: string) {
  const [ms = '', ...id] = after.split('_')
  const at = new Date(Number(ms))
  if (Number.isNaN(at.getTime())) return undefined
  return sql`(${foreignPayments.madeAt}, ${foreignPayments.id}) < (${at.toISOString()}::timestamptz, ${id.join('_')})`
}

export const ForeignQuery = z.object({
  connection: z.string().max(64).optional(),
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})

/** Imported payments of other software, by key: an import goes from the newest to the oldest. */
export async function listForeign(ctx: Context, { connection, after, size }: z.output<typeof ForeignQuery>) {
  authorize(ctx, 'payments:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({ payment: foreignPayments, psp: connections.name })
      .from(foreignPayments)
      .innerJoin(connections, eq(connections.id, foreignPayments.connectionId))
      .where(
        and(
          connection ? eq(foreignPayments.connectionId, connection) : undefined,
          after ? afterKey(after) : undefined,
        ),
      )
      .orderBy(desc(foreignPayments.madeAt), desc(foreignPayments.id))
      .limit(size + 1),
  )
  const rows = found.map(({ psp, payment }) => {
    const { id, externalId, status, mode, method, brand, last4, madeAt, currency } = payment
    const inOwn = (value: bigint) => money(value, currency)
    return {
      ...{ id, externalId, status, mode, method, brand, last4, madeAt, psp },
      amount: inOwn(payment.amount),
      refunded: inOwn(payment.refunded),
      disputed: inOwn(payment.disputed),
    }
  })
  return pageOf(rows, size, ({ madeAt, id }) => `${madeAt.getTime()}_${id}`) satisfies Page<unknown>
}

export type ForeignRow = Awaited<ReturnType<typeof listForeign>>['rows'][number]

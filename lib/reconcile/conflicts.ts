import { and, count, desc, eq, inArray, lt } from 'drizzle-orm'
import { z } from 'zod'
import { conflictKinds, conflicts, connections, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { type Action, actionsFor } from './actions'

export const conflictStates = ['open', 'resolved', 'mended'] as const

export const ConflictQuery = z.object({
  state: z.enum(conflictStates).optional().catch(undefined),
  kind: z.enum(conflictKinds).optional().catch(undefined),
  connection: z.string().max(64).optional(),
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})

export type Conflict = typeof conflicts.$inferSelect

export const isOpen = inArray(conflicts.status, ['open', 'refunding'])

const shown = {
  conflict: conflicts,
  psp: connections.name,
  mode: connections.mode,
  orderId: payments.orderId,
  payment: { status: payments.status, mismatch: payments.mismatch },
}

const select = (tx: Tx) =>
  tx
    .select(shown)
    .from(conflicts)
    .innerJoin(connections, eq(connections.id, conflicts.connectionId))
    .leftJoin(payments, eq(payments.id, conflicts.paymentId))

const rowOf = ({ conflict, ...more }: Awaited<ReturnType<typeof select>>[number]) => {
  const { amount, currency, ...row } = conflict
  return { ...row, ...more, stake: amount !== null && currency ? money(amount, currency) : null }
}

/** Differences between the books of the payment providers and ours, the newest first, by key. */
export async function listConflicts(
  ctx: Context,
  { state, kind, connection, after, size }: z.output<typeof ConflictQuery>,
) {
  authorize(ctx, 'payments:read')
  const found = await inTenant(ctx, (tx) =>
    select(tx)
      .where(
        and(
          state === 'open' ? isOpen : state && eq(conflicts.status, state),
          kind && eq(conflicts.kind, kind),
          connection ? eq(conflicts.connectionId, connection) : undefined,
          after ? lt(conflicts.id, after) : undefined,
        ),
      )
      .orderBy(desc(conflicts.id))
      .limit(size + 1),
  )
  return pageOf(found.map(rowOf), size, ({ id }) => id) satisfies Page<unknown>
}

export type ConflictRow = Awaited<ReturnType<typeof listConflicts>>['rows'][number]

/** How many wait for a person. */
export async function countConflicts(ctx: Context): Promise<number> {
  authorize(ctx, 'payments:read')
  const [found] = await inTenant(ctx, (tx) => tx.select({ open: count() }).from(conflicts).where(isOpen))
  return found!.open
}

/** One conflict, and what may be done about it. Throws `not_found`. */
export async function getConflict(ctx: Context, id: string): Promise<ConflictRow & { actions: Action[] }> {
  authorize(ctx, 'payments:read')
  return inTenant(ctx, async (tx) => {
    const [found] = await select(tx).where(eq(conflicts.id, id))
    if (!found) throw notFound('conflict', id)
    return { ...rowOf(found), actions: await actionsFor(tx, found.conflict) }
  })
}

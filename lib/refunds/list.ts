import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { connections, orders, payments, refundStatuses, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { firstIdAt } from '@/lib/core/id'
import { type Money, money } from '@/lib/core/money'
import { type Page, pageOf } from '@/lib/core/page'
import { matching } from '@/lib/orders/list'
import { type ReasonCode, reasonCodes } from '@/lib/payments/reasons'
import type { Refund } from '@/lib/payments/refunds'
import type { Context } from '@/lib/tenancy/context'
import { memberNames } from '@/lib/tenancy/names'
import { authorize } from '@/lib/tenancy/permissions'

const dayMs = 86_400_000
const text = z.string().max(64).optional()

export const RefundQuery = z.object({
  q: z.string().trim().max(254).optional(),
  /** `todo`: what waits for a person, the oldest first; anything else is newest first. */
  view: z.enum(['todo', 'all']).catch('todo').default('todo'),
  status: z.enum(refundStatuses).optional().catch(undefined),
  code: z.enum(reasonCodes).optional().catch(undefined),
  owner: z.enum(['mine', 'nobody']).optional().catch(undefined),
  psp: text,
  /** Days: nothing younger. */
  age: z.coerce.number().int().min(1).max(3_650).optional().catch(undefined),
  mode: z.enum(['test', 'live']).optional().catch(undefined),
  after: text,
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type RefundQuery = z.output<typeof RefundQuery>

export type RefundRow = Pick<
  Refund,
  'id' | 'status' | 'supplier' | 'task' | 'reason' | 'isOurs' | 'createdAt'
> & {
  amount: Money
  code: ReasonCode | null
  orderId: string | null
  email: string | null
  psp: string
  mode: 'test' | 'live'
  owner: string | null
}

/** It waits for a person: a wish to answer, money that did not arrive, an eSIM to take back. */
export const isWork = or(eq(refunds.status, 'asked'), isNotNull(refunds.task))

function searched(tx: Tx, q: string): SQL | undefined {
  if (/^ref_[0-9a-z]{26}$/.test(q)) return eq(refunds.id, q)
  const byReference = /^[a-z]+_\w{6,}$/.test(q) && !q.startsWith('ord_')
  if (byReference) return or(eq(refunds.externalId, q), eq(payments.externalId, q))
  return inArray(payments.orderId, tx.select({ id: orders.id }).from(orders).where(matching(tx, q)))
}

const conditions = (
  tx: Tx,
  ctx: Context,
  { q, view, status, code, owner, psp, age, mode, after }: RefundQuery,
) =>
  and(
    q ? searched(tx, q) : undefined,
    view === 'todo' ? isWork : undefined,
    status && eq(refunds.status, status),
    code && eq(refunds.reasonCode, code),
    owner === 'mine' ? eq(refunds.ownerId, ctx.actor.id) : undefined,
    owner === 'nobody' ? isNull(refunds.ownerId) : undefined,
    psp ? eq(payments.connectionId, psp) : undefined,
    mode && eq(payments.mode, mode),
    age ? lt(refunds.id, firstIdAt('ref', new Date(Date.now() - age * dayMs))) : undefined,
    after ? (view === 'todo' ? gt(refunds.id, after) : lt(refunds.id, after)) : undefined,
  )

/** Refunds with both their legs, by key. */
export async function listRefunds(ctx: Context, query: RefundQuery): Promise<Page<RefundRow>> {
  authorize(ctx, 'payments:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({
        refund: refunds,
        orderId: payments.orderId,
        email: orders.email,
        psp: connections.name,
        mode: payments.mode,
      })
      .from(refunds)
      .innerJoin(payments, eq(payments.id, refunds.paymentId))
      .innerJoin(connections, eq(connections.id, payments.connectionId))
      .leftJoin(orders, eq(orders.id, payments.orderId))
      .where(conditions(tx, ctx, query))
      .orderBy(query.view === 'todo' ? asc(refunds.id) : desc(refunds.id))
      .limit(query.size + 1),
  )
  const names = await memberNames(
    ctx,
    found.flatMap(({ refund }) => refund.ownerId ?? []),
  )
  const rows = found.map(({ refund, ...more }): RefundRow => {
    const { id, status, supplier, task, reason, isOurs, createdAt, reasonCode, ownerId } = refund
    return {
      ...{ id, status, supplier, task, reason, isOurs, createdAt, ...more },
      amount: money(refund.amount, refund.currency),
      code: reasonCode,
      owner: ownerId && (names.get(ownerId) ?? 'Someone who left'),
    }
  })
  return pageOf(rows, query.size, ({ id }) => id)
}

const most = 100

/** How many refunds wait for a person, at most a hundred. */
export async function countWork(tx: Tx): Promise<number> {
  const found = await tx.select({ id: refunds.id }).from(refunds).where(isWork).limit(most)
  return found.length
}

/** The payment providers of the organization, for the filter. */
export async function listPsps(ctx: Context): Promise<{ id: string; name: string }[]> {
  authorize(ctx, 'payments:read')
  return inTenant(ctx, (tx) =>
    tx
      .select({ id: connections.id, name: connections.name })
      .from(connections)
      .where(sql`${connections.kind} = 'psp'`)
      .orderBy(connections.name, connections.id)
      .limit(most),
  )
}

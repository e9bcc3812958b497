import { and, desc, eq, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { connections, disputes, orders, payments, refills } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { firstIdAt } from '@/lib/core/id'
import { type Money, money } from '@/lib/core/money'
import { makeCursor, type Page, pageOf, readCursor } from '@/lib/core/page'
import { awaitingAnswer, type Dispute } from '@/lib/payments/disputes'
import { paymentsMatching } from '@/lib/refills/matching'
import type { Context } from '@/lib/tenancy/context'
import { memberNames } from '@/lib/tenancy/names'
import { authorize } from '@/lib/tenancy/permissions'

const dayMs = 86_400_000
const text = z.string().max(64).optional()
const days = z.coerce.number().int().min(1).max(3_650).optional().catch(undefined)

export const DisputeQuery = z.object({
  q: z.string().trim().max(254).optional(),
  /** `todo`: what waits for an answer, the first that is due first; anything else is newest first. */
  view: z.enum(['todo', 'all']).catch('todo').default('todo'),
  status: text,
  /** Due within so many days. */
  due: days,
  owner: z.enum(['mine', 'nobody']).optional().catch(undefined),
  psp: text,
  age: days,
  mode: z.enum(['test', 'live']).optional().catch(undefined),
  after: z.string().max(200).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type DisputeQuery = z.output<typeof DisputeQuery>

export type DisputeRow = Pick<Dispute, 'id' | 'status' | 'reason' | 'dueBy' | 'openedAt' | 'answering'> & {
  amount: Money
  orderId: string | null
  /** What was paid, where it is no order. */
  refill: { id: string; walletId: string } | null
  email: string | null
  psp: string
  mode: 'test' | 'live'
  owner: string | null
}

function searched(tx: Tx, q: string): SQL | undefined {
  if (/^dis_[0-9a-z]{26}$/.test(q)) return eq(disputes.id, q)
  if (/^[a-z]+_\w{6,}$/.test(q) && !q.startsWith('ord_'))
    return sql`(${disputes.externalId} = ${q} or ${payments.externalId} = ${q})`
  return sql`${disputes.paymentId} in ${paymentsMatching(tx, q)}`
}

// What has no deadline comes last.
const due = sql`coalesce(${disputes.dueBy}, 'infinity')`

function placeAfter({ view, after }: DisputeQuery): SQL | undefined {
  const place = readCursor(after, 2)
  if (!place) return undefined
  const [at, id] = place
  return view === 'todo'
    ? sql`(${due}, ${disputes.id}) > (${at ?? 'infinity'}::timestamptz, ${id})`
    : lt(disputes.id, id!)
}

function conditions(tx: Tx, ctx: Context, query: DisputeQuery): SQL | undefined {
  const { q, view, status, due: within, owner, psp, age, mode } = query
  const ago = (count: number) => new Date(Date.now() - count * dayMs)
  return and(
    q ? searched(tx, q) : undefined,
    view === 'todo' ? inArray(disputes.status, awaitingAnswer) : undefined,
    status ? eq(disputes.status, status) : undefined,
    within ? and(lt(disputes.dueBy, ago(-within)), gte(disputes.dueBy, ago(0))) : undefined,
    owner === 'mine' ? eq(disputes.ownerId, ctx.actor.id) : undefined,
    owner === 'nobody' ? isNull(disputes.ownerId) : undefined,
    psp ? eq(payments.connectionId, psp) : undefined,
    age ? lt(disputes.id, firstIdAt('dis', ago(age))) : undefined,
    mode && eq(payments.mode, mode),
    placeAfter(query),
  )
}

/** Disputes by key: what is due first, or all of them. */
export async function listDisputes(ctx: Context, query: DisputeQuery): Promise<Page<DisputeRow>> {
  authorize(ctx, 'payments:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({
        dispute: disputes,
        orderId: payments.orderId,
        email: sql<string | null>`coalesce(${orders.email}, ${refills.email})`,
        refill: sql<{ id: string; walletId: string } | null>`case when ${refills.id} is not null
          then jsonb_build_object('id', ${refills.id}, 'walletId', ${refills.walletId}) end`,
        psp: connections.name,
        mode: payments.mode,
      })
      .from(disputes)
      .innerJoin(payments, eq(payments.id, disputes.paymentId))
      .innerJoin(connections, eq(connections.id, payments.connectionId))
      .leftJoin(orders, eq(orders.id, payments.orderId))
      .leftJoin(refills, eq(refills.id, payments.refillId))
      .where(conditions(tx, ctx, query))
      .orderBy(...(query.view === 'todo' ? [due, disputes.id] : [desc(disputes.id)]))
      .limit(query.size + 1),
  )
  const names = await memberNames(
    ctx,
    found.flatMap(({ dispute }) => dispute.ownerId ?? []),
  )
  const rows = found.map(({ dispute, ...more }): DisputeRow => {
    const { id, status, reason, dueBy, openedAt, answering, ownerId } = dispute
    return {
      ...{ id, status, reason, dueBy, openedAt, answering, ...more },
      amount: money(dispute.amount, dispute.currency),
      owner: ownerId && (names.get(ownerId) ?? 'Someone who left'),
    }
  })
  return pageOf(rows, query.size, ({ dueBy, id }) => makeCursor([dueBy?.toISOString() ?? null, id]))
}

import { and, desc, eq, gte, lt, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { disputes, orderStatuses, orders, payments, planVersions, sims, stores } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Money, money } from '@/lib/core/money'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import type { OrderStatus } from './state'
import { titleOf } from './title'

export const OrderQuery = z.object({
  q: z.string().trim().max(254).optional(),
  status: z.enum(orderStatuses).optional().catch(undefined),
  mode: z.enum(['test', 'live']).optional().catch(undefined),
  store: z.string().max(64).optional(),
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})

export type OrderRow = {
  id: string
  createdAt: Date
  email: string
  plan: string
  price: Money
  status: OrderStatus
  /** Of its last payment, or of the one that is paid. */
  payment: string | null
  isDisputed: boolean
  mode: 'test' | 'live'
  simId: string | null
  iccid: string | null
  store: string
}

/** The end of an order's id: what people read to each other. */
export const shortId = (id: string): string => id.slice(-8)

const payment = sql<string | null>`(select ${payments.status} from ${payments}
  where ${payments.tenantId} = ${orders.tenantId} and ${payments.orderId} = ${orders.id}
  order by ${payments.status} = 'paid' desc, ${payments.id} desc limit 1)`

const isDisputed = sql<boolean>`exists (select from ${disputes}
  join ${payments} on ${payments.tenantId} = ${disputes.tenantId} and ${payments.id} = ${disputes.paymentId}
  where ${payments.tenantId} = ${orders.tenantId} and ${payments.orderId} = ${orders.id})`

/** As a range: under row security `like` may not use an index. */
export const startsWith = (column: AnyPgColumn, text: string) =>
  and(gte(column, text), lt(column, `${text}\u{10ffff}`))

/**
 * An order's id or the end of it, the provider's id of a payment, an ICCID; anything else begins an e-mail address. Every
 * condition is one that an index serves under row security.
 */
export function matching(tx: Tx, q: string): SQL | undefined {
  const text = q.toLowerCase()
  if (/^ord_[0-9a-z]+$/.test(text)) return startsWith(orders.id, text)
  if (/^\d{10,22}$/.test(text))
    return sql`${orders.simId} in ${tx.select({ id: sims.id }).from(sims).where(eq(sims.iccid, text))}`
  if (/^[a-z]+_\w{6,}$/.test(q))
    return sql`${orders.id} in ${tx.select({ id: payments.orderId }).from(payments).where(eq(payments.externalId, q))}`
  const byEmail = startsWith(orders.email, text)
  return /^[0-9a-hjkmnp-tv-z]{8}$/.test(text) ? or(byEmail, eq(orders.shortId, text)) : byEmail
}

/** Orders, newest first, by key. */
export async function listOrders(
  ctx: Context,
  { q, status, mode, store, after, size }: z.output<typeof OrderQuery>,
): Promise<Page<OrderRow>> {
  authorize(ctx, 'orders:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({
        order: orders,
        version: { name: planVersions.name, dataBase: planVersions.dataBase },
        iccid: sims.iccid,
        store: stores.name,
        payment,
        isDisputed,
      })
      .from(orders)
      .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
      .innerJoin(stores, eq(stores.id, orders.storeId))
      .leftJoin(sims, eq(sims.id, orders.simId))
      .where(
        and(
          q ? matching(tx, q) : undefined,
          status && eq(orders.status, status),
          mode && eq(orders.mode, mode),
          store ? eq(orders.storeId, store) : undefined,
          after ? lt(orders.id, after) : undefined,
        ),
      )
      .orderBy(desc(orders.id))
      .limit(size + 1),
  )
  const rows = found.map(({ order, version, ...more }): OrderRow => {
    const { id, createdAt, email, status: state, mode: kind, simId } = order
    return {
      ...more,
      plan: titleOf(order, version),
      ...{ id, createdAt, email, simId },
      status: state,
      mode: kind,
      price: money(order.amount, order.currency),
    }
  })
  return pageOf(rows, size, ({ id }) => id)
}

/** The stores of the organization, for the filter. */
export async function listStoreNames(ctx: Context): Promise<{ id: string; name: string }[]> {
  authorize(ctx, 'orders:read')
  return inTenant(ctx, (tx) =>
    tx.select({ id: stores.id, name: stores.name }).from(stores).orderBy(stores.name, stores.id).limit(200),
  )
}

import { eq, type SQL, sql } from 'drizzle-orm'
import { orders, payments, refills } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { matching, startsWith } from '@/lib/orders/list'

const isOfOrders = /^(ord_[0-9a-z]+|\d{10,22})$/i

/** The payments that a search finds: by what finds an order, or by the address of who paid a refill. */
export function paymentsMatching(tx: Tx, q: string): SQL {
  const ofOrders = tx
    .select({ id: payments.id })
    .from(payments)
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .where(matching(tx, q))
  if (isOfOrders.test(q)) return sql`(${ofOrders})`
  const ofRefills = tx
    .select({ id: payments.id })
    .from(payments)
    .innerJoin(refills, eq(refills.id, payments.refillId))
    .where(startsWith(refills.email, q.toLowerCase()))
  return sql`(${ofOrders.unionAll(ofRefills)})`
}

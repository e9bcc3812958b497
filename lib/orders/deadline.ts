import { eq } from 'drizzle-orm'
import { orders, type stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { type Money, money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { wayOf } from '@/lib/payments/card-form'
import { holdSim } from '@/lib/sims/stock'
import { expireCheckout } from './jobs'
import type { Order } from './state'

type Store = Pick<typeof stores.$inferSelect, 'checkoutMinutes'>

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

/** Until when an order waits for its payment: as the store says, or as many days as money by hand takes. */
export async function deadlineOf(connection: Connection, store: Store, price: Money): Promise<Date> {
  const way = await wayOf(connection, price)
  const ms = way.kind === 'instructions' ? way.days * dayMs : store.checkoutMinutes * minuteMs
  return new Date(Date.now() + ms)
}

/** Asks for the end of a checkout at its time, in place of an earlier one. */
export const endAt = (tx: Tx, { tenantId, id }: Pick<Order, 'tenantId' | 'id'>, runAt: Date): Promise<void> =>
  enqueue(tx, expireCheckout, { tenantId, orderId: id }, { runAt, key: `expire:${id}` })

/** The buyer has chosen a way to pay that takes longer: order and eSIM wait as long. They never wait less than before. */
export async function waitLonger(tx: Tx, order: Order, connection: Connection, store: Store): Promise<void> {
  const until = await deadlineOf(connection, store, money(order.amount, order.currency))
  if (until <= order.expiresAt) return
  await tx.update(orders).set({ expiresAt: until }).where(eq(orders.id, order.id))
  await holdSim(tx, order.id, until)
  await endAt(tx, order, until)
}

import { and, eq, ne, sql } from 'drizzle-orm'
import { orders, payments, stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import type { Applied } from '@/lib/payments/apply'
import { captureHeld, releaseHeld } from '@/lib/payments/jobs'
import { releaseSim } from '@/lib/sims/stock'
import { fulfilOrder, refundAtDeadline } from './jobs'
import { mailRefunded } from './mail'
import { isOwed, moveOrder, type Order } from './state'
import { tell } from './timeline'

const marginMs = 60 * 60_000

/** The payments of an order whose money is only held, and not taken. */
export async function heldOf(tx: Tx, orderId: string): Promise<string[]> {
  const found = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.orderId, orderId), eq(payments.status, 'authorized')))
  return found.map(({ id }) => id)
}

/**
 * A payment has just turned authorized: the order is delivered before its money is taken, and in time for that. A second
 * one, of a buyer who paid in two tabs, is let go.
 */
export async function takeAuthorization(tx: Tx, order: Order, { payment }: Applied): Promise<void> {
  const [other] = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(
      and(
        eq(payments.orderId, order.id),
        sql`${payments.status} in ('paid', 'authorized')`,
        ne(payments.id, payment.id),
      ),
    )
    .limit(1)
  const [store] = await tx.select().from(stores).where(eq(stores.id, order.storeId))
  const deliverBy = earlierOf(
    new Date(Date.now() + store!.deliveryMinutes * 60_000),
    payment.captureBefore && new Date(payment.captureBefore.getTime() - marginMs),
  )
  if (other || !(await moveOrder(tx, order, 'paid', { deliverBy })))
    return ask(tx, order, releaseHeld, payment.id)
  const text = 'Authorized: the money is held, and taken once the eSIM is there'
  await tell(tx, order.id, { kind: 'authorized', text, cause: `${payment.id}:authorized` })
  const input = { tenantId: order.tenantId, orderId: order.id }
  await enqueue(tx, fulfilOrder, input, { key: `fulfil:${order.id}` })
  await enqueue(tx, refundAtDeadline, input, { runAt: deliverBy, key: `deadline:${order.id}` })
}

const earlierOf = (a: Date, b: Date | null): Date => (b && b < a ? b : a)

const ask = (tx: Tx, { tenantId }: Order, job: typeof captureHeld, paymentId: string) =>
  enqueue(tx, job, { tenantId, paymentId }, { key: `held:${paymentId}` })

/** The eSIM is there: the money that is held for it is taken. */
export async function captureFor(tx: Tx, order: Order): Promise<void> {
  for (const id of await heldOf(tx, order.id)) await ask(tx, order, captureHeld, id)
}

/** There will be no eSIM: what is held is let go, and the buyer is charged nothing. Says whether anything was held. */
export async function releaseFor(tx: Tx, order: Order): Promise<boolean> {
  const held = await heldOf(tx, order.id)
  for (const id of held) await ask(tx, order, releaseHeld, id)
  return held.length > 0
}

/**
 * A hold has ended without the money: an order that was given up is done, one that waits for its eSIM gets none, and one
 * that was delivered is not paid.
 */
export async function followRelease(tx: Tx, order: Order, { payment, before }: Applied): Promise<void> {
  if (before !== 'authorized') return
  const left = await tx.$count(
    payments,
    and(eq(payments.orderId, order.id), sql`${payments.status} in ('paid', 'authorized')`),
  )
  if (left) return
  if (order.status === 'fulfilled') {
    const problem = 'The eSIM was delivered, but the hold on the money had ended: it is not paid.'
    await tx.update(orders).set({ problem }).where(eq(orders.id, order.id))
    return tell(tx, order.id, { kind: 'unpaid', text: problem, cause: `${payment.id}:unpaid` })
  }
  if (isOwed(order)) return endUnpaid(tx, order, payment.id)
  if (order.status !== 'refund_pending' || !(await moveOrder(tx, order, 'refunded'))) return
  const text = 'The hold is released: the buyer was charged nothing'
  await tell(tx, order.id, { kind: 'refunded', text, cause: `${payment.id}:released` })
  await mailRefunded(tx, order)
}

/** Nothing was charged, so nothing is delivered; what a supplier sends now is kept as stock. */
async function endUnpaid(tx: Tx, order: Order, paymentId: string): Promise<void> {
  const problem = 'The hold on the money had ended before the eSIM was there: nothing was charged.'
  await moveOrder(tx, order, 'refunded', { problem })
  await releaseSim(tx, order.id)
  await tell(tx, order.id, { kind: 'unpaid', text: problem, cause: `${paymentId}:unpaid` })
  await mailRefunded(tx, order)
}

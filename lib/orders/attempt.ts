import { and, desc, eq } from 'drizzle-orm'
import { connections, type orders, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { invalidField, notFound } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { type CardWish, cardUse, openFor } from '@/lib/payment-methods/with-payment'
import { isFinal, type PaymentStatus } from '@/lib/payments/state'
import { lockOrder } from './state'

type Order = typeof orders.$inferSelect
type Connection = typeof connections.$inferSelect

/** The buyer can do nothing more with it, and nothing was paid. */
export const hasEnded = (status: PaymentStatus): boolean => isFinal(status) && status !== 'paid'

/**
 * The payment with which a buyer tries again. Some providers end a payment with its first failure: then it is a new one
 * at the same provider. Under the lock of the order, so that two tabs get the same. Throws `not_found`, and `invalid`
 * for a provider that is no longer in use.
 */
export const nextAttempt = (tenantId: string, orderId: string, paymentId: string): Promise<string> =>
  inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, orderId)
    const all = await tx
      .select()
      .from(payments)
      .where(eq(payments.orderId, orderId))
      .orderBy(desc(payments.id))
    const last = all.find(({ id }) => id === paymentId)
    if (!last) throw notFound('payment', paymentId)
    if (order.status !== 'pending_payment' || !hasEnded(last.status)) return last.id
    const open = await openFor(tx, all, last.connectionId, null)
    if (open) return open.id
    const connection = await getConnection(tx, last.connectionId)
    await assertUsable(tx, connection)
    return addPayment(tx, order, connection)
  })

/** A payment of an order, which its provider does not know yet. */
export async function addPayment(
  tx: Tx,
  order: Order,
  connection: Connection,
  wish: CardWish | null = null,
): Promise<string> {
  const id = newId('pay')
  await tx.insert(payments).values({
    id,
    ...(await cardUse(tx, connection, wish)),
    orderId: order.id,
    connectionId: connection.id,
    amount: order.amount,
    currency: order.currency,
    mode: connection.mode,
  })
  return id
}

/** Test cards cost nothing, so beside a live connection a test one buys nothing. */
export async function assertUsable(
  tx: Tx,
  connection: Connection,
  wish: CardWish | null = null,
): Promise<void> {
  const wanted = wish && 'walletId' in wish ? 'wallet' : 'psp'
  const isOn = ({ kind, status }: Connection) => kind === wanted && status === 'connected'
  const [live] = await tx
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(eq(connections.kind, 'psp'), eq(connections.status, 'connected'), eq(connections.mode, 'live')),
    )
    .limit(1)
  if (isOn(connection) && (connection.mode === 'live' || !live)) return
  throw invalidField('connectionId', 'This way to pay is not available at the moment. Choose another one.')
}

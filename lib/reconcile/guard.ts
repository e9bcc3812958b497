import { and, eq, lt, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { enqueue } from '@/lib/jobs/enqueue'
import { isOwed, lockOrder } from '@/lib/orders/state'
import { callGateway } from '@/lib/payments/call-gateway'
import { askedOf, readPayment } from '@/lib/payments/read'
import { settleWith } from '@/lib/settlement/settle'
import { guardAuthorization } from './asked'
import { isAwaited } from './purpose'

/** Every hour: authorized payments whose hold ends within a day. Staff are alerted of them by the watch. */
export async function guardAuthorizations(): Promise<void> {
  const ending = await db
    .select({ tenantId: payments.tenantId, paymentId: payments.id })
    .from(payments)
    .where(
      and(eq(payments.status, 'authorized'), lt(payments.captureBefore, sql`now() + interval '24 hours'`)),
    )
  for (const { tenantId, paymentId } of ending)
    await inTenant(tenantId, (tx) =>
      enqueue(tx, guardAuthorization, { tenantId, paymentId }, { key: `guard:${paymentId}` }),
    )
}

/**
 * Takes the money of an authorization before it lapses, when what it pays for waits for it or is delivered; else lets it
 * go. While an eSIM is on its way nothing is done: its order ends before the hold. What was done there meanwhile is
 * settled as it is.
 */
export async function endAuthorization(tenantId: string, paymentId: string): Promise<void> {
  const { payment, connection, isWanted, isOnItsWay } = await inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    const connection = await getConnection(tx, payment!.connectionId)
    const order = payment!.orderId ? await lockOrder(tx, payment!.orderId) : null
    const isDelivered = order?.status === 'fulfilled' && !(await isPaid(tx, order.id))
    return {
      ...{ payment: payment!, connection },
      isWanted: isDelivered || (await isAwaited(tx, payment!)),
      isOnItsWay: order !== null && isOwed(order),
    }
  })
  if (isOnItsWay) return
  const state = await readPayment(connection, payment)
  if (!state) return
  const { externalId, status } = state
  const amount = askedOf(payment)
  const isHeld = payment.mismatch !== null || state.amount.amount !== payment.amount
  const now =
    status !== 'authorized' || (isWanted && isHeld)
      ? state
      : await callGateway(connection, async (gateway) =>
          isWanted
            ? gateway.capturePayment?.({ key: `${paymentId}:capture:1`, externalId, amount })
            : gateway.cancelPayment?.(externalId, { asked: amount }),
        )
  if (now) await inTenant(tenantId, (tx) => settleWith(tx, payment, now))
}

const isPaid = async (tx: Tx, orderId: string): Promise<boolean> =>
  (await tx.$count(payments, and(eq(payments.orderId, orderId), eq(payments.status, 'paid')))) > 0

import { eq } from 'drizzle-orm'
import { orders, paymentMethods, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { endUnpaid } from '@/lib/orders/automatic'
import { purposeOf } from '@/lib/orders/start-payment'
import { lockOrder } from '@/lib/orders/state'
import { chargeMethod, markRefused } from '@/lib/payment-methods/charge'
import { dropCustomer } from '@/lib/payment-methods/keep'
import { isFinal } from '@/lib/payments/state'
import { settleWith } from '@/lib/settlement/settle'
import { isWanted } from './check'

type Payment = typeof payments.$inferSelect

const switchedOff = new AppError('precondition', 'It was switched off before the charge began.')

/**
 * Charges the saved card of an automatic refill and brings the order to the answer. Safe to repeat at any point: while
 * nobody knows what happened, it is only ever asked with the payment's own key, or read.
 */
export async function charge(tenantId: string, paymentId: string): Promise<void> {
  const { payment, order, isOn } = await inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select({ payment: payments, order: orders })
      .from(payments)
      .innerJoin(orders, eq(orders.id, payments.orderId))
      .where(eq(payments.id, paymentId))
    if (!found) throw notFound('payment', paymentId)
    return { ...found, isOn: found.payment.startedAt !== null || (await isWanted(tx, found.order)) }
  })
  if (isFinal(payment.status) || order.status !== 'pending_payment') return
  if (!isOn) return inTenant(tenantId, (tx) => refuse(tx, payment, switchedOff))
  const { description, metadata, capture } = await purposeOf(tenantId, paymentId)
  const purpose = { email: null, description, metadata, capture }
  const state = await chargeMethod(tenantId, paymentId, purpose).catch((error: unknown) => {
    if (error instanceof AppError && !payment.externalId) return error
    throw error
  })
  if (!state) return
  await inTenant(tenantId, (tx) =>
    state instanceof AppError ? refuse(tx, payment, state) : settleWith(tx, payment, state),
  )
}

/** The provider would not even try: nothing was charged. */
async function refuse(tx: Tx, payment: Payment, error: AppError): Promise<void> {
  const order = await lockOrder(tx, payment.orderId!)
  if (!(await markRefused(tx, payment.id))) return
  const isLost = error.code === 'not_found'
  const problem = isLost ? 'The payment provider no longer knows this card.' : error.message
  if (isLost) {
    const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, payment.methodId!))
    await dropCustomer(tx, method!, problem)
  }
  await endUnpaid(tx, order, problem)
}

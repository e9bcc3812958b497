import { eq } from 'drizzle-orm'
import { orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { notFound } from '@/lib/core/error'
import { callGateway } from '@/lib/payments/call-gateway'
import type { Gateway } from '@/lib/payments/gateway'
import { askedOf } from '@/lib/payments/read'
import type { PaymentState } from '@/lib/payments/states'
import { settleWith } from './settle'

async function held(tenantId: string, paymentId: string) {
  return inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select({ payment: payments, order: orders })
      .from(payments)
      .innerJoin(orders, eq(orders.id, payments.orderId))
      .where(eq(payments.id, paymentId))
    if (!found) throw notFound('payment', paymentId)
    return { ...found, connection: await getConnection(tx, found.payment.connectionId) }
  })
}

/** Does it while the money is held and `isDue`; what the provider then says is settled, also when it said no. */
async function end(
  tenantId: string,
  paymentId: string,
  isDue: (status: string) => boolean,
  ask: (gateway: Gateway, externalId: string) => Promise<PaymentState | undefined>,
): Promise<void> {
  const { payment, order, connection } = await held(tenantId, paymentId)
  const { externalId, status } = payment
  if (status !== 'authorized' || !externalId || !isDue(order.status)) return
  const state = await callGateway(connection, (gateway) => ask(gateway, externalId))
  if (state) await inTenant(tenantId, (tx) => settleWith(tx, payment, state))
}

/** Takes the money that is held for a delivered order. Safe to repeat: the key is the payment's own. */
export const captureHeld = async (tenantId: string, paymentId: string): Promise<void> => {
  const { payment } = await held(tenantId, paymentId)
  const key = `${paymentId}:capture:1`
  await end(
    tenantId,
    paymentId,
    (status) => status === 'fulfilled',
    async (gateway, externalId) => gateway.capturePayment?.({ key, externalId, amount: askedOf(payment) }),
  )
}

/** Lets go what is held for an order that gets no eSIM, or twice for one that does. */
export const releaseHeld = async (tenantId: string, paymentId: string): Promise<void> => {
  const { payment } = await held(tenantId, paymentId)
  await end(
    tenantId,
    paymentId,
    () => true,
    async (gateway, externalId) =>
      gateway.cancelPayment?.(externalId, { asked: askedOf(payment), reference: paymentId }),
  )
}

import { and, eq, isNull } from 'drizzle-orm'
import { orders, payments, planVersions, stores } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { notFound } from '@/lib/core/error'
import { currency } from '@/lib/core/money'
import { open } from '@/lib/core/secrets'
import { webhookUrlOf } from '@/lib/payments/find'
import { callGateway } from '@/lib/payments/gateway'
import { installationId } from '@/lib/payments/installation'
import type { Gateway, PaymentState } from '@/lib/payments/provider'
import { orderUrl } from './mail'

// A buyer waits for this one; a try again with the same key costs nothing.
const patienceMs = 8_000

/**
 * Makes our payment known to its provider, or finds it there again: the key is the payment's own, so a repeat gives the
 * same one back. Our row is committed before the call, and the provider's id is kept before anything is answered.
 */
export async function startAtProvider(tenantId: string, paymentId: string): Promise<PaymentState> {
  const { payment, order, name, slug, connection } = await inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select({ payment: payments, order: orders, name: planVersions.name, slug: stores.slug })
      .from(payments)
      .innerJoin(orders, eq(orders.id, payments.orderId))
      .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
      .innerJoin(stores, eq(stores.id, orders.storeId))
      .where(eq(payments.id, paymentId))
    if (!found) throw notFound('payment', paymentId)
    return { ...found, connection: await getConnection(tx, found.payment.connectionId) }
  })
  const metadata = {
    payment_id: payment.id,
    order_id: order.id,
    connection_id: connection.id,
    installation: await installationId(),
  }
  const returnUrl = `${orderUrl(slug, await open(order.tokenSealed))}/return`
  const ask = (gateway: Gateway) =>
    payment.externalId
      ? gateway.fetchPayment(payment.externalId)
      : gateway.startPayment({
          key: `${payment.id}:start:1`,
          amount: { amount: payment.amount, currency: currency(payment.currency) },
          email: order.email,
          description: name,
          metadata,
          returnUrl,
          notifyUrl: webhookUrlOf(connection),
        })
  const state = await callGateway(connection, ask, patienceMs)
  await inTenant(tenantId, (tx) =>
    tx
      .update(payments)
      .set({ externalId: state.externalId })
      .where(and(eq(payments.id, paymentId), isNull(payments.externalId))),
  )
  return state
}

import { eq } from 'drizzle-orm'
import { orders, payments, planVersions, stores } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { open } from '@/lib/core/secrets'
import { startWithCard } from '@/lib/payment-methods/start'
import type { Purpose } from '@/lib/payments/start'
import type { PaymentState } from '@/lib/payments/states'
import { mailInstructions, orderUrl } from './mail'
import { titleOf } from './title'

/** Makes the payment of an order known to its provider, or finds it there again. */
export const startAtProvider = async (tenantId: string, paymentId: string): Promise<PaymentState> =>
  startWithCard(tenantId, paymentId, await purposeOf(tenantId, paymentId))

/** What a payment of an order is for, in the words in which its provider is asked for it. */
export async function purposeOf(tenantId: string, paymentId: string): Promise<Purpose> {
  const { order, version, slug, capture } = await inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select({ order: orders, version: planVersions, slug: stores.slug, capture: stores.capture })
      .from(payments)
      .innerJoin(orders, eq(orders.id, payments.orderId))
      .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
      .innerJoin(stores, eq(stores.id, orders.storeId))
      .where(eq(payments.id, paymentId))
    if (!found) throw notFound('payment', paymentId)
    return found
  })
  return {
    email: order.email,
    description: titleOf(order, version),
    capture,
    metadata: { order_id: order.id },
    returnUrl: `${orderUrl(slug, await open(order.tokenSealed))}/return`,
    begun: (tx, payment) => mailInstructions(tx, order, payment),
  }
}

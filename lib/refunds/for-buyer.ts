import { desc, eq } from 'drizzle-orm'
import { payments, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Money, money } from '@/lib/core/money'
import { eligibilityOf } from '@/lib/orders/eligibility'
import type { Order } from '@/lib/orders/state'
import { findOrder } from '@/lib/orders/view'
import { isToWallet, obstacleTo } from '@/lib/payments/refunds'
import { paymentToRefund } from './payment-to-refund'

/** Where a refund stands, as the buyer of an order sees it. */
export type BuyerRefund =
  | { kind: 'may ask' }
  | { kind: 'may not'; because: string }
  | { kind: 'asked'; at: Date }
  | { kind: 'refused'; answer: string }
  | { kind: 'given'; amount: Money; toWallet: boolean }

/** What the order page says of refunds; null where there is nothing to say. */
export const refundForBuyer = (
  store: { tenantId: string; id: string },
  token: string,
): Promise<BuyerRefund | null> =>
  inTenant(store.tenantId, async (tx) => {
    const order = await findOrder(tx, store, token)
    return order?.status === 'fulfilled' ? see(tx, order) : null
  })

async function see(tx: Tx, order: Order): Promise<BuyerRefund | null> {
  const [last] = await tx
    .select({ refund: refunds, paidFrom: payments.walletId })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(eq(payments.orderId, order.id))
    .orderBy(desc(refunds.id))
    .limit(1)
  if (last) return seeLast(last.refund, last.paidFrom)
  const payment = await paymentToRefund(tx, order.id)
  // What a bank says of a payment is not for whoever holds the link.
  if (!payment || (await obstacleTo(tx, payment))) return null
  const { verdict, because } = await eligibilityOf(tx, order)
  return verdict === 'used' ? { kind: 'may not', because: because.join(' ') } : { kind: 'may ask' }
}

function seeLast(refund: typeof refunds.$inferSelect, paidFrom: string | null): BuyerRefund {
  const { status, createdAt, answer, amount, currency, destination } = refund

  if (status === 'asked') return { kind: 'asked', at: createdAt }
  if (status === 'rejected') return { kind: 'refused', answer: answer ?? '' }
  return { kind: 'given', amount: money(amount, currency), toWallet: isToWallet({ destination, paidFrom }) }
}

import { eq } from 'drizzle-orm'
import { fraudWarnings, stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { raiseAlert } from '@/lib/alerts/raise'
import { formatMoney, money } from '@/lib/core/money'
import type { Payment } from '@/lib/payments/apply'
import { obstacleTo, refundedOf } from '@/lib/payments/refunds'
import type { FraudWarning } from '@/lib/payments/states'
import { canTakeBack, eligibilityOf } from './eligibility'
import { promiseOrderRefund } from './refund'
import type { Order } from './state'

/** A card network suspects fraud in a paid order that is locked: the store's rule says what is done about it. */
export async function actOnWarning(
  tx: Tx,
  order: Order,
  payment: Payment,
  warning: FraudWarning,
): Promise<void> {
  const [store] = await tx.select().from(stores).where(eq(stores.id, order.storeId))
  if (store!.fraudPolicy === 'nothing') return
  const isRefunded = warning.isActionable && (await refundIfCheap(tx, order, payment, store!))
  await tx
    .update(fraudWarnings)
    .set({ outcome: isRefunded ? 'refunded' : 'alerted' })
    .where(eq(fraudWarnings.externalId, warning.externalId))
  if (isRefunded) return
  await raiseAlert(tx, order.tenantId, {
    kind: 'fraud.warning',
    subject: payment.id,
    mode: payment.mode,
    title: `Fraud suspected: ${formatMoney(money(payment.received, payment.currency))}`,
    detail: 'The card network suspects fraud. A refund now may spare a dispute and its fee.',
    href: `/orders/${order.id}`,
  })
}

/** What costs little and was not used goes back: a dispute would cost more. */
async function refundIfCheap(
  tx: Tx,
  order: Order,
  payment: Payment,
  { fraudPolicy, fraudRefundBelow, fraudCurrency }: typeof stores.$inferSelect,
): Promise<boolean> {
  if (fraudPolicy !== 'refund' || fraudRefundBelow === null || fraudCurrency !== payment.currency)
    return false
  const left = payment.received - (await refundedOf(tx, payment.id))
  if (left <= 0n || left >= fraudRefundBelow || (await obstacleTo(tx, payment))) return false
  const { verdict } = await eligibilityOf(tx, order)
  if (verdict === 'used') return false
  await promiseOrderRefund(tx, order, payment.id, {
    code: 'fraud',
    reason: 'The card network suspects fraud: refunded by the rule of the store',
    takesBack: await canTakeBack(tx, order),
  })
  return true
}

import { eq } from 'drizzle-orm'
import { orders, type payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import { blockMethod } from '@/lib/payment-methods/keep'
import type { PaymentState } from '@/lib/payments/states'
import { checkSimRefill } from '@/lib/usage/asked'
import { expireCheckout } from './jobs'
import { mailConfirm } from './mail'
import { moveOrder, type Order } from './state'
import { tell } from './timeline'

type Payment = typeof payments.$inferSelect

export const waitsForOwner = 'The bank wants the owner of the card to confirm it. The link was mailed.'

/**
 * What an answer about the charge of an automatic refill means for its locked order. A decline ends it; a bank that wants
 * to see the owner leaves it to the owner, and from then on a failed try there is only a try.
 */
export async function followCharge(
  tx: Tx,
  order: Order,
  payment: Payment,
  { charges: tries }: PaymentState,
): Promise<void> {
  if (payment.methodUse !== 'unattended' || order.status !== 'pending_payment') return
  if (order.problem === waitsForOwner) return
  if (payment.status === 'requires_action') {
    await tx.update(orders).set({ problem: waitsForOwner }).where(eq(orders.id, order.id))
    return mailConfirm(tx, order)
  }
  const last = tries.at(-1)
  const isOver = ['failed', 'canceled', 'expired'].includes(payment.status)
  if (!isOver && !(payment.status === 'created' && last?.status === 'failed')) return
  const problem = last?.buyerMessage ?? last?.message ?? 'The payment was declined.'
  if (last?.isHopeless) await blockMethod(tx, payment.methodId!, problem)
  await endUnpaid(tx, order, problem)
}

/** Ends an automatic refill that took nothing, and has its rule looked at. What is open at the provider is called off. */
export async function endUnpaid(tx: Tx, order: Order, problem: string): Promise<void> {
  const { tenantId, id: orderId, simId } = order
  if (!(await moveOrder(tx, order, 'canceled', { problem }))) return
  await tell(tx, orderId, { kind: 'canceled', text: `Nothing was charged: ${problem}`, cause: 'unpaid' })
  await enqueue(tx, expireCheckout, { tenantId, orderId }, { key: `expire:${orderId}` })
  await enqueue(tx, checkSimRefill, { tenantId, simId: simId! }, { key: `simrefill:${simId}` })
}

import { and, eq, inArray, ne } from 'drizzle-orm'
import { orders, payments, refunds, stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import { type Applied, applyState } from '@/lib/payments/apply'
import { areRefundsMade, paidOf } from '@/lib/payments/refunds'
import type { PaymentState } from '@/lib/payments/states'
import { followCharge } from './automatic'
import { eligibilityOf } from './eligibility'
import { actOnWarning } from './fraud'
import { followRelease, takeAuthorization } from './held'
import { fulfilOrder, refundAtDeadline } from './jobs'
import { mailRefunded, mailUnpaid, mailWaits } from './mail'
import { promiseOrderRefund } from './refund'
import { lockOrder, moveOrder, type Order } from './state'
import { tell } from './timeline'

/** Brings a payment of an order, and the order, to what its provider says. Called by the one path of `settlement`. */
export async function settleOrder(
  tx: Tx,
  orderId: string,
  paymentId: string,
  state: PaymentState,
): Promise<void> {
  const order = await lockOrder(tx, orderId)
  const applied = await applyState(tx, paymentId, state)
  await tellWhatHappened(tx, order, applied, state)
  if (applied.mismatch) return
  const { status } = applied.payment
  await writeOfWaiting(tx, order, applied)
  if (order.ruleId) await followCharge(tx, order, applied.payment, state)
  if (status === 'authorized' && applied.before !== 'authorized') await takeAuthorization(tx, order, applied)
  if (status === 'canceled' || status === 'expired') await followRelease(tx, order, applied)
  if (status !== 'paid') return
  if (applied.before === 'authorized') await notePaid(tx, order)
  if (applied.before !== 'paid') await takePayment(tx, order, applied)
  if (applied.outsideRefunds.length > 0) await askForWhatIsUnused(tx, order, applied.outsideRefunds)
  for (const warning of applied.newWarnings) await actOnWarning(tx, order, applied.payment, warning)
  if (state.refunds.length > 0 || isGivenUp(order)) await followRefunds(tx, order)
}

/** All the money went back at the provider, and the buyer holds an eSIM that is not used: a person takes it back. */
async function askForWhatIsUnused(tx: Tx, order: Order, refundIds: string[]): Promise<void> {
  const paid = await paidOf(tx, order.id)
  if (!order.fulfilledAt || paid.some(({ left }) => left > 0n)) return
  if ((await eligibilityOf(tx, order)).verdict === 'used') return
  await tx.update(refunds).set({ task: 'take_back' }).where(inArray(refunds.id, refundIds))
}

/** The buyer may be gone by then: he hears that his bank takes its time, and when it did not pay in the end. */
async function writeOfWaiting(tx: Tx, order: Order, { before, payment }: Applied): Promise<void> {
  if (order.status !== 'pending_payment' || before === payment.status) return
  if (payment.status === 'pending') return mailWaits(tx, order, payment)
  const isOver = before === 'pending' && !['paid', 'authorized'].includes(payment.status)
  if (isOver) await mailUnpaid(tx, order)
}

/** What was held is taken: from now on the order counts as paid. */
const notePaid = async (tx: Tx, order: Order): Promise<void> => {
  if (order.paidAt) return
  await tx.update(orders).set({ paidAt: new Date() }).where(eq(orders.id, order.id))
  await tell(tx, order.id, {
    kind: 'paid',
    text: 'Paid: the money that was held is taken',
    cause: 'captured',
  })
}

/** A payment has just turned paid: the order goes on, or the money goes back. */
async function takePayment(tx: Tx, order: Order, { payment }: Applied): Promise<void> {
  const [other] = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.orderId, order.id), eq(payments.status, 'paid'), ne(payments.id, payment.id)))
    .limit(1)
  if (other) return giveSecondBack(tx, order, payment.id)
  const wasLate = order.status !== 'pending_payment'
  const [store] = await tx.select().from(stores).where(eq(stores.id, order.storeId))
  const deliverBy = new Date(Date.now() + store!.deliveryMinutes * 60_000)
  const isMoved = await moveOrder(tx, order, 'paid', { paidAt: new Date(), deliverBy })
  if (!isMoved) return
  const text = wasLate ? 'Paid after the checkout had ended: the order is open again' : 'Paid'
  await tell(tx, order.id, { kind: 'paid', text, cause: payment.id })
  const input = { tenantId: order.tenantId, orderId: order.id }
  await enqueue(tx, fulfilOrder, input, { key: `fulfil:${order.id}` })
  await enqueue(tx, refundAtDeadline, input, { runAt: deliverBy, key: `deadline:${order.id}` })
}

async function giveSecondBack(tx: Tx, order: Order, paymentId: string): Promise<void> {
  const reason = 'The order was paid twice; the second payment goes back.'
  await promiseOrderRefund(tx, order, paymentId, { code: 'duplicate', reason })
}

const isGivenUp = ({ status }: Order): boolean => status === 'refunded' || status === 'refund_pending'

/** Refunds may also be made in the provider's dashboard: an order whose money is all back is refunded. */
async function followRefunds(tx: Tx, order: Order): Promise<void> {
  const paid = await paidOf(tx, order.id)
  const isBack = paid.every(({ left }) => left <= 0n)
  if (isGivenUp(order) && !isBack && !order.problem?.startsWith('The refund ')) {
    await moveOrder(tx, order, 'refund_pending', {
      problem: 'The refund failed: refund the order again, or pay the buyer back another way.',
    })
    return tell(tx, order.id, {
      kind: 'refund_failed',
      text: 'The refund failed: refund the order again, or pay the buyer back another way',
    })
  }
  if (!isBack) return
  const isDone = await areRefundsMade(
    tx,
    paid.map(({ id }) => id),
  )
  if (isDone && (await moveOrder(tx, order, 'refunded'))) {
    await tell(tx, order.id, { kind: 'refunded', text: 'The money is on its way back to the buyer' })
    await mailRefunded(tx, order)
  }
}

/** For staff: each decline, mismatch, dispute and outside refund once in the timeline. */
async function tellWhatHappened(tx: Tx, order: Order, applied: Applied, state: PaymentState): Promise<void> {
  if (applied.mismatch)
    await tell(tx, order.id, {
      kind: 'mismatch',
      text: `Held: ${applied.mismatch}`,
      cause: `${applied.payment.id}:mismatch`,
    })
  for (const charge of state.charges.filter(({ status }) => status === 'failed'))
    await tell(tx, order.id, {
      kind: 'declined',
      text: `Payment attempt declined: ${charge.message ?? charge.declineCode ?? 'no reason given'}`,
      cause: charge.externalId,
    })
  for (const dispute of applied.newDisputes)
    await tell(tx, order.id, {
      kind: 'disputed',
      text: `The buyer disputes the payment: ${dispute.reason}`,
      cause: dispute.externalId,
    })
  for (const warning of state.fraudWarnings ?? [])
    await tell(tx, order.id, {
      kind: 'fraud_warning',
      text: `The card network suspects fraud: ${warning.kind.replaceAll('_', ' ')}`,
      cause: warning.externalId,
    })
  for (const refund of state.refunds.filter(({ reference }) => !reference))
    await tell(tx, order.id, {
      kind: 'refund',
      text: 'A refund was made at the payment provider',
      cause: refund.externalId,
    })
}

import { readAmount, unitsOf } from './amounts'
import { missing, Refusal, unprocessable } from './errors'
import { notify } from './notify'
import { newId, type Payment, type Refund, type RefundStatus, refundsOf, type Store } from './store'
import { refundedUnits } from './views'

const [hourS, dayS] = [3_600, 86_400]

/** `POST /v2/payments/tr_/refunds`, or made in the dashboard. It waits two hours, then goes to the bank (psp.md 4.5). */
export function createRefund(store: Store, payment: Payment, body: Record<string, unknown>): Refund {
  if (payment.status !== 'paid')
    throw unprocessable('The payment is not in a state in which it can be refunded')
  const amount = body.amount === undefined ? payment.amount : readAmount(body.amount)
  if (amount.currency !== payment.amount.currency)
    throw unprocessable('The amount has another currency than the payment', 'amount')
  if (unitsOf(amount) <= 0n) throw unprocessable('The amount is lower than the minimum', 'amount')
  if (unitsOf(amount) > unitsOf(payment.amount) - refundedUnits(store, payment.id))
    throw unprocessable('The amount is higher than the maximum', 'amount')
  const now = store.kernel.now()
  const isTwice = refundsOf(store, payment.id).some(
    (each) => each.amount.value === amount.value && !isOver(each) && each.createdAt > now - hourS,
  )
  if (isTwice) throw new Refusal(409, 'A refund of the same amount was made for this payment within the hour')
  const refund: Refund = {
    id: newId('re'),
    paymentId: payment.id,
    profileId: payment.profileId,
    mode: payment.mode,
    status: 'pending',
    amount,
    description: typeof body.description === 'string' ? body.description.slice(0, 255) : payment.description,
    metadata: body.metadata ?? null,
    createdAt: now,
  }
  store.refunds.put(refund.id, refund)
  step(store, refund.id, 'processing', 2 * hourS)
  return refund
}

const step = ({ kernel }: Store, id: string, to: RefundStatus, afterS: number) =>
  kernel.later({ at: kernel.now() + afterS, service: 'mollie', kind: 'refund', data: { id, to } })

const told = ['processing', 'refunded', 'failed'] as const

const isOver = ({ status }: Refund): boolean => ['failed', 'canceled'].includes(status)

/** Brings a refund on its way, or ends it; a bank may send one back after it was made. */
export function moveRefund(store: Store, id: string, to: RefundStatus): Refund {
  const refund = store.refunds.get(id)
  if (!refund) throw missing('refund', id)
  if (isOver(refund) || refund.status === to) return refund
  const moved: Refund = { ...refund, status: to }
  store.refunds.put(id, moved)
  if (to === 'processing') step(store, id, 'refunded', dayS)
  if (told.some((each) => each === to)) notify(store, store.payments.get(refund.paymentId)!, `refund ${to}`)
  return moved
}

/** `DELETE .../refunds/re_`: only while it waits. */
export function cancelRefund(store: Store, refund: Refund): void {
  if (refund.status !== 'queued' && refund.status !== 'pending')
    throw unprocessable('The refund can no longer be canceled')
  moveRefund(store, refund.id, 'canceled')
}

import type { payments } from '@/db/schema'
import type { Connection } from '@/lib/connections/find'
import { type Money, money } from '@/lib/core/money'
import { callGateway } from './gateway'
import type { FetchOptions, Gateway, PaymentState } from './provider'
import { isFinal } from './state'

type Payment = Pick<typeof payments.$inferSelect, 'id' | 'externalId' | 'status' | 'amount' | 'currency'>

/**
 * What the provider holds of a payment now; null when it knows none of ours yet, or cannot be asked. A payment that its
 * buyer has agreed to, and that waits for us to take the money, is completed: with our amount, and never after its end.
 * Throws `UpstreamError` without an answer, `not_found` when the provider has lost it.
 */
export const readPayment = (
  connection: Connection,
  payment: Payment,
  options?: FetchOptions,
): Promise<PaymentState | null> =>
  callGateway(connection, async (gateway) => {
    if (!payment.externalId || !gateway.fetchPayment) return null
    const state = await gateway.fetchPayment(payment.externalId, { ...options, asked: askedOf(payment) })
    return state.awaitsCompletion && !isFinal(payment.status) ? complete(gateway, payment, state) : state
  })

/** What we want for it. */
export const askedOf = (payment: Pick<Payment, 'amount' | 'currency'>): Money =>
  money(payment.amount, payment.currency)

async function complete(gateway: Gateway, payment: Payment, state: PaymentState): Promise<PaymentState> {
  const amount = askedOf(payment)
  const isOurs =
    state.metadata.payment_id === payment.id &&
    state.amount.amount === amount.amount &&
    state.amount.currency === amount.currency
  // Not ours, or of another amount: it is held as it is, and no money moves.
  if (!isOurs || !gateway.completePayment) return state
  return gateway.completePayment({ key: `${payment.id}:complete:1`, externalId: state.externalId, amount })
}

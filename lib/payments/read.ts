import { and, count, eq, max } from 'drizzle-orm'
import { charges, type payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { type Money, money } from '@/lib/core/money'
import { callGateway } from './call-gateway'
import { webhookUrlOf } from './find'
import type { FetchOptions, Gateway } from './gateway'
import { isFinal } from './state'
import type { PaymentState } from './states'

type Payment = Pick<
  typeof payments.$inferSelect,
  'id' | 'externalId' | 'status' | 'amount' | 'currency' | 'returnedAt'
>

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
    const asked = askedOf(payment)
    const mayComplete = gateway.completePayment && !isFinal(payment.status)
    const refusals = mayComplete ? await refusalsOf(connection, payment) : none
    const state = await gateway.fetchPayment(payment.externalId, {
      ...options,
      asked,
      reference: payment.id,
      hasReturned: payment.returnedAt !== null && payment.returnedAt > refusals.last,
    })
    return mayComplete && state.awaitsCompletion
      ? complete(connection, gateway, payment, state, 1 + refusals.count)
      : state
  })

/** What we want for it. */
export const askedOf = (payment: Pick<Payment, 'amount' | 'currency'>): Money =>
  money(payment.amount, payment.currency)

async function complete(
  connection: Connection,
  gateway: Gateway,
  payment: Payment,
  state: PaymentState,
  attempt: number,
): Promise<PaymentState> {
  const amount = askedOf(payment)
  const isOurs =
    state.metadata.payment_id === payment.id &&
    state.amount.amount === amount.amount &&
    state.amount.currency === amount.currency
  // Not ours, or of another amount: it is held as it is, and no money moves.
  if (!isOurs || !gateway.completePayment) return state
  return gateway.completePayment({
    key: `${payment.id}:complete:${attempt}`,
    externalId: state.externalId,
    amount,
    notifyUrl: webhookUrlOf(connection),
  })
}

type Refusals = { count: number; last: Date }

const none: Refusals = { count: 0, last: new Date(0) }

/** A buyer who was refused and agreed again is a new attempt: the old key would only give the old refusal. */
async function refusalsOf({ tenantId }: Connection, { id }: Payment): Promise<Refusals> {
  const [found] = await inTenant(tenantId, (tx) =>
    tx
      .select({ count: count(), last: max(charges.madeAt) })
      .from(charges)
      .where(and(eq(charges.paymentId, id), eq(charges.status, 'failed'))),
  )
  return found?.last ? { count: found.count, last: found.last } : none
}

import { and, eq, isNull } from 'drizzle-orm'
import { paymentMethods, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, invariant, notFound } from '@/lib/core/error'
import { currency } from '@/lib/core/money'
import { webhookUrlOf } from '@/lib/payments/find'
import { callGateway } from '@/lib/payments/gateway'
import { installationId } from '@/lib/payments/installation'
import type { Gateway, PaymentState } from '@/lib/payments/provider'

// Mollie forgets a key after an hour, Stripe after a day.
const keyLifeMs = 45 * 60_000

export type ChargePurpose = { email: string | null; description: string; metadata: Record<string, string> }

/**
 * Charges the saved method of a payment of ours, without its owner. A decline is an answer. Safe to repeat: the key is
 * the payment's own, and once keys may be forgotten, the provider's list is searched before it is asked again. Throws
 * `UpstreamError` when nobody knows what happened, and other `AppError`s when nothing was charged.
 */
export async function chargeMethod(
  tenantId: string,
  paymentId: string,
  { metadata, ...purpose }: ChargePurpose,
): Promise<PaymentState> {
  const { payment, method, connection } = await inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    if (!payment) throw notFound('payment', paymentId)
    invariant(payment.methodId, `payment ${paymentId} charges no saved method`)
    const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, payment.methodId))
    return { payment, method: method!, connection: await getConnection(tx, payment.connectionId) }
  })
  const { externalId, customerExternalId, mandateExternalId } = method
  const found = {
    ...metadata,
    payment_id: payment.id,
    connection_id: connection.id,
    installation: await installationId(),
  }
  const state = await callGateway(connection, async (gateway) => {
    const known = await findMade(gateway, payment)
    if (known) return known
    if (!externalId || !customerExternalId || !gateway.chargeSaved)
      throw new AppError('precondition', 'This card can no longer be charged. Add it again.')
    return gateway.chargeSaved({
      ...purpose,
      key: `${payment.id}:charge:1`,
      method: { externalId, customerExternalId, mandateExternalId },
      amount: { amount: payment.amount, currency: currency(payment.currency) },
      metadata: found,
      notifyUrl: webhookUrlOf(connection),
    })
  })
  await inTenant(tenantId, (tx) =>
    tx
      .update(payments)
      .set({ externalId: state.externalId })
      .where(and(eq(payments.id, paymentId), isNull(payments.externalId))),
  )
  return state
}

/** What an earlier call has made, by its id or, once a repeat of the key would make a second one, by our reference. */
async function findMade(
  gateway: Gateway,
  { id, externalId, createdAt }: typeof payments.$inferSelect,
): Promise<PaymentState | null> {
  if (externalId && gateway.fetchPayment) return gateway.fetchPayment(externalId, { everything: true })
  if (Date.now() - createdAt.getTime() < keyLifeMs || !gateway.findPayments) return null
  const since = new Date(createdAt.getTime() - 60_000)
  for await (const state of gateway.findPayments(since)) if (state.metadata.payment_id === id) return state
  return null
}

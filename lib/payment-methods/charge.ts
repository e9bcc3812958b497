import { and, eq, isNull } from 'drizzle-orm'
import { paymentMethods, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, invariant, notFound } from '@/lib/core/error'
import { currency } from '@/lib/core/money'
import { callGateway } from '@/lib/payments/call-gateway'
import { webhookUrlOf } from '@/lib/payments/find'
import type { ChargeSaved } from '@/lib/payments/gateway'
import { installationId } from '@/lib/payments/installation'
import { markStarted } from '@/lib/payments/start'
import type { PaymentState } from '@/lib/payments/states'

// The owner of the card waits for this one; a try again with the same key charges nothing more.
const patienceMs = 8_000
// Mollie forgets a key after an hour, and after an hour reconciliation may say that there is no such payment.
const repeatMs = 45 * 60_000

const gone = 'This card can no longer be charged. Add it again.'

export type ChargePurpose = Pick<ChargeSaved, 'email' | 'description' | 'metadata' | 'capture' | 'returnUrl'>

/**
 * Charges the saved method of a payment of ours; with a `returnUrl` its owner is there. A decline is an answer. Safe to repeat: the key is
 * the payment's own. Null: nobody knows what became of an earlier try, and it is left to reconciliation, which finds or ends
 * it, before keys are forgotten or when a repeat is refused. Throws `UpstreamError` when nobody knows what happened, and
 * `AppError` when nothing was charged.
 */
export async function chargeMethod(
  tenantId: string,
  paymentId: string,
  { metadata, ...purpose }: ChargePurpose,
): Promise<PaymentState | null> {
  const { payment, method, connection } = await inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    if (!payment) throw notFound('payment', paymentId)
    invariant(payment.methodId, `payment ${paymentId} charges no saved method`)
    const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, payment.methodId))
    // What was begun is followed to its end; nothing new is begun with a card that its owner took away.
    if (!payment.startedAt && method?.status !== 'active') throw new AppError('precondition', gone)
    await markStarted(tx, payment)
    return { payment, method: method!, connection: await getConnection(tx, payment.connectionId) }
  })
  const isRepeat = !payment.externalId && payment.startedAt !== null
  if (isRepeat && Date.now() - payment.startedAt!.getTime() > repeatMs) return null
  const { externalId, customerExternalId, mandateExternalId } = method
  const found = {
    ...metadata,
    payment_id: payment.id,
    connection_id: connection.id,
    installation: await installationId(),
  }
  const state = await callGateway(
    connection,
    async (gateway) => {
      if (payment.externalId && gateway.fetchPayment)
        return gateway.fetchPayment(payment.externalId, { everything: true })
      if (!externalId || !customerExternalId || !gateway.chargeSaved) throw new AppError('precondition', gone)
      return gateway.chargeSaved({
        ...purpose,
        key: `${payment.id}:charge:1`,
        method: { externalId, customerExternalId, mandateExternalId },
        amount: { amount: payment.amount, currency: currency(payment.currency) },
        metadata: found,
        notifyUrl: webhookUrlOf(connection),
      })
    },
    purpose.returnUrl ? patienceMs : undefined,
  ).catch((error: unknown) => {
    // That this try was refused, such as for a key that was revoked since, does not say that the first one was.
    if (isRepeat && error instanceof AppError) return null
    throw error
  })
  if (!state) return null
  await inTenant(tenantId, (tx) =>
    tx
      .update(payments)
      .set({ externalId: state.externalId })
      .where(and(eq(payments.id, paymentId), isNull(payments.externalId))),
  )
  return state
}

/**
 * The provider would not even try, so nothing was charged: the payment has failed. False: a webhook was first, there is
 * a charge after all, and it is settled as it is.
 */
export async function markRefused(tx: Tx, paymentId: string): Promise<boolean> {
  const [ended] = await tx
    .update(payments)
    .set({ status: 'failed', checkedAt: new Date() })
    .where(and(eq(payments.id, paymentId), eq(payments.status, 'created'), isNull(payments.externalId)))
    .returning({ id: payments.id })
  return ended !== undefined
}

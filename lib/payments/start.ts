import { and, eq, isNull } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { notFound } from '@/lib/core/error'
import { callGateway } from './call-gateway'
import { webhookUrlOf } from './find'
import type { Gateway, StartPayment } from './gateway'
import { installationId } from './installation'
import { askedOf } from './read'
import { providerNamed } from './registry'
import type { PaymentState } from './states'

// A buyer waits for this one; a try again with the same key costs nothing.
const patienceMs = 8_000

/** What is paid, as the provider and its page say it. `metadata` is added to what finds the payment again. */
export type Purpose = Pick<StartPayment, 'email' | 'description' | 'capture' | 'save'> & {
  returnUrl: string
  metadata: Record<string, string>
  /** Rises where the provider said that what goes with it does not exist; else 1. */
  attempt?: number
  /** What else is done in the transaction that notes that it was begun: once. */
  begun?: (tx: Tx, payment: typeof payments.$inferSelect) => Promise<void>
}

/**
 * Makes our payment known to its provider, or finds it there again: the key is the payment's own, so a repeat gives the
 * same one back. Our row is committed before the call, and the provider's id is kept before anything is answered.
 */
export async function startPayment(
  tenantId: string,
  paymentId: string,
  { metadata, begun, attempt = 1, ...purpose }: Purpose,
): Promise<PaymentState> {
  const { payment, connection } = await inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    if (!payment) throw notFound('payment', paymentId)
    await markStarted(tx, payment)
    return { payment, connection: await getConnection(tx, payment.connectionId) }
  })
  const found = {
    ...metadata,
    payment_id: payment.id,
    connection_id: connection.id,
    installation: await installationId(),
  }
  const asked = askedOf(payment)
  const ask = async (gateway: Gateway) => {
    const known =
      payment.externalId &&
      (await gateway.fetchPayment?.(payment.externalId, { asked, reference: payment.id }))
    if (known && !lacksWayOn(known)) return known
    return gateway.startPayment({
      ...purpose,
      key: `${payment.id}:start:${attempt}`,
      amount: asked,
      metadata: found,
      notifyUrl: webhookUrlOf(connection),
    })
  }
  const state = await callGateway(connection, ask, patienceMs)
  // Nobody will say later that its buyer is at it.
  const { isSilent } = providerNamed(connection.provider)
  const kept = await inTenant(tenantId, async (tx) => {
    const [now] = await tx
      .update(payments)
      .set({ externalId: state.externalId, ...(isSilent && { status: state.status }) })
      .where(and(eq(payments.id, paymentId), isNull(payments.externalId)))
      .returning()
    if (now) await begun?.(tx, now)
    return now
  })
  // Another tab was first, and not every provider knows our key: its buyer must pay what we look at.
  if (!kept && !payment.externalId)
    return startPayment(tenantId, paymentId, { metadata, begun, attempt, ...purpose })
  return state
}

/** Some providers keep nothing of a payment before it is paid: the way to its page is made anew. */
const lacksWayOn = ({ status, clientSecret, redirectUrl }: PaymentState): boolean =>
  status === 'requires_action' && !clientSecret && !redirectUrl

/** Before the call that begins it at the provider, and committed: should no answer come, nobody knows of it but us. */
export async function markStarted(
  tx: Tx,
  { id, externalId, startedAt }: Pick<typeof payments.$inferSelect, 'id' | 'externalId' | 'startedAt'>,
): Promise<void> {
  if (externalId || startedAt) return
  await tx
    .update(payments)
    .set({ startedAt: new Date() })
    .where(and(eq(payments.id, id), isNull(payments.startedAt)))
}

import { and, eq } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { money } from '@/lib/core/money'
import type { Gateway } from '@/lib/payments/gateway'
import { installationId } from '@/lib/payments/installation'
import type { PaymentState } from '@/lib/payments/states'
import { stageOf, theirSide } from './differ'
import { recordDifference } from './record'

/**
 * A payment at the provider that no row of ours stands for. What other software made, or another installation of ours, is
 * `foreign`. One that says it is ours holds money that we know nothing of, or can be paid a second time: the first is a
 * conflict, the second is called off.
 */
export async function judgeStranger(
  connection: Connection,
  gateway: Gateway,
  state: PaymentState,
): Promise<'foreign' | 'same' | 'differing'> {
  if (!(await isOurs(connection, state))) return 'foreign'
  const stage = stageOf(state.status)
  if (stage === 'open') await callOffTwin(connection, gateway, state)
  const isBack = stage === 'paid' && leftOf(state) <= 0n
  if (isBack || (stage !== 'authorized' && stage !== 'paid')) return 'same'
  const difference = {
    ...{ kind: 'missing_here' as const, object: 'payment' as const, subject: state.externalId },
    ...{ ours: null, theirs: theirSide(state), stake: money(leftOf(state), state.received.currency) },
  }
  await inTenant(connection.tenantId, (tx) =>
    recordDifference(tx, { connectionId: connection.id, paymentId: null }, difference),
  )
  return 'differing'
}

/** Made by this installation, for this connection. */
export async function isOurs({ id }: Connection, { metadata }: PaymentState): Promise<boolean> {
  const { installation, connection_id: owner = id, payment_id: reference } = metadata
  return Boolean(reference) && owner === id && installation === (await installationId())
}

/** What was received and not given back. */
export function leftOf({ received, refunds }: PaymentState): bigint {
  const back = refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled')
  return back.reduce((left, { amount }) => left - amount.amount, received.amount)
}

/** The second object of one payment, begun again after the key of the first was forgotten: nobody needs it. */
async function callOffTwin(connection: Connection, gateway: Gateway, state: PaymentState): Promise<void> {
  const [ours] = await inTenant(connection.tenantId, (tx) =>
    tx
      .select({ id: payments.id })
      .from(payments)
      .where(and(eq(payments.id, state.metadata.payment_id!), eq(payments.connectionId, connection.id))),
  )
  if (ours) await gateway.cancelPayment?.(state.externalId)
}

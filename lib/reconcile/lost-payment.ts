import { and, eq, isNull } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { UpstreamError } from '@/lib/core/error'
import { startAtProvider } from '@/lib/orders/start-payment'
import { tell } from '@/lib/orders/timeline'
import { callGateway } from '@/lib/payments/call-gateway'
import { providerNamed } from '@/lib/payments/registry'
import type { PaymentState } from '@/lib/payments/states'
import { settleWith } from '@/lib/settlement/settle'
import { callOff } from './call-off'
import { isAwaited } from './purpose'
import { isOurs } from './stranger'

type Payment = typeof payments.$inferSelect

// Clocks differ: ours and the provider's.
const slackMs = 2 * 60_000
// A call that broke off may still be worked on, and a list may lag.
const sureMs = 3_600_000

/**
 * Ends what nobody knows: a payment whose beginning was never answered. While the provider knows the key, the same call
 * gives the same payment; after that it is looked for in the provider's list, by our reference. The only one that may say
 * that there is none. Throws `UpstreamError` while the provider does not answer.
 */
export async function findLostPayment(tenantId: string, paymentId: string): Promise<void> {
  const lost = await inTenant(tenantId, (tx) => readLost(tx, paymentId))
  if (!lost) return
  const { payment, connection, isWanted } = lost
  const state = isWanted && knowsKey(connection, payment) ? await startAgain(payment) : undefined
  const found = state ?? (await findInList(connection, payment))
  if (found && !isWanted) return callOff(connection, payment, found.externalId)
  if (found) return inTenant(tenantId, (tx) => settleWith(tx, payment, found))
  const isSure = found === null && Date.now() - payment.startedAt!.getTime() > sureMs
  await inTenant(tenantId, async (tx) => {
    if (isSure) await endLost(tx, payment)
    else await noteLook(tx, payment)
  })
}

async function readLost(tx: Tx, paymentId: string) {
  const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
  if (!payment?.startedAt || payment.externalId || payment.status !== 'created') return null
  const connection = await getConnection(tx, payment.connectionId)
  return { payment, connection, isWanted: await isAwaited(tx, payment) }
}

// The charge of a saved card is never asked again from here: only the list says what became of it.
const knowsKey = ({ provider }: Connection, { orderId, methodUse, startedAt }: Payment): boolean =>
  orderId !== null &&
  (methodUse === null || methodUse === 'keep') &&
  Date.now() - startedAt!.getTime() < (providerNamed(provider).keyLifeMs ?? 0)

/** Undefined where the provider refuses to repeat it: then its list knows. */
const startAgain = ({ tenantId, id }: Payment): Promise<PaymentState | undefined> =>
  startAtProvider(tenantId, id).catch((error: unknown) => {
    if (error instanceof UpstreamError) throw error
    return undefined
  })

/** Null: the provider has none. Undefined: it cannot be asked for a list. */
const findInList = (connection: Connection, payment: Payment): Promise<PaymentState | null | undefined> =>
  callGateway(connection, async (gateway) => {
    if (!gateway.findPayments) return undefined
    const since = new Date(payment.startedAt!.getTime() - slackMs)
    for await (const state of gateway.findPayments(since))
      if (state.metadata.payment_id === payment.id && (await isOurs(connection, state))) return state
    return null
  })

const stillLost = ({ id }: Payment) =>
  and(eq(payments.id, id), isNull(payments.externalId), eq(payments.status, 'created'))

async function endLost(tx: Tx, payment: Payment): Promise<void> {
  const ended = await tx
    .update(payments)
    .set({ status: 'failed', checkedAt: new Date() })
    .where(stillLost(payment))
    .returning({ id: payments.id })
  if (ended.length && payment.orderId)
    await tell(tx, payment.orderId, {
      kind: 'payment_lost',
      text: 'The payment provider never got the call that was to begin the payment: nothing was charged',
      cause: `${payment.id}:lost`,
    })
}

const noteLook = (tx: Tx, payment: Payment) =>
  tx.update(payments).set({ checkedAt: new Date() }).where(stillLost(payment))

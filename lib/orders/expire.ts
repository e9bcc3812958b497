import { and, eq, inArray, isNull } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { enqueue } from '@/lib/jobs/enqueue'
import { callGateway } from '@/lib/payments/call-gateway'
import { askedOf } from '@/lib/payments/read'
import { providerNamed } from '@/lib/payments/registry'
import { releaseSim } from '@/lib/sims/stock'
import { expireCheckout } from './jobs'
import { settleOrder } from './settle'
import { startAtProvider } from './start-payment'
import { lockOrder, moveOrder } from './state'
import { tell } from './timeline'

type Payment = typeof payments.$inferSelect

const open = ['created', 'requires_action', 'authorized'] as const
const againMs = 6 * 3_600_000

/**
 * Ends a checkout whose time is over: its payments are canceled at the provider, what was reserved is free again. One
 * that was paid after all is settled instead, and one that a bank still works on is left alone and looked at again.
 */
export async function expireOrder(tenantId: string, orderId: string): Promise<void> {
  const waiting = await inTenant(tenantId, (tx) => waitingOf(tx, orderId))
  for (const payment of waiting)
    await cancel(tenantId, orderId, payment).catch((error) => {
      // A revoked key must not hold the checkout and its eSIM for ever; should it be paid all the same, it is settled.
      if (!(error instanceof AppError)) throw error
      log().warn({ err: error, payment: payment.id }, 'a payment could not be canceled at its provider')
    })
  await inTenant(tenantId, async (tx) => {
    const order = await lockOrder(tx, orderId)
    if (order.status !== 'pending_payment') return
    const [pending] = await tx
      .select({ id: payments.id })
      .from(payments)
      .where(and(eq(payments.orderId, orderId), eq(payments.status, 'pending')))
    if (pending)
      return enqueue(
        tx,
        expireCheckout,
        { tenantId, orderId },
        { runAt: new Date(Date.now() + againMs), key: `expire:${orderId}` },
      )
    await moveOrder(tx, order, 'expired')
    await releaseSim(tx, orderId)
    await tell(tx, orderId, {
      kind: 'expired',
      text: 'The checkout ended without a payment',
      cause: 'expired',
    })
  })
}

/** What nobody will pay any more. Money that is held for an order on its way to its eSIM is not touched. */
async function waitingOf(tx: Tx, orderId: string): Promise<Payment[]> {
  const { status } = await lockOrder(tx, orderId)
  const ends = status === 'pending_payment' ? open : open.filter((each) => each !== 'authorized')
  return tx
    .select()
    .from(payments)
    .where(and(eq(payments.orderId, orderId), inArray(payments.status, [...ends])))
}

async function cancel(tenantId: string, orderId: string, payment: Payment): Promise<void> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, payment.connectionId))
  const externalId = payment.externalId ?? (await findAgain(connection, payment))
  if (externalId === null) return
  const state =
    externalId &&
    (await callGateway(connection, async (gateway) =>
      gateway.cancelPayment?.(externalId, { asked: askedOf(payment), reference: payment.id }),
    ))
  await inTenant(tenantId, async (tx) => {
    if (state) await settleOrder(tx, orderId, payment.id, state)
    // Without a state it was never begun, or the provider takes no cancellation: then ours ends alone.
    const isUnbegun = externalId ? undefined : isNull(payments.startedAt)
    await tx
      .update(payments)
      .set({ status: 'expired' })
      .where(
        and(eq(payments.id, payment.id), inArray(payments.status, state ? ['canceled'] : open), isUnbegun),
      )
  })
}

/**
 * Without an answer to the first call the provider may hold one all the same; while it knows the key, that finds it.
 * Undefined: nobody ever asked for one. Null: nobody knows, and reconciliation looks for it.
 */
async function findAgain(connection: Connection, payment: Payment): Promise<string | null | undefined> {
  if (!payment.startedAt) return undefined
  // To ask again could charge the card after all.
  if (payment.methodUse === 'present' || payment.methodUse === 'unattended') return null
  const { keyLifeMs = 0 } = providerNamed(connection.provider)
  if (Date.now() - payment.startedAt.getTime() > keyLifeMs) return null
  return (await startAtProvider(connection.tenantId, payment.id)).externalId
}

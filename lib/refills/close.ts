import { and, eq, inArray, isNull } from 'drizzle-orm'
import { payments, refills } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { enqueue } from '@/lib/jobs/enqueue'
import { callGateway } from '@/lib/payments/call-gateway'
import { askedOf } from '@/lib/payments/read'
import { closeRefill } from './asked'
import { lockRefill, type Refill, settleRefill } from './settle'

type Payment = typeof payments.$inferSelect

const open = ['created', 'requires_action', 'authorized'] as const
const againMs = 6 * 3_600_000

/**
 * Ends what nobody is to pay any more: of a refill that is over, or paid, the payments that are still open are canceled
 * at their providers. One that was paid after all is settled; one that a bank still works on is looked at again.
 */
export async function close(tenantId: string, refillId: string): Promise<void> {
  const waiting = await inTenant(tenantId, async (tx) => {
    const refill = await lockRefill(tx, refillId)
    const isOver = refill.status === 'open' && refill.expiresAt <= new Date()
    if (refill.status === 'open' && !isOver) {
      // Come too early, by a clock that runs ahead or before its days were added: nobody else would ask again.
      await lookAgain(tx, refill, refill.expiresAt)
      return []
    }
    const left = await openOf(tx, refillId)
    // A debit may take a bank two weeks. Until then it has not failed, and no automatic one takes its place.
    if (isOver && !left.some(({ status }) => status === 'pending'))
      await tx.update(refills).set({ status: 'expired' }).where(eq(refills.id, refillId))
    return left
  })
  for (const payment of waiting.filter(({ status }) => status !== 'pending'))
    await cancel(tenantId, payment).catch((error) => {
      // A revoked key must not stop the others; should it be paid all the same, it is settled.
      if (!(error instanceof AppError)) throw error
      log().warn({ err: error, payment: payment.id }, 'a payment could not be canceled at its provider')
    })
  if (waiting.some(({ status }) => status === 'pending'))
    await inTenant(tenantId, (tx) =>
      lookAgain(tx, { tenantId, id: refillId }, new Date(Date.now() + againMs)),
    )
}

const lookAgain = (tx: Tx, { tenantId, id }: Pick<Refill, 'tenantId' | 'id'>, runAt: Date) =>
  enqueue(tx, closeRefill, { tenantId, refillId: id }, { runAt, key: `close:${id}` })

const openOf = (tx: Tx, refillId: string): Promise<Payment[]> =>
  tx
    .select()
    .from(payments)
    .where(and(eq(payments.refillId, refillId), inArray(payments.status, [...open, 'pending'])))

async function cancel(tenantId: string, payment: Payment): Promise<void> {
  const { externalId, refillId } = payment
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, payment.connectionId))
  // One that was begun without an answer is looked for by reconciliation.
  const isUnbegun = externalId ? undefined : isNull(payments.startedAt)
  const state =
    externalId &&
    (await callGateway(connection, async (gateway) =>
      gateway.cancelPayment?.(externalId, { asked: askedOf(payment) }),
    ))
  await inTenant(tenantId, async (tx) => {
    if (state) await settleRefill(tx, refillId!, payment.id, state)
    else
      await tx
        .update(payments)
        .set({ status: 'expired' })
        .where(and(eq(payments.id, payment.id), inArray(payments.status, open), isUnbegun))
  })
}

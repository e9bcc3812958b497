import { and, eq } from 'drizzle-orm'
import { conflicts, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { callGateway } from '@/lib/payments/call-gateway'
import type { Gateway } from '@/lib/payments/gateway'
import type { PaymentState } from '@/lib/payments/states'
import { settleWith } from '@/lib/settlement/settle'
import { leftOf } from './stranger'

type Conflict = typeof conflicts.$inferSelect

/**
 * Gives back what the provider holds of a payment that our books do not know. Safe to repeat: our reference and the key
 * are the conflict's own, and what is back already is not given again. A refusal opens the conflict again, with its reason.
 */
export async function refundHeld(tenantId: string, id: string): Promise<void> {
  const { conflict, connection } = await inTenant(tenantId, async (tx) => {
    const [conflict] = await tx.select().from(conflicts).where(eq(conflicts.id, id))
    return { conflict: conflict!, connection: await getConnection(tx, conflict!.connectionId) }
  })
  if (conflict.status !== 'refunding') return
  try {
    const state = await callGateway(connection, (gateway) => giveBack(gateway, conflict))
    await inTenant(tenantId, (tx) => end(tx, conflict, state))
  } catch (error) {
    if (!(error instanceof AppError) || error.detail.brokenConnection) throw error
    await inTenant(tenantId, (tx) => reopen(tx, conflict, `The refund was refused: ${error.message}`))
  }
}

async function giveBack(gateway: Gateway, { id, subject, reason }: Conflict): Promise<PaymentState> {
  if (!gateway.refund || !gateway.fetchPayment)
    throw new AppError('precondition', 'This provider takes no refunds from here. Refund it there.')
  const before = await gateway.fetchPayment(subject, { everything: true })
  const amount = { ...before.received, amount: leftOf(before) }
  if (amount.amount <= 0n) return before
  const key = `${id}:refund:${amount.amount}`
  await gateway.refund({ key, externalId: subject, amount, reference: id, reason: reason ?? undefined })
  return gateway.fetchPayment(subject, { everything: true })
}

async function end(tx: Tx, conflict: Conflict, state: PaymentState): Promise<void> {
  const { id, paymentId } = conflict
  if (paymentId) await settleHeld(tx, paymentId, state)
  await tx
    .update(conflicts)
    .set({ status: 'resolved', resolution: 'refunded', closedAt: new Date() })
    .where(and(eq(conflicts.id, id), eq(conflicts.status, 'refunding')))
}

/** What was held was never booked, so its refund is not either: it is only written down. */
async function settleHeld(tx: Tx, paymentId: string, state: PaymentState) {
  const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
  await settleWith(tx, payment!, state)
}

const reopen = (tx: Tx, { id }: Conflict, reason: string) =>
  tx
    .update(conflicts)
    .set({ status: 'open', reason })
    .where(and(eq(conflicts.id, id), eq(conflicts.status, 'refunding')))

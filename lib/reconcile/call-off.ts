import { and, eq } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { callGateway } from '@/lib/payments/call-gateway'
import { askedOf } from '@/lib/payments/read'
import { settleWith } from '@/lib/settlement/settle'

type Payment = typeof payments.$inferSelect

/**
 * Cancels a payment at its provider that nobody waits for any more; should it be paid just then, it is settled as paid.
 * Most methods that a bank works on cannot be canceled, and stay as they are.
 */
export async function callOff(connection: Connection, payment: Payment, externalId: string): Promise<void> {
  const state = await callGateway(connection, async (gateway) =>
    gateway.cancelPayment?.(externalId, { asked: askedOf(payment), reference: payment.id }),
  )
  if (!state) return
  await inTenant(connection.tenantId, async (tx) => {
    await settleWith(tx, payment, state)
    await tx
      .update(payments)
      .set({ status: 'expired' })
      .where(and(eq(payments.id, payment.id), eq(payments.status, 'canceled')))
  })
}

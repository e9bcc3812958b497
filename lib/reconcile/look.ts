import { eq } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { settle } from '@/lib/settlement/settle'
import { callOff } from './call-off'
import { isAwaited } from './purpose'

/**
 * Reads an open payment again, and calls it off when what it was for has ended. One that its provider does not have is
 * left to the comparison, which tells a person.
 */
export async function lookAt(tenantId: string, paymentId: string): Promise<void> {
  try {
    await settle(tenantId, paymentId)
    await callOffUnwanted(tenantId, paymentId)
  } catch (error) {
    if (!(error instanceof AppError) || error.detail.brokenConnection) throw error
    log().warn({ err: error, payment: paymentId }, 'an open payment could not be read')
    await inTenant(tenantId, (tx) =>
      tx.update(payments).set({ checkedAt: new Date() }).where(eq(payments.id, paymentId)),
    )
  }
}

async function callOffUnwanted(tenantId: string, paymentId: string): Promise<void> {
  const { payment, connection, isWanted } = await inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    const connection = await getConnection(tx, payment!.connectionId)
    return { payment: payment!, connection, isWanted: await isAwaited(tx, payment!) }
  })
  const { status, externalId, mismatch } = payment
  const canBeCanceled = ['created', 'requires_action', 'authorized'].includes(status)
  if (externalId && canBeCanceled && !isWanted && !mismatch) await callOff(connection, payment, externalId)
}

import { eq } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { checkPayment, unlessRefused } from './check'

/**
 * Opens the conflict of a held payment without waiting for the next comparison. One whose provider cannot be asked has
 * none: its page says what to do.
 */
export async function compareHeld(tenantId: string, paymentId: string): Promise<void> {
  const { payment, connection } = await inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    return { payment: payment!, connection: await getConnection(tx, payment!.connectionId) }
  })
  if (payment.mismatch && !payment.walletId)
    await unlessRefused(checkPayment(connection, payment, new Date()), payment.externalId)
}

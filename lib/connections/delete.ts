import { and, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { addresses, connections, notices } from '@/db/schema'
import { enterTenant, type Tx } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { lockConnection } from './change'
import type { Connection } from './find'

const isForeignKey = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === '23503') || (error.cause !== undefined && isForeignKey(error.cause)))

/**
 * Deletes a connection, its addresses and the webhooks it received. `clear` removes what else hangs on it and
 * throws the reason why it must stay; whatever still names it then keeps it too (`precondition`).
 */
export async function deleteConnection(
  ctx: Context,
  id: string,
  clear: (tx: Tx, connection: Connection) => Promise<void>,
): Promise<void> {
  authorize(ctx, 'connections:write')
  try {
    await db.transaction(async (tx) => {
      await tx
        .delete(addresses)
        .where(
          and(
            inArray(addresses.kind, ['webhook', 'account']),
            eq(addresses.tenantId, ctx.tenantId),
            eq(addresses.entityId, id),
          ),
        )
      await enterTenant(tx, ctx)
      const connection = await lockConnection(tx, id)
      await clear(tx, connection)
      await tx.delete(notices).where(eq(notices.connectionId, id))
      await tx.delete(connections).where(eq(connections.id, id))
      const { kind, provider, name } = connection
      await audit(tx, ctx, 'connection.deleted', id, { kind, provider, name })
    })
  } catch (error) {
    if (!isForeignKey(error)) throw error
    throw new AppError(
      'precondition',
      'Records of what was done with it are kept, so it cannot be deleted. Disable it instead.',
      {},
      { cause: error },
    )
  }
}

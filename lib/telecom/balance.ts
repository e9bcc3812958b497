import { eq, sql } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { noteHealth } from '@/lib/connections/health'
import { AppError } from '@/lib/core/error'
import { carrierOf } from './carrier'
import { accountFacts } from './facts'
import { TelecomError } from './provider'

/**
 * Asks a supplier whether the credentials are still good and what is left on the account, and keeps both. Throws the
 * `TelecomError`, after the connection's health was told of it.
 */
export async function lookAtAccount(connection: Connection): Promise<void> {
  const carrier = await carrierOf(connection)
  if (!carrier.testConnection) return
  const checkedAt = new Date().toISOString()
  try {
    const facts = accountFacts(await carrier.testConnection())
    await inTenant(connection.tenantId, (tx) =>
      tx
        .update(connections)
        .set({
          facts: sql`${connections.facts} || ${JSON.stringify(facts)}::jsonb`,
          health: sql`${connections.health} - 'problem'`,
        })
        .where(eq(connections.id, connection.id)),
    )
    await noteHealth(connection, { checkedAt }, false)
  } catch (error) {
    if (error instanceof TelecomError)
      await noteHealth(connection, { checkedAt, problem: error.message }, isBroken(error))
    throw error
  }
}

// A supplier that is down says nothing about the credentials.
const isBroken = ({ kind }: TelecomError) => (kind === 'auth' ? true : undefined)

/** `lookAtAccount` by the clock: a refusal that asking again will not mend is kept, not thrown. */
export async function runBalance(tenantId: string, id: string): Promise<void> {
  try {
    const connection = await inTenant(tenantId, (tx) => getConnection(tx, id))
    if (connection.status !== 'disabled') await lookAtAccount(connection)
  } catch (error) {
    const isGone = error instanceof AppError && error.code === 'not_found'
    if (isGone || (error instanceof TelecomError && !error.isRetryable)) return
    throw error
  }
}

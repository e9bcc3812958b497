import { inTenant } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { callGateway } from '@/lib/payments/call-gateway'
import type { PayoutState } from '@/lib/payments/states'
import { applyPayout } from './apply'

const dayMs = 86_400_000
/** A bank returns a payout within days; what is older than this stays as it is. */
const lookBackDays = 40

/** Reads one payout of which a notice told. False when the account has none of that id. */
export async function readPayout(connection: Connection, externalId: string): Promise<boolean> {
  const state = await callGateway(
    connection,
    async (gateway) => gateway.fetchPayout?.(externalId) ?? null,
  ).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  })
  if (state) await inTenant(connection.tenantId, (tx) => applyPayout(tx, connection, state))
  return state !== null
}

/** Brings all late payouts of a connection up to date, also those of which no notice told. */
export async function syncPayouts(tenantId: string, connectionId: string): Promise<void> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  const since = new Date(Date.now() - lookBackDays * dayMs)
  const found: PayoutState[] = []
  try {
    await callGateway(connection, async ({ findPayouts }) => {
      if (!findPayouts) return
      for await (const state of findPayouts(since)) found.push(state)
    })
  } catch (error) {
    // The right to read payouts is optional: without it there are none here.
    if (error instanceof AppError && error.code === 'forbidden') return
    throw error
  }
  for (const state of found.reverse()) await inTenant(tenantId, (tx) => applyPayout(tx, connection, state))
}

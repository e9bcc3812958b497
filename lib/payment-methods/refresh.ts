import { and, eq, or } from 'drizzle-orm'
import { paymentMethods } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { callGateway } from '@/lib/payments/call-gateway'
import { providerNamed } from '@/lib/payments/registry'
import { markRemoved } from './keep'
import type { Method } from './owner'
import { settle } from './settle-setup'

/**
 * Something happened to a saved method or its set-up: it is read again at its provider. `externalId` is of either one.
 * Says false for what is not ours: a card that somebody saved elsewhere gave us no right to charge it.
 */
export async function refreshMethod(connection: Connection, externalId: string): Promise<boolean> {
  const { tenantId } = connection
  const method = await inTenant(tenantId, async (tx) => {
    const [found] = await tx
      .select()
      .from(paymentMethods)
      .where(
        and(
          eq(paymentMethods.connectionId, connection.id),
          or(eq(paymentMethods.externalId, externalId), eq(paymentMethods.setupExternalId, externalId)),
        ),
      )
    return found
  })
  if (!method) return false
  if (method.status === 'adding') await settle(tenantId, method.id)
  else if (method.externalId) await readAgain(connection, method, method.externalId)
  return true
}

async function readAgain(connection: Connection, method: Method, externalId: string): Promise<void> {
  const { id, customerExternalId } = method
  const state = await callGateway(connection, async (gateway) =>
    gateway.fetchMethod?.({ externalId, customerExternalId: customerExternalId ?? '' }),
  )
  if (state === undefined) return
  const { label } = providerNamed(connection.provider)
  await inTenant(connection.tenantId, async (tx) => {
    // Meanwhile the row may go on with another card of the same owner.
    const same = and(eq(paymentMethods.id, id), eq(paymentMethods.externalId, externalId))
    if (!(await tx.$count(paymentMethods, same))) return
    if (!state) return markRemoved(tx, method, `It was taken away at ${label}.`)
    const { brand, last4, expMonth, expYear } = state
    await tx.update(paymentMethods).set({ brand, last4, expMonth, expYear }).where(same)
  })
}

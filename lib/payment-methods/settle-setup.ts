import { eq } from 'drizzle-orm'
import { paymentMethods } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { notFound } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { callGateway } from '@/lib/payments/call-gateway'
import { settleSetup } from './asked'
import { applySetup } from './keep'
import type { Method } from './owner'

const [minuteMs, dayMs] = [60_000, 86_400_000]

const methodById = (tenantId: string, id: string): Promise<Method> =>
  inTenant(tenantId, async (tx) => {
    const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, id))
    if (!method) throw notFound('payment method', id)
    return method
  })

/**
 * Reads what came of a set-up, whoever asks: the return page, a webhook, the clock. Safe to repeat. Throws
 * `UpstreamError` when the provider does not answer.
 */
export async function settle(tenantId: string, id: string): Promise<Method> {
  const method = await methodById(tenantId, id)
  const { status, setupExternalId, connectionId } = method
  if (status !== 'adding' || !setupExternalId) return method
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  const state = await callGateway(connection, async (gateway) => gateway.fetchSetup?.(setupExternalId))
  if (state) await inTenant(tenantId, (tx) => applySetup(tx, id, state))
  return methodById(tenantId, id)
}

/** The same by the clock, less and less often; what is not done within a day was given up. */
export async function lookAgain(tenantId: string, id: string): Promise<void> {
  const method = await settle(tenantId, id)
  if (method.status !== 'adding') return
  const ageMs = Date.now() - method.createdAt.getTime()
  await inTenant(tenantId, async (tx) => {
    if (ageMs < dayMs) return askToSettle(tx, method, ageMs)
    const given = { status: 'removed' as const, problem: method.problem ?? 'It was not finished.' }
    await tx.update(paymentMethods).set(given).where(eq(paymentMethods.id, id))
  })
}

/** Asks for a look when twice the time has passed, and at first after some minutes. */
export const askToSettle = (
  tx: Tx,
  { tenantId, id }: Pick<Method, 'tenantId' | 'id'>,
  ageMs = 0,
): Promise<void> =>
  enqueue(
    tx,
    settleSetup,
    { tenantId, methodId: id },
    { runAt: new Date(Date.now() + Math.max(3 * minuteMs, ageMs)), key: `setup:${id}` },
  )

import { setTimeout as wait } from 'node:timers/promises'
import { and, eq, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { log } from '@/lib/core/log'
import { settleOpenPayments } from '@/lib/orders/checkout'
import { settle } from './settle'

/** Does the work, but waits no longer than this; what comes later is done all the same. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const stop = new AbortController()
  await Promise.race([work, wait(limitMs, undefined, { signal: stop.signal }).catch(() => {})])
  stop.abort()
}

const settleEach = (tenantId: string, ids: readonly string[]) =>
  Promise.all(
    ids.map((id) =>
      settle(tenantId, id).catch((error: unknown) =>
        log().warn({ err: error, payment: id }, 'the payment could not be read while its buyer waits'),
      ),
    ),
  )

/** The buyer comes back from paying: what the provider holds is read at once, and by a job should that not work. */
export async function settleReturned(tenantId: string, orderId: string, limitMs = 8_000): Promise<void> {
  const ids = await settleOpenPayments(tenantId, orderId)
  await within(limitMs, settleEach(tenantId, ids))
}

/** The buyer looks at an order that is not paid: a payment that was not read for `staleMs` is read again. */
export async function settleStale(
  tenantId: string,
  orderId: string,
  { staleMs = 10_000, limitMs = 3_000 } = {},
): Promise<void> {
  const stale = await inTenant(tenantId, (tx) =>
    tx
      .select({ id: payments.id })
      .from(payments)
      .where(
        and(
          eq(payments.orderId, orderId),
          isNotNull(payments.externalId),
          inArray(payments.status, ['created', 'requires_action', 'pending', 'authorized']),
          or(isNull(payments.checkedAt), lt(payments.checkedAt, new Date(Date.now() - staleMs))),
        ),
      ),
  )
  await within(
    limitMs,
    settleEach(
      tenantId,
      stale.map(({ id }) => id),
    ),
  )
}

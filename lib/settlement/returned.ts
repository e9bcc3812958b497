import { setTimeout as wait } from 'node:timers/promises'
import { and, eq, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { log } from '@/lib/core/log'
import { enqueue } from '@/lib/jobs/enqueue'
import { settlePayment } from '@/lib/payments/jobs'
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

/** What is paid for. */
type Of = { orderId: string } | { refillId: string }

const open = ['created', 'requires_action', 'pending', 'authorized'] as const

const openOf = (of: Of) =>
  and(
    'orderId' in of ? eq(payments.orderId, of.orderId) : eq(payments.refillId, of.refillId),
    inArray(payments.status, open),
  )

/**
 * A buyer comes back from paying: asks for a look at the payments that are still open, and notes when, so that they are
 * looked at every minute while he waits.
 */
export const settleOpenPayments = (tenantId: string, of: Of): Promise<string[]> =>
  inTenant(tenantId, async (tx) => {
    const rows = await tx
      .update(payments)
      .set({ returnedAt: new Date() })
      .where(openOf(of))
      .returning({ id: payments.id })
    for (const { id } of rows)
      await enqueue(
        tx,
        settlePayment,
        { tenantId, paymentId: id, everything: false },
        { key: `settle:${id}` },
      )
    return rows.map(({ id }) => id)
  })

/** The buyer comes back from paying: what the provider holds is read at once, and by a job should that not work. */
export async function settleReturned(tenantId: string, of: Of, limitMs = 8_000): Promise<void> {
  const ids = await settleOpenPayments(tenantId, of)
  await within(limitMs, settleEach(tenantId, ids))
}

/** The buyer looks at what is not paid: a payment that was not read for `staleMs` is read again. */
export async function settleStale(
  tenantId: string,
  of: Of,
  { staleMs = 10_000, limitMs = 3_000 } = {},
): Promise<void> {
  const stale = await inTenant(tenantId, (tx) =>
    tx
      .select({ id: payments.id })
      .from(payments)
      .where(
        and(
          openOf(of),
          isNotNull(payments.externalId),
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

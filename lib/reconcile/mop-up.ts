import { and, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { connections, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import { providers } from '@/lib/payments/registry'
import { findLost, lookAtPayment } from './asked'

const open = ['created', 'requires_action', 'pending', 'authorized'] as const
const atOnce = 500
const askable = providers.filter(({ isSilent }) => !isSilent).map(({ name }) => name)

const unseen = sql`now() - coalesce(${payments.checkedAt}, ${payments.createdAt})`

/** Its buyer is back and may sit before the order page: every minute, for an hour. */
const isAwaited = and(
  isNotNull(payments.externalId),
  sql`${payments.returnedAt} > now() - interval '1 hour'`,
  sql`${unseen} > interval '55 seconds'`,
)

/** Younger ones are left to their webhook, their buyer's return and the end of their checkout. */
const isOld = and(
  isNotNull(payments.externalId),
  lt(payments.createdAt, sql`now() - interval '3 hours'`),
  sql`${unseen} > interval '30 minutes'`,
)

/** Begun, and never answered: looked for after five minutes, after an hour, then daily. */
export const isUnknown = and(
  isNull(payments.externalId),
  sql`${payments.status} = 'created'`,
  isNotNull(payments.startedAt),
)

const isDueUnknown = and(
  isUnknown,
  or(
    and(isNull(payments.checkedAt), sql`${payments.startedAt} < now() - interval '5 minutes'`),
    and(
      sql`${payments.checkedAt} < ${payments.startedAt} + interval '1 hour'`,
      sql`${payments.startedAt} < now() - interval '1 hour'`,
    ),
    sql`${payments.checkedAt} < now() - interval '1 day'`,
  ),
)

/**
 * Every minute: asks for a look at the open payments that are due for one. What brings most of them to their end is the
 * webhook, the return page and the end of the checkout; this is for those that none of them reached.
 */
export async function mopUp(): Promise<void> {
  const due = await db
    .select({ tenantId: payments.tenantId, paymentId: payments.id, externalId: payments.externalId })
    .from(payments)
    .innerJoin(
      connections,
      and(eq(connections.tenantId, payments.tenantId), eq(connections.id, payments.connectionId)),
    )
    .where(
      and(
        inArray(payments.status, open),
        inArray(connections.provider, askable),
        or(isAwaited, isOld, isDueUnknown),
      ),
    )
    .orderBy(payments.id)
    .limit(atOnce)
  for (const { tenantId, paymentId, externalId } of due)
    await inTenant(tenantId, (tx) =>
      enqueue(
        tx,
        externalId ? lookAtPayment : findLost,
        { tenantId, paymentId },
        { key: `look:${paymentId}` },
      ),
    )
}

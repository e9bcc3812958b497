import { and, eq, inArray, isNotNull, lt, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { connections, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import { settlePayment } from '@/lib/payments/jobs'
import { providers } from '@/lib/payments/registry'

const open = ['created', 'requires_action', 'pending', 'authorized'] as const
const atOnce = 500
const askable = providers.filter(({ isSilent }) => !isSilent).map(({ name }) => name)

/**
 * Every few minutes: asks for a look at payments that are open for a while. Young ones often, for their buyer waits;
 * after three hours every half hour. The webhook usually comes first, and then there is nothing to do here.
 */
export async function mopUp(): Promise<void> {
  const age = sql`now() - ${payments.createdAt}`
  const unseen = sql`now() - coalesce(${payments.checkedAt}, ${payments.createdAt})`
  const due = await db
    .select({ tenantId: payments.tenantId, paymentId: payments.id })
    .from(payments)
    .innerJoin(
      connections,
      and(eq(connections.tenantId, payments.tenantId), eq(connections.id, payments.connectionId)),
    )
    .where(
      and(
        inArray(payments.status, open),
        inArray(connections.provider, askable),
        isNotNull(payments.externalId),
        lt(payments.createdAt, sql`now() - interval '2 minutes'`),
        or(
          sql`${age} < interval '1 hour' and ${unseen} > interval '2 minutes'`,
          sql`${unseen} > interval '30 minutes'`,
        ),
      ),
    )
    .orderBy(payments.id)
    .limit(atOnce)
  for (const { tenantId, paymentId } of due)
    await inTenant(tenantId, (tx) =>
      enqueue(tx, settlePayment, { tenantId, paymentId, everything: false }, { key: `settle:${paymentId}` }),
    )
}

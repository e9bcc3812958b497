import { and, asc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { connections, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import { telecomProviders } from '@/lib/telecom/registry'
import { refreshUsage } from './jobs'

const atOnce = 500
const withApi = telecomProviders.filter(({ kind }) => kind !== 'stock').map(({ name }) => name)

/** Every quarter of an hour: SIMs in use whose carrier was not asked for an hour. Callbacks are faster, but may be lost. */
export async function pollUsage(): Promise<void> {
  const due = await db
    .select({ tenantId: sims.tenantId, simId: sims.id })
    .from(sims)
    .innerJoin(
      connections,
      and(eq(connections.tenantId, sims.tenantId), eq(connections.id, sims.connectionId)),
    )
    .where(
      and(
        inArray(connections.provider, withApi),
        eq(connections.status, 'connected'),
        or(
          eq(sims.status, 'active'),
          and(eq(sims.status, 'activation_ready'), sql`${sims.soldAt} is not null`),
        ),
        or(isNull(sims.refreshedAt), lt(sims.refreshedAt, sql`now() - interval '1 hour'`)),
      ),
    )
    .orderBy(asc(sims.refreshedAt))
    .limit(atOnce)
  for (const { tenantId, simId } of due)
    await inTenant(tenantId, (tx) =>
      enqueue(tx, refreshUsage, { tenantId, simId }, { key: `usage:${simId}` }),
    )
}

import { sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { inTenant } from '@/db/tenant'
import { enqueueMany } from '@/lib/jobs/enqueue'
import { checkAutoRefill } from '@/lib/wallets/asked'

/**
 * Every few minutes: asks for a look at the wallets that refill themselves and are low, or whose refill is on its way.
 * A debit or a hold asks for it too; this is for those whose wait is over, or whose look was lost.
 */
export async function sweep(): Promise<void> {
  const { rows } = await db.execute<{ tenantId: string; walletIds: string[] }>(sql`
    select a.tenant_id as "tenantId", array_agg(a.wallet_id) as "walletIds"
    from automatic_refills a
    left join lateral (
      select balance from lines
      where tenant_id = a.tenant_id and account = 'wallet:' || a.wallet_id and seq is not null
      order by seq desc limit 1
    ) last on true
    left join lateral (
      select sum(amount) held from holds
      where tenant_id = a.tenant_id and wallet_id = a.wallet_id and status = 'held'
        and (expires_at is null or expires_at > now())
    ) waiting on true
    where a.is_on and (
      coalesce(last.balance, 0) - coalesce(waiting.held, 0) < a.threshold
      or exists (
        select 1 from refills r
        where r.tenant_id = a.tenant_id and r.wallet_id = a.wallet_id and r.origin = 'automatic' and r.status = 'open'
      )
    )
    group by a.tenant_id`)
  for (const { tenantId, walletIds } of rows)
    await inTenant(tenantId, (tx) =>
      enqueueMany(
        tx,
        checkAutoRefill,
        walletIds.map((walletId) => ({
          input: { tenantId, walletId },
          requestId: null,
          key: `autorefill:${walletId}`,
        })),
      ),
    )
}

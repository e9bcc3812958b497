import { and, asc, desc, eq, gt, isNull } from 'drizzle-orm'
import { grants, holds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow, isHeld } from './balance'

const most = 50

/** What is held of a wallet just now, and the credit that was given and is not spent. Throws `not_found`. */
export async function detailsOf(ctx: Context, walletId: string) {
  authorize(ctx, 'wallets:read')
  return inTenant(ctx, async (tx) => {
    await getWalletRow(tx, walletId)
    return {
      holds: await tx
        .select()
        .from(holds)
        .where(and(eq(holds.walletId, walletId), isHeld()))
        .orderBy(desc(holds.id))
        .limit(most),
      grants: await tx
        .select()
        .from(grants)
        .where(and(eq(grants.walletId, walletId), isNull(grants.endedAt), gt(grants.rest, 0n)))
        .orderBy(asc(grants.expiresAt), asc(grants.id))
        .limit(most),
    }
  })
}

export type WalletDetails = Awaited<ReturnType<typeof detailsOf>>

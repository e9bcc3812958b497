import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { connections, payoutStatuses, payouts } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { money } from '@/lib/core/money'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'

export const PayoutQuery = z.object({
  /** The provider's id of one. */
  q: z.string().trim().max(255).optional(),
  status: z.enum(payoutStatuses).optional().catch(undefined),
  connection: z.string().max(64).optional(),
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})

export const shownOfPayout = {
  id: payouts.id,
  externalId: payouts.externalId,
  status: payouts.status,
  amount: payouts.amount,
  currency: payouts.currency,
  isAutomatic: payouts.isAutomatic,
  failureReason: payouts.failureReason,
  arrivesAt: payouts.arrivesAt,
  madeAt: payouts.madeAt,
  itemizedAt: payouts.itemizedAt,
  connection: { id: connections.id, name: connections.name, mode: connections.mode },
}

export const withMoney = <T extends { amount: bigint; currency: string }>({
  amount,
  currency,
  ...row
}: T) => ({
  ...row,
  amount: money(amount, currency),
})

/** The payouts of all payment providers, newest first, by key. */
export async function listPayouts(
  ctx: Context,
  { q, status, connection, after, size }: z.output<typeof PayoutQuery>,
) {
  authorize(ctx, 'payments:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select(shownOfPayout)
      .from(payouts)
      .innerJoin(connections, eq(connections.id, payouts.connectionId))
      .where(
        and(
          q ? eq(payouts.externalId, q) : undefined,
          status && eq(payouts.status, status),
          connection ? eq(payouts.connectionId, connection) : undefined,
          after ? lt(payouts.id, after) : undefined,
        ),
      )
      .orderBy(desc(payouts.id))
      .limit(size + 1),
  )
  return pageOf(found.map(withMoney), size, ({ id }) => id) satisfies Page<unknown>
}

export type PayoutRow = Awaited<ReturnType<typeof listPayouts>>['rows'][number]

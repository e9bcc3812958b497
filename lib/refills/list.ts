import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { connections, payments, refills } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { type Page, pageOf } from '@/lib/core/page'
import { open } from '@/lib/core/secrets'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { payUrl } from './open'
import type { Refill } from './settle'

export const RefillQuery = z.object({
  origin: z.enum(['page', 'staff', 'api', 'automatic']).optional().catch(undefined),
  after: z.string().optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

const columns = {
  id: refills.id,
  walletId: refills.walletId,
  amount: refills.amount,
  currency: refills.currency,
  mode: refills.mode,
  status: refills.status,
  origin: refills.origin,
  reference: refills.reference,
  comment: refills.comment,
  problem: refills.problem,
  expiresAt: refills.expiresAt,
  paidAt: refills.paidAt,
  createdAt: refills.createdAt,
}

export type RefillRow = Pick<Refill, keyof typeof columns>

/** Refills of a wallet, the newest first. Staff of a company find only its own. */
export async function listRefills(
  ctx: Context,
  walletId: string,
  { origin, after, size }: z.output<typeof RefillQuery>,
): Promise<Page<RefillRow>> {
  authorize(ctx, 'wallets:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select(columns)
      .from(refills)
      .where(
        and(
          eq(refills.walletId, walletId),
          origin && eq(refills.origin, origin),
          after ? lt(refills.id, after) : undefined,
        ),
      )
      .orderBy(desc(refills.id))
      .limit(size + 1),
  )
  return pageOf(found, size, ({ id }) => id)
}

/** A refill, its payments, and for who may refill the address of its pay page. Throws `not_found`. */
export async function getRefill(ctx: Context, id: string) {
  authorize(ctx, 'wallets:read')
  return inTenant(ctx, async (tx) => {
    const [found] = await tx
      .select({ refill: columns, sealed: refills.tokenSealed })
      .from(refills)
      .where(eq(refills.id, id))
    if (!found) throw notFound('refill', id)
    const paying = await tx
      .select({
        id: payments.id,
        status: payments.status,
        psp: connections.name,
        createdAt: payments.createdAt,
      })
      .from(payments)
      .innerJoin(connections, eq(connections.id, payments.connectionId))
      .where(eq(payments.refillId, id))
      .orderBy(desc(payments.id))
    return {
      ...found.refill,
      payUrl: can(ctx, 'wallets:refill') ? payUrl(await open(found.sealed)) : null,
      payments: paying,
    }
  })
}

export type RefillDetail = Awaited<ReturnType<typeof getRefill>>

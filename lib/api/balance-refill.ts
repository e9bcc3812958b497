import { eq, or } from 'drizzle-orm'
import { z } from 'zod'
import { wallets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { currency, parseDecimal } from '@/lib/core/money'
import { receiveRefill } from '@/lib/refills/receive'
import type { Context } from '@/lib/tenancy/context'

/** The fields of Navixy's `balance/refill`, and `reference`, which that lacks. */
export const BalanceRefill = z.object({
  user_id: z.string({ error: 'user_id is missing: the id of a wallet, or of its owner.' }).min(1).max(64),
  amount: z.string({ error: 'amount is missing, such as 12.50.' }).trim().min(1).max(30),
  comment: z.string().trim().max(200).default(''),
  reference: z.string().trim().max(200).default(''),
})

/** The wallet of an id: its own, or that of its owner when he has exactly one. Throws `not_found` and `conflict`. */
const walletOf = (ctx: Context, id: string) =>
  inTenant(ctx, async (tx) => {
    const found = await tx
      .select()
      .from(wallets)
      .where(or(eq(wallets.id, id), eq(wallets.companyId, id), eq(wallets.endUserId, id)))
      .limit(2)
    if (!found[0]) throw new AppError('not_found', `There is no wallet of "${id}".`)
    if (found[1])
      throw new AppError('conflict', `"${id}" has several wallets. Give the id of the one that you mean.`)
    return found[0]
  })

/**
 * The call that gateways written for Navixy make. What made it unsafe is mended: the comment, or a reference, names the
 * payment, so a repeated call puts the money in once; without either it is refused.
 */
export async function refillBalance(
  ctx: Context,
  { user_id, amount, comment, reference }: z.output<typeof BalanceRefill>,
): Promise<void> {
  const named = reference || comment
  if (!named)
    throw new AppError(
      'invalid',
      'Name the payment in "comment" or "reference": without that a repeated call would add the money twice.',
    )
  const wallet = await walletOf(ctx, user_id)
  const value = parseDecimal(amount, currency(wallet.currency))
  await receiveRefill(ctx, {
    walletId: wallet.id,
    amount: value,
    comment,
    reference: `legacy:${wallet.id}:${named}`,
  })
}

import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { companies, endUsers, wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { isCurrency } from '@/lib/core/money'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow, lockWallet, type Wallet } from './balance'
import { readMoney } from './limits'

/** `owner` is the id of a company or of an end user. */
export const OpenWalletInput = z.object({
  owner: z.string('Choose whose wallet it is.').min(1, 'Choose whose wallet it is.'),
  currency: z.string('Choose a currency.').refine((code): boolean => isCurrency(code), 'Choose a currency.'),
  mode: z.enum(['test', 'live'], 'Choose whether it holds real money.').default('live'),
})

/**
 * Opens a wallet for a company or an end user, or gives the one that there is: each owner has at most one in a currency
 * and mode. Throws `not_found` for an owner that is not ours.
 */
export async function openWallet(
  ctx: Context,
  { owner, currency: code, mode }: z.output<typeof OpenWalletInput>,
): Promise<Wallet> {
  authorize(ctx, 'wallets:write')
  return inTenant(ctx, async (tx) => {
    const whose = await ownerOf(tx, owner)
    const [made] = await tx
      .insert(wallets)
      .values({ ...whose, currency: code, mode })
      .onConflictDoNothing()
      .returning()
    if (made) await audit(tx, ctx, 'wallet.opened', made.id, { owner, currency: code, mode })
    const column = 'companyId' in whose ? wallets.companyId : wallets.endUserId
    const [known] = await tx
      .select()
      .from(wallets)
      .where(and(eq(column, owner), eq(wallets.currency, code), eq(wallets.mode, mode)))
    return known!
  })
}

async function ownerOf(tx: Tx, id: string): Promise<{ companyId: string } | { endUserId: string }> {
  if (await tx.$count(companies, eq(companies.id, id))) return { companyId: id }
  if (await tx.$count(endUsers, eq(endUsers.id, id))) return { endUserId: id }
  throw notFound('company or end user', id)
}

export const WalletSettings = z.object({
  id: z.string(),
  minimum: z.string().trim().default('0'),
  isEnabled: z
    .literal('on')
    .optional()
    .transform((tick) => tick === 'on'),
})

/** Switches a wallet on or off, and sets what must stay in it (above zero) or how far it may go below (a credit line). */
export async function changeWallet(ctx: Context, input: z.output<typeof WalletSettings>): Promise<void> {
  authorize(ctx, 'wallets:write')
  await inTenant(ctx, async (tx) => {
    const wallet = await lockWallet(tx, input.id)
    const { amount: minimum } = readMoney('minimum', input.minimum || '0', wallet.currency)
    const { isEnabled } = input
    await tx.update(wallets).set({ minimum, isEnabled }).where(eq(wallets.id, wallet.id))
    await audit(tx, ctx, 'wallet.changed', wallet.id, {
      before: { minimum: wallet.minimum, isEnabled: wallet.isEnabled },
      after: { minimum, isEnabled },
    })
  })
}

/** A wallet as it is kept. Throws `not_found`, also for staff of another company. */
export async function findWallet(ctx: Context, id: string): Promise<Wallet> {
  authorize(ctx, 'wallets:read')
  return inTenant(ctx, (tx) => getWalletRow(tx, id))
}

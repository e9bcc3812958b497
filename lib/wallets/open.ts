import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { companies, endUsers, wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { invalidField, notFound } from '@/lib/core/error'
import { isCurrency } from '@/lib/core/money'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow, lockWallet, type Wallet } from './balance'
import { readMoney } from './limits'

/** `owner` is the id of a company or of an end user; left out, the end user is named by `email`. */
export const OpenWalletInput = z.object({
  owner: z.string().default(''),
  email: z.string().trim().toLowerCase().default(''),
  currency: z.string('Choose a currency.').refine((code): boolean => isCurrency(code), 'Choose a currency.'),
  mode: z.enum(['test', 'live'], 'Choose whether it holds real money.').default('live'),
})

type Wish = Omit<z.output<typeof OpenWalletInput>, 'email'> & { email?: string }

/**
 * Opens a wallet for a company or an end user, or gives the one that there is: each owner has at most one in a currency
 * and mode. Throws `not_found` for an owner that is not ours.
 */
export async function openWallet(
  ctx: Context,
  { owner, email = '', currency: code, mode }: Wish,
): Promise<Wallet> {
  authorize(ctx, 'wallets:write')
  return inTenant(ctx, async (tx) => {
    const whose = owner ? await ownerOf(tx, owner) : await ownerNamed(tx, email)
    const [made] = await tx
      .insert(wallets)
      .values({ ...whose, currency: code, mode })
      .onConflictDoNothing()
      .returning()
    if (made) await audit(tx, ctx, 'wallet.opened', made.id, { ...whose, currency: code, mode })
    const isTheirs =
      'companyId' in whose ? eq(wallets.companyId, whose.companyId) : eq(wallets.endUserId, whose.endUserId)
    const [known] = await tx
      .select()
      .from(wallets)
      .where(and(isTheirs, eq(wallets.currency, code), eq(wallets.mode, mode)))
    return known!
  })
}

type Owner = { companyId: string } | { endUserId: string }

async function ownerNamed(tx: Tx, email: string): Promise<Owner> {
  if (!email) throw invalidField('email', 'Choose a company, or write the address of an end user.')
  const [user] = await tx.select({ id: endUsers.id }).from(endUsers).where(eq(endUsers.email, email))
  if (user) return { endUserId: user.id }
  throw invalidField('email', 'No end user has this address. Make the end user first.')
}

async function ownerOf(tx: Tx, id: string): Promise<Owner> {
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

import { eq } from 'drizzle-orm'
import { companies, endUsers, refills } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { AppError, invariant } from '@/lib/core/error'
import { currency } from '@/lib/core/money'
import { hashToken, newToken, open, seal } from '@/lib/core/secrets'
import { enqueue } from '@/lib/jobs/enqueue'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow, type Wallet } from '@/lib/wallets/balance'
import { assertRefillable } from '@/lib/wallets/limits'
import { assertEnabled } from '@/lib/wallets/spend'
import { closeRefill } from './asked'
import { isReceived } from './receive'
import type { Refill } from './settle'

const openDays = 7

type Wish = Pick<
  typeof refills.$inferInsert,
  'amount' | 'origin' | 'reference' | 'comment' | 'email' | 'status'
>

/** The row of a new refill of a wallet, and the token of its page. Null where the database holds an equal one. */
export async function makeRefill(
  tx: Tx,
  wallet: Wallet,
  wish: Wish,
): Promise<{ refill: Refill; token: string } | null> {
  const token = newToken()
  const [refill] = await tx
    .insert(refills)
    .values({
      ...wish,
      walletId: wallet.id,
      companyId: wallet.companyId,
      endUserId: wallet.endUserId,
      currency: wallet.currency,
      mode: wallet.mode,
      email: wish.email ?? (await emailOf(tx, wallet)),
      tokenHash: hashToken(token),
      tokenSealed: seal(token),
      expiresAt: new Date(Date.now() + openDays * 86_400_000),
    })
    .onConflictDoNothing()
    .returning()
  if (!refill) return null
  await enqueue(
    tx,
    closeRefill,
    { tenantId: refill.tenantId, refillId: refill.id },
    { runAt: refill.expiresAt, key: `close:${refill.id}` },
  )
  return { refill, token }
}

export type OpenRefill = {
  walletId: string
  /** In minor units of the wallet's currency. */
  amount: bigint
  origin: Refill['origin']
  /** The caller's own: the same again is the same refill. */
  reference?: string
  comment?: string
  /** Where the provider sends its receipt; left out: to the owner of the wallet. */
  email?: string
}

/** Where a refill is paid. The token is the only key to it. */
export const payUrl = (token: string): string => `${env.APP_URL}/pay/${token}`

/**
 * Makes the wish to put money into a wallet, and the page where it is paid. The same reference again gives the same
 * refill; with another wallet or amount it throws `conflict`. Throws `invalid` at `amount` for too little or too much.
 */
export async function openRefill(ctx: Context, input: OpenRefill): Promise<{ id: string; token: string }> {
  authorize(ctx, 'wallets:refill')
  return inTenant(ctx, async (tx) => {
    const wallet = await getWalletRow(tx, input.walletId)
    assertRefillable({ amount: input.amount, currency: currency(wallet.currency) })
    const { reference } = input
    if (reference && (await tx.$count(refills, eq(refills.reference, reference))))
      return knownRefill(tx, input)
    assertEnabled(wallet)
    const { amount, origin, comment, email } = input
    const made = await makeRefill(tx, wallet, { amount, origin, reference, comment, email })
    if (!made) return knownRefill(tx, input)
    const { refill, token } = made
    await audit(tx, ctx, 'refill.opened', refill.id, { walletId: wallet.id, amount })
    return { id: refill.id, token }
  })
}

async function knownRefill(tx: Tx, { reference, walletId, amount }: OpenRefill) {
  invariant(reference, 'a refill without a reference has nothing to be the same as')
  const [known] = await tx.select().from(refills).where(eq(refills.reference, reference))
  if (known?.walletId !== walletId || known.amount !== amount || (await isReceived(tx, known)))
    throw new AppError('conflict', `The reference "${reference}" belongs to another refill. Use a new one.`)
  return { id: known.id, token: await open(known.tokenSealed) }
}

async function emailOf(tx: Tx, { companyId, endUserId }: Wallet): Promise<string | null> {
  if (endUserId) {
    const [user] = await tx.select({ email: endUsers.email }).from(endUsers).where(eq(endUsers.id, endUserId))
    return user!.email
  }
  const [company] = await tx
    .select({ email: companies.ownerEmail })
    .from(companies)
    .where(eq(companies.id, companyId!))
  return company!.email
}

import { eq } from 'drizzle-orm'
import { refills } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { formatMoney, type Money, money } from '@/lib/core/money'
import { hashToken, newToken, seal } from '@/lib/core/secrets'
import { moveMoney } from '@/lib/ledger/post'
import { refillText } from '@/lib/payments/book'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow, lockWallet, walletAccount } from '@/lib/wallets/balance'
import { assertRefillable } from '@/lib/wallets/limits'
import { assertEnabled, debitLate, isBooked } from '@/lib/wallets/spend'
import { lockRefill, type Refill } from './settle'

/** The account of money that came to the organization without any provider of ours. */
const received = 'received'

export type Received = {
  walletId: string
  amount: Money
  /** Of whoever took the money: the same again is the same refill. */
  reference: string
  comment?: string
}

/**
 * Puts money into a wallet that was received elsewhere. The same reference again gives the same refill; with another
 * wallet or amount it throws `conflict`. Throws `invalid` for another currency than that of the wallet.
 */
export async function receiveRefill(
  ctx: Context,
  { walletId, amount, reference, comment = '' }: Received,
): Promise<Refill> {
  authorize(ctx, 'wallets:write')
  return inTenant(ctx, async (tx) => {
    const wallet = await getWalletRow(tx, walletId)
    if (wallet.currency !== amount.currency)
      throw invalidField('amount', `This wallet is in ${wallet.currency}, not in ${amount.currency}.`)
    assertRefillable(amount)
    // Whoever calls again hears what came of it, also where nothing more could be added.
    if (await tx.$count(refills, eq(refills.reference, reference)))
      return known(tx, { walletId, amount, reference })
    assertEnabled(wallet)
    const now = new Date()
    const [made] = await tx
      .insert(refills)
      .values({
        ...{
          walletId,
          companyId: wallet.companyId,
          endUserId: wallet.endUserId,
          mode: wallet.mode,
          reference,
          comment,
        },
        ...amount,
        ...{ status: 'done', origin: 'api', paidAt: now, expiresAt: now },
        ...unpayable(),
      })
      .onConflictDoNothing()
      .returning()
    if (!made) return known(tx, { walletId, amount, reference })
    await lockWallet(tx, walletId)
    const text = refillText(comment)
    await moveMoney(tx, `${made.id}:received`, amount, walletAccount(walletId), received, text)
    await audit(tx, ctx, 'refill.received', made.id, { walletId, amount: amount.amount, reference })
    return made
  })
}

/** Nobody pays it, so nobody gets the address of its page. */
function unpayable() {
  const token = newToken()
  return { tokenHash: hashToken(token), tokenSealed: seal(token) }
}

async function known(tx: Tx, { walletId, amount, reference }: Received): Promise<Refill> {
  const [row] = await tx.select().from(refills).where(eq(refills.reference, reference))
  // One that waits for its payment would be taken for money that is there.
  if (row?.walletId === walletId && row.amount === amount.amount && (await isReceived(tx, row))) return row
  throw new AppError('conflict', `The reference "${reference}" belongs to another refill. Use a new one.`)
}

/**
 * Takes money back out that was received elsewhere and went back there, whole and once; the wallet may fall below its
 * minimum. Throws `precondition` for a refill that was paid at a provider: that one is refunded.
 */
export async function reverseReceived(ctx: Context, refillId: string): Promise<Refill> {
  authorize(ctx, 'wallets:write')
  return inTenant(ctx, async (tx) => {
    const refill = await lockRefill(tx, refillId)
    if (refill.status === 'refunded') return refill
    if (!(await isReceived(tx, refill)))
      throw new AppError(
        'precondition',
        'Only money that was received elsewhere can be reversed. Refund the payment of this refill instead.',
      )
    const { amount, currency } = refill
    const text = `Reversed: ${formatMoney(money(amount, currency))} went back`
    await debitLate(tx, refill.walletId, { cause: `${refillId}:reversed`, amount, text, to: received })
    const [done] = await tx
      .update(refills)
      .set({ status: 'refunded' })
      .where(eq(refills.id, refillId))
      .returning()
    await audit(tx, ctx, 'refill.reversed', refillId, { amount })
    return done!
  })
}

/** True for money that came elsewhere, and that nobody pays on a page. */
export const isReceived = (tx: Tx, { id }: Refill): Promise<boolean> => isBooked(tx, `${id}:received`)

/** A refill as it is kept. Throws `not_found`, also for staff of another company. */
export async function findRefill(ctx: Context, id: string): Promise<Refill> {
  authorize(ctx, 'wallets:read')
  const [found] = await inTenant(ctx, (tx) => tx.select().from(refills).where(eq(refills.id, id)))
  if (!found) throw notFound('refill', id)
  return found
}

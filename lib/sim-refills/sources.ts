import { and, asc, eq } from 'drizzle-orm'
import { paymentMethods, wallets } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { formatMoney, money } from '@/lib/core/money'
import { assertUsable } from '@/lib/orders/attempt'
import { isExpired, labelOf } from '@/lib/payment-methods/label'
import { houseConnection } from '@/lib/payments/house'
import { balanceOf, type Wallet } from '@/lib/wallets/balance'

export type PaySource = { value: string; label: string; isWallet: boolean }

/** `Wallet, 12.00 EUR available`. */
export async function walletLabel(tx: Tx, wallet: Wallet): Promise<string> {
  const { available } = await balanceOf(tx, wallet)
  return `Wallet, ${formatMoney(money(available > 0n ? available : 0n, wallet.currency))} available`
}

/** What an end user can have charged by itself: the own wallets in this currency, and the own saved cards. */
export async function ownSourcesOf(tx: Tx, endUserId: string, currency: string): Promise<PaySource[]> {
  const own = await tx
    .select()
    .from(wallets)
    .where(and(eq(wallets.endUserId, endUserId), eq(wallets.currency, currency), eq(wallets.isEnabled, true)))
    .orderBy(asc(wallets.id))
  const cards = await tx
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.endUserId, endUserId), eq(paymentMethods.status, 'active')))
    .orderBy(asc(paymentMethods.id))
  const found: PaySource[] = []
  for (const wallet of own) {
    const house = await houseConnection(tx, wallet.mode)
    if (await isUsable(assertUsable(tx, house, { owner: endUserId, walletId: wallet.id })))
      found.push({ value: wallet.id, label: await walletLabel(tx, wallet), isWallet: true })
  }
  for (const card of cards) {
    const connection = await getConnection(tx, card.connectionId)
    if (!isExpired(card) && (await isUsable(assertUsable(tx, connection))))
      found.push({ value: card.id, label: labelOf(card), isWallet: false })
  }
  return found
}

const isUsable = (asked: Promise<void>): Promise<boolean> =>
  asked.then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError) return false
      throw error
    },
  )

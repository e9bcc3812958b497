import { eq } from 'drizzle-orm'
import { type payments, refunds } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { formatMoney, money } from '@/lib/core/money'
import { endUserOf } from '@/lib/orders/fulfil'
import { mailCredited } from '@/lib/orders/mail'
import { endWithoutProvider } from '@/lib/orders/refund'
import type { Order } from '@/lib/orders/state'
import { bookCredited } from '@/lib/payments/book'
import { tellCase } from '@/lib/payments/cases'
import type { Refund } from '@/lib/payments/refunds'
import { lockWallet, walletAccount } from '@/lib/wallets/balance'
import { walletOfEndUser } from '@/lib/wallets/own'

/** Puts a promised refund of a locked order into the wallet of its buyer, at once: no provider is asked. */
export async function creditWallet(
  tx: Tx,
  order: Order,
  payment: typeof payments.$inferSelect,
  refund: Refund,
): Promise<void> {
  const endUserId = await endUserOf(tx, order.email)
  const value = money(refund.amount, refund.currency)
  await tx
    .update(refunds)
    .set({ status: 'succeeded', destination: 'wallet' })
    .where(eq(refunds.id, refund.id))
  await endWithoutProvider(tx, order)
  await mailCredited(tx, order, value)
  const text = `${formatMoney(value)} is in the wallet of the buyer`
  await tellCase(tx, { refundId: refund.id }, { kind: 'succeeded', text })
  const { walletId, currency, mode } = payment
  const wallet = walletId
    ? await lockWallet(tx, walletId)
    : await walletOfEndUser(tx, endUserId, { currency, mode })
  await tx.update(refunds).set({ walletId: wallet.id }).where(eq(refunds.id, refund.id))
  await bookCredited(tx, payment, refund, walletAccount(wallet.id))
}

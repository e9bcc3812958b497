import { eq } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invariant, notFound } from '@/lib/core/error'
import { lockOrder } from '@/lib/orders/state'
import { titleNow } from '@/lib/orders/title'
import { markRefused } from '@/lib/payment-methods/charge'
import { paidCause } from '@/lib/payments/book'
import { houseState } from '@/lib/payments/house'
import { isFinal } from '@/lib/payments/state'
import { lockWallet } from '@/lib/wallets/balance'
import { spend } from '@/lib/wallets/spend'
import { settleWith } from './settle'

/**
 * Takes the money of a payment of an order out of its wallet and settles it, both or neither; once, in however many tabs
 * it is pressed. Throws `precondition` for more than is available, a wallet that is switched off, and a checkout that is
 * over.
 */
export async function payFromWallet(tenantId: string, paymentId: string): Promise<void> {
  try {
    await take(tenantId, paymentId)
  } catch (error) {
    // Nothing was taken, and to press again is a new decision.
    if (error instanceof AppError) await inTenant(tenantId, (tx) => markRefused(tx, paymentId))
    throw error
  }
}

const take = (tenantId: string, paymentId: string): Promise<void> =>
  inTenant(tenantId, (tx) => takeFromWallet(tx, paymentId))

/** The same, within a transaction. */
export async function takeFromWallet(tx: Tx, paymentId: string): Promise<void> {
  const [found] = await tx.select().from(payments).where(eq(payments.id, paymentId))
  if (!found) throw notFound('payment', paymentId)
  // Another tab has paid the order another way.
  if (!found.walletId) return
  invariant(found.orderId, 'only orders are paid from a wallet')
  const order = await lockOrder(tx, found.orderId)
  const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update')
  if (payment!.status === 'paid') return
  if (order.status !== 'pending_payment' || isFinal(payment!.status))
    throw new AppError('precondition', 'This is paid already, or the time to pay is over.')
  const { currency, mode } = await lockWallet(tx, found.walletId)
  if (currency !== payment!.currency || mode !== payment!.mode)
    throw new AppError('precondition', `This wallet is in ${currency}. Choose another way to pay.`)
  await spend(tx, found.walletId, {
    ...{ cause: paidCause(paymentId), amount: payment!.amount, to: payment!.account },
    text: await titleNow(tx, order),
  })
  await settleWith(tx, payment!, await houseState(tx, payment!))
}

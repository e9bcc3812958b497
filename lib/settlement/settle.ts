import { eq } from 'drizzle-orm'
import { payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { invariant, notFound } from '@/lib/core/error'
import { settleOrder } from '@/lib/orders/settle'
import { keepWithPayment } from '@/lib/payment-methods/keep'
import { paidCause } from '@/lib/payments/book'
import type { FetchOptions } from '@/lib/payments/gateway'
import { houseState } from '@/lib/payments/house'
import { readPayment } from '@/lib/payments/read'
import type { PaymentState } from '@/lib/payments/states'
import { settleRefill } from '@/lib/refills/settle'
import { isBooked } from '@/lib/wallets/spend'
import { lockPurpose } from './by-hand'

type Payment = typeof payments.$inferSelect

/**
 * The one path that settles a payment, whoever asks: webhook, return page, reconciler, expiry. Reads what the provider
 * holds now, then brings our payment and what it pays for to it. Throws `UpstreamError` when the provider does not answer.
 */
export async function settle(tenantId: string, paymentId: string, options?: FetchOptions): Promise<void> {
  const { payment, connection } = await inTenant(tenantId, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    if (!payment) throw notFound('payment', paymentId)
    if (payment.walletId) await settleOwn(tx, payment)
    return { payment, connection: await getConnection(tx, payment.connectionId) }
  })
  if (payment.walletId) return
  const state = await readPayment(connection, payment, options)
  if (state) await inTenant(tenantId, (tx) => settleWith(tx, payment, state))
}

/** The same of a payment that was taken out of a wallet: our own books say what became of it. */
async function settleOwn(tx: Tx, payment: Payment): Promise<void> {
  await lockPurpose(tx, payment)
  // Until it is taken there is nothing to settle.
  if (await isBooked(tx, paidCause(payment.id))) await settleWith(tx, payment, await houseState(tx, payment))
}

/** The same with a state that was just read, for whatever the payment is for. */
export async function settleWith(
  tx: Tx,
  payment: Pick<Payment, 'id' | 'orderId' | 'refillId'>,
  state: PaymentState,
): Promise<void> {
  await settlePurpose(tx, payment, state)
  if (state.savedMethod) await keepWithPayment(tx, payment.id, state.savedMethod)
}

async function settlePurpose(
  tx: Tx,
  { id, orderId, refillId }: Pick<Payment, 'id' | 'orderId' | 'refillId'>,
  state: PaymentState,
): Promise<void> {
  if (orderId) return settleOrder(tx, orderId, id, state)
  invariant(refillId, `payment ${id} pays for nothing`)
  return settleRefill(tx, refillId, id, state)
}

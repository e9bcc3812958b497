import type { payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { lockOrder } from '@/lib/orders/state'
import { providerNamed } from '@/lib/payments/registry'
import type { PaymentState } from '@/lib/payments/states'
import { lockRefill } from '@/lib/refills/settle'

export type Payment = typeof payments.$inferSelect

/** What is for a person to say of a payment that nobody can be asked about, in the words of a provider. */
export const stateByHand = (payment: Payment, said: Partial<PaymentState>): PaymentState => ({
  externalId: payment.externalId ?? payment.id,
  status: 'paid',
  amount: money(payment.amount, payment.currency),
  received: money(payment.received, payment.currency),
  mode: payment.mode,
  metadata: { payment_id: payment.id },
  clientSecret: null,
  redirectUrl: null,
  charges: [],
  refunds: [],
  disputes: [],
  captureBefore: null,
  canceledBecause: null,
  ...said,
})

/** Throws `precondition` for a payment whose provider knows by itself what became of it. */
export async function assertByHand(tx: Tx, { connectionId }: Payment): Promise<void> {
  const { provider, name } = await getConnection(tx, connectionId)
  if (!providerNamed(provider).isSilent)
    throw new AppError('precondition', `What became of this payment is known from ${name}, not by hand.`)
}

/** What a payment is for is locked before the payment. */
export async function lockPurpose(
  tx: Tx,
  { orderId, refillId }: Pick<Payment, 'orderId' | 'refillId'>,
): Promise<void> {
  if (orderId) await lockOrder(tx, orderId)
  if (refillId) await lockRefill(tx, refillId)
}

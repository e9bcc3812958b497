import type { payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, invalidField } from '@/lib/core/error'
import { currency, parseDecimal } from '@/lib/core/money'
import { providerNamed } from '@/lib/payments/registry'

type Typed = { amount: string; destination?: 'original' | 'wallet' }

/**
 * How much is to go back, as people write it. Throws `invalid` at the field, also for a part that the provider cannot
 * give back: some count a currency in coarser steps than people do.
 */
export async function amountToRefund(
  tx: Tx,
  payment: typeof payments.$inferSelect,
  { amount: text, destination }: Typed,
): Promise<bigint> {
  const { provider } = await getConnection(tx, payment.connectionId)
  try {
    const value = parseDecimal(text, currency(payment.currency))
    if (value.amount > 0n && destination !== 'wallet') providerNamed(provider).assertRefundable?.(value)
    if (value.amount > 0n) return value.amount
  } catch (error) {
    if (error instanceof AppError) throw invalidField('amount', error.message)
    throw error
  }
  throw invalidField('amount', 'Write an amount above zero.')
}

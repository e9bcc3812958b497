import { z } from 'zod'
import type { stores } from '@/db/schema'
import { AppError, invalidField } from '@/lib/core/error'
import { isCurrency, parseDecimal } from '@/lib/core/money'

export const FraudRule = z.object({
  fraudPolicy: z.enum(['nothing', 'alert', 'refund']).default('alert'),
  /** As people write it; only for `refund`. */
  fraudRefundBelow: z.string().trim().max(20).default(''),
  fraudCurrency: z.string().trim().toUpperCase().default(''),
})

type Values = Pick<typeof stores.$inferSelect, 'fraudPolicy' | 'fraudRefundBelow' | 'fraudCurrency'>

/** What the store keeps of its rule for early fraud warnings. Throws `invalid` at the field. */
export function fraudRuleOf({
  fraudPolicy,
  fraudRefundBelow,
  fraudCurrency,
}: z.output<typeof FraudRule>): Values {
  if (fraudPolicy !== 'refund') return { fraudPolicy, fraudRefundBelow: null, fraudCurrency: null }
  if (!isCurrency(fraudCurrency)) throw invalidField('fraudCurrency', 'Write a currency such as EUR.')
  try {
    const { amount } = parseDecimal(fraudRefundBelow, fraudCurrency)
    if (amount > 0n) return { fraudPolicy, fraudRefundBelow: amount, fraudCurrency }
  } catch (error) {
    if (error instanceof AppError) throw invalidField('fraudRefundBelow', error.message)
    throw error
  }
  throw invalidField('fraudRefundBelow', 'Write an amount above zero.')
}

import { divideRounded, type Money } from '@/lib/core/money'

/** What a plan costs us and leaves us. `left` and `percent` of the price are null where the currencies differ. */
export type Margin = { cost: Money; left: Money | null; percent: number | null }

export function marginOf(price: Money, cost: Money): Margin {
  if (price.currency !== cost.currency) return { cost, left: null, percent: null }
  const left = { amount: price.amount - cost.amount, currency: price.currency }
  const percent = price.amount === 0n ? null : Number(divideRounded(left.amount * 100n, price.amount))
  return { cost, left, percent }
}

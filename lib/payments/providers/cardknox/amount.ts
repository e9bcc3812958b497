import { AppError } from '@/lib/core/error'
import {
  currency,
  exponentOf,
  formatMoney,
  isCurrency,
  type Money,
  parseDecimal,
  toDecimal,
} from '@/lib/core/money'

// psp.md 8.4: not offered or unknown there, though ISO gives two of them two decimals.
const unknown = new Set(['HUF', 'TWD'])

/** Whether an account can be in this currency, as far as anybody knows. */
export const isTaken = (code: string): boolean =>
  isCurrency(code) && exponentOf(code) === 2 && !unknown.has(code)

const refusal = (message: string) => new AppError('invalid', message, { provider: 'cardknox' })

/** Our minor units -> `10.00`. Throws `invalid` for another currency than the account's, and for nothing or less. */
export function toWire(value: Money, accountCurrency: string): string {
  if (value.currency !== accountCurrency || !isTaken(value.currency))
    throw refusal(
      `This Cardknox account takes ${accountCurrency}, not ${value.currency}. Choose another payment provider.`,
    )
  if (value.amount <= 0n) throw refusal(`The amount must be more than zero, not ${formatMoney(value)}.`)
  return toDecimal(value)
}

/** `10.00`, also `10` and `10.5` as a number of JSON is written -> our minor units. Throws `invalid` for other text. */
export const fromWire = (text: string, code: string): Money => parseDecimal(text || '0', currency(code))

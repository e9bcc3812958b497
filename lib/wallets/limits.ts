import { z } from 'zod'
import { AppError, invalidField } from '@/lib/core/error'
import { currency, exponentOf, formatMoney, type Money, parseDecimal } from '@/lib/core/money'

/** The least and the most that is added at once, in minor units: 1 to 10,000, where there are no cents a hundredfold. */
export function refillLimits(code: string): { least: bigint; most: bigint } {
  const digits = exponentOf(currency(code))
  const unit = 10n ** BigInt(Math.max(digits, 2))
  return { least: unit, most: unit * 10_000n }
}

/** Made with the page: one form sent twice is one movement. */
export const FormKey = z.string().min(16).max(64)

export const Reason = z
  .string()
  .trim()
  .min(3, 'Write in a few words why: it stands in the statement.')
  .max(200, 'Use at most 200 characters.')

/** An amount above zero as it was typed. Throws `invalid` at the field `amount`. */
export function readAmount(text: string, code: string): Money {
  const value = readMoney('amount', text, code)
  if (value.amount > 0n) return value
  throw invalidField('amount', 'Write an amount above zero.')
}

// As much as the API takes: sums of it still fit a JSON number.
const most = 100_000_000_000n

/** Throws `invalid` at `field` for what is no amount in this currency, or more than anybody can mean. */
export function readMoney(field: string, text: string, code: string): Money {
  const value = parsed(field, text, code)
  if (value.amount >= -most && value.amount <= most) return value
  throw invalidField(field, `Write at most ${formatMoney({ ...value, amount: most })}.`)
}

function parsed(field: string, text: string, code: string): Money {
  try {
    return parseDecimal(text, currency(code))
  } catch (error) {
    throw error instanceof AppError ? invalidField(field, error.message) : error
  }
}

/** Throws `invalid` at `amount` for what is too little or too much to add at once. */
export function assertRefillable(value: Money): void {
  const { least, most } = refillLimits(value.currency)
  if (value.amount >= least && value.amount <= most) return
  const say = (amount: bigint) => formatMoney({ ...value, amount })
  throw invalidField('amount', `Add between ${say(least)} and ${say(most)} at once.`)
}

import { AppError } from '@/lib/core/error'
import { currency, formatMoney, type Money } from '@/lib/core/money'

export type WireAmount = { currency: string; value: string }

// docs.mollie.com/docs/multicurrency: which currencies it takes, and which of them without decimals.
const taken = new Set(
  'AED AUD BGN BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS ISK JPY MXN MYR NOK NZD PHP PLN RON SEK SGD THB TWD USD ZAR'.split(
    ' ',
  ),
)
const whole = new Set(['ISK', 'JPY'])

const refusal = (message: string) => new AppError('invalid', message, { provider: 'mollie' })

const exponentAt = (code: string): number => (whole.has(code) ? 0 : 2)

/** Our minor units -> text with exactly the decimals that Mollie wants. Throws `invalid` for what it does not take. */
export function toWire(value: Money): WireAmount {
  const { amount, currency: code } = value
  assertTaken(code)
  if (amount <= 0n) throw refusal(`The amount must be more than zero, not ${formatMoney(value)}.`)
  return write(amount, code)
}

/** An amount of nothing, which only a first payment by card may be. */
export function nothingIn(code: string): WireAmount {
  assertTaken(code)
  return write(0n, code)
}

function assertTaken(code: string): void {
  if (taken.has(code)) return
  throw refusal(`Mollie cannot take ${code}. Choose another currency or another payment provider.`)
}

function write(amount: bigint, code: string): WireAmount {
  const digits = exponentAt(code)
  const text = amount.toString().padStart(digits + 1, '0')
  return { currency: code, value: digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text }
}

/** Mollie's text -> our minor units. Throws `invalid` for text that has not the decimals of its currency. */
export function fromWire({ currency: code, value }: WireAmount): Money {
  const digits = exponentAt(code)
  const [, sign = '', units = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? []
  if (!units || decimals.length !== digits) throw refusal(`"${value}" is no amount in ${code}.`)
  const amount = BigInt(units + decimals)
  return { amount: sign ? -amount : amount, currency: currency(code) }
}

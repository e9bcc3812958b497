import { AppError } from '@/lib/core/error'
import { currency, exponentOf, formatMoney, type Money } from '@/lib/core/money'

// developer.paypal.com, currency codes of the NVP API: which it takes, and which of them without decimals.
const taken = new Set(
  'AUD BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '),
)
const whole = new Set(['HUF', 'JPY', 'TWD'])

const refusal = (message: string) => new AppError('invalid', message, { provider: 'paypal-nvp' })

const digitsAt = (code: string): number => (whole.has(code) ? 0 : 2)

/** Our minor units -> text as PayPal wants it. Throws `invalid` for what it does not take. */
export function toWire(value: Money): string {
  const { amount, currency: code } = value
  if (!taken.has(code))
    throw refusal(`PayPal cannot take ${code}. Choose another currency or another payment provider.`)
  if (amount <= 0n) throw refusal(`The amount must be more than zero, not ${formatMoney(value)}.`)
  const cut = 10n ** BigInt(exponentOf(code) - digitsAt(code))
  if (amount % cut !== 0n)
    throw refusal(`PayPal takes ${code} only without decimals, not ${formatMoney(value)}.`)
  const digits = digitsAt(code)
  const text = (amount / cut).toString().padStart(digits + 1, '0')
  return digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text
}

/** PayPal's text -> our minor units; it may be below zero. Throws `invalid` for what is no amount. */
export function fromWire(text: string, code: string): Money {
  const known = currency(code)
  const digits = exponentOf(known)
  const [, sign = '', units = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (!units || /[1-9]/.test(decimals.slice(digits))) throw refusal(`"${text}" is no amount in ${code}.`)
  const amount = BigInt(units + decimals.slice(0, digits).padEnd(digits, '0'))
  return { amount: sign ? -amount : amount, currency: known }
}

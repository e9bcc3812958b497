import { Refusal } from './errors'

// developer.paypal.com, currency codes of the NVP API: which it takes, and which of them without decimals.
const taken = new Set(
  'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(
    ' ',
  ),
)
const whole = new Set(['HUF', 'JPY', 'TWD'])

const digitsOf = (currency: string): number => (whole.has(currency) ? 0 : 2)

/** `AMT` and its currency -> the units of the last decimal. Refuses what the API would. */
export function readAmount(text: string | undefined, currency: string | undefined): number {
  if (!currency || !taken.has(currency))
    throw new Refusal(10605, 'Currency is not supported', `The currency ${currency ?? ''} is not supported.`)
  const shape = digitsOf(currency) ? /^\d{1,10}\.\d{2}$/ : /^\d{1,10}$/
  if (!text || !shape.test(text))
    throw new Refusal(10401, 'Transaction refused because of an invalid argument', 'Order total is invalid.')
  return Number(text.replace('.', ''))
}

export function textOf(units: number, currency: string): string {
  const digits = digitsOf(currency)
  const text = Math.abs(units)
    .toString()
    .padStart(digits + 1, '0')
  return (units < 0 ? '-' : '') + (digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text)
}

/** What PayPal keeps of a sale: 3.49 % and a fixed part. */
export const feeOf = (units: number, currency: string): number =>
  Math.min(units, Math.round(units * 0.0349) + (digitsOf(currency) ? 35 : 0))

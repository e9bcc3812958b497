import { z } from 'zod'
import { unprocessable } from './errors'

export type Amount = { value: string; currency: string }

// docs.mollie.com/docs/multicurrency: the currencies it takes, and how many decimals each has on the wire.
const currencies = new Set(
  'AED AUD BGN BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS ISK JPY MXN MYR NOK NZD PHP PLN RON RUB SEK SGD THB TWD USD ZAR'.split(
    ' ',
  ),
)
const whole = new Set(['ISK', 'JPY'])

const decimalsOf = (currency: string): number => (whole.has(currency) ? 0 : 2)

const Wire = z.object({ value: z.string(), currency: z.string() })

/** An amount of a body: text with exactly the decimals of its currency. Throws Mollie's 422 for anything else. */
export function readAmount(given: unknown, field = 'amount'): Amount {
  if (given === undefined) throw unprocessable(`The ${field} is required for this payment`, field)
  const parsed = Wire.safeParse(given)
  if (!parsed.success)
    throw unprocessable('The amount contains an invalid value; it must hold a currency and a value', field)
  const { value, currency } = parsed.data
  if (!currencies.has(currency)) throw unprocessable(`The currency ${currency} is not supported`, field)
  const digits = decimalsOf(currency)
  const shape = digits === 0 ? /^\d{1,12}$/ : /^\d{1,10}\.\d{2}$/
  if (!shape.test(value))
    throw unprocessable(`The amount contains an invalid value, it must have ${digits} decimals`, field)
  return { value, currency }
}

export const unitsOf = ({ value }: Amount): bigint => BigInt(value.replace('.', ''))

export function amountOf(units: bigint, currency: string): Amount {
  const digits = decimalsOf(currency)
  const sign = units < 0n ? '-' : ''
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  return { value: sign + (digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text), currency }
}

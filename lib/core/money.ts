import { AppError } from './error'

export type Currency = string & { readonly currency: never }

/** An exact amount in ISO 4217 minor units. `bigint`, so that mixing it with a float does not compile. */
export type Money = { readonly amount: bigint; readonly currency: Currency }

const known = new Set(Intl.supportedValuesOf('currency'))

export const isCurrency = (code: string): code is Currency => known.has(code)

/** Upper-cases and checks an ISO 4217 code. Throws `invalid` for anything else. */
export function currency(code: string): Currency {
  const upper = code.trim().toUpperCase()
  if (!isCurrency(upper))
    throw new AppError('invalid', `"${code}" is not an ISO 4217 currency code such as EUR.`)
  return upper
}

export const money = (amount: bigint, code: string): Money => ({ amount, currency: currency(code) })

const digitsOf = new Map<string, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
])

/**
 * Digits after the decimal point in ISO 4217: EUR 2, JPY 0, KWD 3. A provider's own table lives in its adapter.
 * Not asked of `Intl`, which knows the digits in everyday use (HUF and IDR 0) and changes them between versions.
 */
export const exponentOf = (code: Currency): number => digitsOf.get(code) ?? 2

export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new Error(`cannot add ${a.currency} to ${b.currency}`)
  return { amount: a.amount + b.amount, currency: a.currency }
}

export const lesserOf = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const greaterOf = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** Half away from zero: the one rounding rule. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n !== denominator < 0n ? -1n : 1n
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator]
  return sign * ((2n * n + d) / (2n * d))
}

/** `1234n EUR` -> `"12.34"`; exact, no float on the way. */
export function toDecimal({ amount, currency: code }: Money): string {
  const digits = exponentOf(code)
  const [sign, abs] = amount < 0n ? ['-', -amount] : ['', amount]
  const text = abs.toString().padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** `"12.34"` or `"12,34"` -> minor units. Refuses more decimals than the currency has, never rounds. */
export function parseDecimal(text: string, code: Currency): Money {
  const digits = exponentOf(code)
  const match = /^(-?)(\d{1,15})(?:[.,](\d+))?$/.exec(text.trim())
  if (!match)
    throw new AppError('invalid', `"${text}" is not an amount. Write it like 12${digits ? '.50' : ''}.`)
  const [, sign, whole, decimals = ''] = match
  if (decimals.length > digits)
    throw new AppError('invalid', `${code} has ${digits || 'no'} decimals; "${text}" has ${decimals.length}.`)
  const amount = BigInt(whole + decimals.padEnd(digits, '0'))
  return { amount: sign ? -amount : amount, currency: code }
}

/** For people: `€12.34` in the given locale. Only for display; nothing parses it. */
export function formatMoney(value: Money, locale = 'en'): string {
  const digits = exponentOf(value.currency)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: value.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(toDecimal(value) as unknown as number)
}

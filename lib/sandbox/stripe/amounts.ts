import { isCurrency } from '@/lib/core/money'
import { invalid } from './errors'

const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const wholeHundreds = new Set(['isk', 'ugx'])
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '))

/** The least that may be charged, in minor units (psp.md 3.16). */
const minimums: Record<string, number> = {
  usd: 50,
  eur: 50,
  aud: 50,
  cad: 50,
  chf: 50,
  sgd: 50,
  nzd: 50,
  brl: 50,
  gbp: 30,
  aed: 200,
  pln: 200,
  ron: 200,
  myr: 200,
  czk: 1500,
  dkk: 250,
  hkd: 400,
  huf: 17500,
  jpy: 50,
  krw: 50,
  mxn: 1000,
  thb: 1000,
  nok: 300,
  sek: 300,
}

/** Euro for one unit of a currency: the sandbox's accounts are settled in euro. What is missing settles in itself. */
const euroRates: Record<string, number> = {
  usd: 0.92,
  gbp: 1.17,
  chf: 1.04,
  jpy: 0.0061,
  sek: 0.088,
  pln: 0.23,
}

export const settlementCurrency = 'eur'

export const digitsOf = (currency: string): number =>
  zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2

/** `$0.50 usd` in the vendor's messages; here `0.50 usd`, for any currency. */
export const amountText = (amount: number, currency: string): string =>
  `${(amount / 10 ** digitsOf(currency)).toFixed(digitsOf(currency))} ${currency}`

export function checkCurrency(code: string): string {
  const currency = code.toLowerCase()
  if (/^[a-z]{3}$/.test(currency) && isCurrency(currency.toUpperCase())) return currency
  throw invalid(`Invalid currency: ${code}. Stripe does not support it.`, 'currency')
}

/** Refuses what the vendor refuses: too little, too much, or digits that the currency cannot be charged with. */
export function checkAmount(amount: number, currency: string, types: readonly string[]) {
  const least = minimums[currency] ?? 1
  if (amount < least)
    throw invalid(`Amount must be at least ${amountText(least, currency)}`, 'amount', 'amount_too_small')
  const most = types.includes('card') ? 999_999_999_999 : 99_999_999
  if (amount > most)
    throw invalid(`Amount must be no more than ${amountText(most, currency)}`, 'amount', 'amount_too_large')
  const step = wholeHundreds.has(currency) ? 100 : threeDecimal.has(currency) ? 10 : 1
  if (amount % step === 0) return
  const code = currency.toUpperCase()
  throw invalid(
    `Invalid amount: an amount in ${code} must be divisible by ${step}.`,
    'amount',
    'parameter_invalid_integer',
  )
}

/** What reaches the balance: the amount in the settlement currency, and the rate where it was exchanged. */
export function settle(
  amount: number,
  currency: string,
): { amount: number; currency: string; rate: number | null } {
  const perUnit = euroRates[currency]
  if (currency === settlementCurrency || !perUnit) return { amount, currency, rate: null }
  const rate = perUnit * 10 ** (digitsOf(settlementCurrency) - digitsOf(currency))
  return { amount: Math.round(amount * rate), currency: settlementCurrency, rate: perUnit }
}

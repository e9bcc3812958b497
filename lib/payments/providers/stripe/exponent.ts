import { AppError } from '@/lib/core/error'
import { type Currency, currency, divideRounded, exponentOf, formatMoney, type Money } from '@/lib/core/money'

const setOf = (codes: string) => new Set(codes.split(' '))

// docs.stripe.com/currencies: Stripe counts some currencies otherwise than ISO 4217 does.
const zero = setOf('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF')
const three = setOf('BHD JOD KWD OMR TND')
const otherwise = setOf('ISK UGX MGA')

/** The least amount Stripe takes, as Stripe counts it. It applies to the settlement currency; here to the price. */
const least = new Map<string, bigint>(
  Object.entries({
    ...{ USD: 50n, EUR: 50n, AUD: 50n, CAD: 50n, CHF: 50n, SGD: 50n, NZD: 50n, BRL: 50n, GBP: 30n },
    ...{ AED: 200n, PLN: 200n, RON: 200n, MYR: 200n, CZK: 1500n, DKK: 250n, HKD: 400n, HUF: 17500n },
    ...{ JPY: 50n, KRW: 50n, MXN: 1000n, THB: 1000n, NOK: 300n, SEK: 300n },
  }),
)

const most = 999_999_999_999n

const stripeExponent = (code: Currency): number => (zero.has(code) ? 0 : three.has(code) ? 3 : 2)

const shiftOf = (code: Currency): number => stripeExponent(code) - exponentOf(code)

const refusal = (message: string) => new AppError('invalid', message, { provider: 'stripe' })

/**
 * Our minor units -> the integer that Stripe wants. Throws `invalid` for what Stripe cannot say; never rounds.
 * ISK and UGX go out times 100, MGA divided by 100, three-decimal currencies must end in 0 (docs.stripe.com/currencies).
 */
export function toWire(value: Money): number {
  const { amount, currency: code } = value
  const shift = shiftOf(code)
  if (shift !== 0 && !otherwise.has(code))
    throw refusal(`Stripe cannot take ${code}. Choose another currency or another payment provider.`)
  const divisor = 10n ** BigInt(Math.max(0, -shift))
  const wire = (amount * 10n ** BigInt(Math.max(0, shift))) / divisor
  const isExact = amount % divisor === 0n && !(three.has(code) && wire % 10n !== 0n)
  if (!isExact)
    throw refusal(
      `Stripe takes ${code} only in steps of ${stepOf(code)}; ${formatMoney(value)} does not fit.`,
    )
  if (wire <= 0n) throw refusal('The amount must be more than zero.')
  if (wire > most) throw refusal(`${formatMoney(value)} is more than Stripe takes in one payment.`)
  return Number(wire)
}

/** Like `toWire`, for a new payment: also refuses less than Stripe's minimum. A refund has no minimum. */
export function toWirePrice(value: Money): number {
  const wire = toWire(value)
  const minimum = least.get(value.currency)
  if (minimum === undefined || BigInt(wire) >= minimum) return wire
  const needed = formatMoney(fromWire(Number(minimum), value.currency))
  throw refusal(`Stripe takes ${needed} or more; ${formatMoney(value)} is too little.`)
}

/** Stripe's integer -> our minor units. Only a line of its books in ISK or UGX can be finer than ours; it is rounded. */
export function fromWire(amount: number, code: string): Money {
  const known = currency(code)
  const shift = shiftOf(known)
  const whole = BigInt(amount)
  const found =
    shift > 0 ? divideRounded(whole, 10n ** BigInt(shift)) : whole * 10n ** BigInt(Math.max(0, -shift))
  return { amount: found, currency: known }
}

/** A line of Stripe's books. What is left is rounded as in a payout, and the fee is the rest, so that the three agree. */
export function amountsOf(row: { amount: number; net: number; currency: string }) {
  const [gross, net] = [fromWire(row.amount, row.currency), fromWire(row.net, row.currency)]
  return { gross, fee: { ...gross, amount: gross.amount - net.amount }, net }
}

const stepOf = (code: Currency): string => (three.has(code) ? '0.010' : '1')

import { describe, expect, test } from 'vitest'
import { type Currency, currency, formatMoney, type Money, parseDecimal } from '@/lib/core/money'
import { amountsOf, fromWire, toWire, toWirePrice } from './exponent'

const money = (text: string, code: string): Money => parseDecimal(text, currency(code))

// docs.stripe.com/currencies: what Stripe must be sent for the price that a person reads.
const matrix: [code: string, price: string, wire: number][] = [
  ['EUR', '10.00', 1000],
  ['JPY', '1000', 1000],
  ['KRW', '1000', 1000],
  ['ISK', '500', 50000],
  ['UGX', '500', 50000],
  ['HUF', '1000.00', 100000],
  ['TWD', '100.00', 10000],
  ['IDR', '15000.00', 1500000],
  ['COP', '4000.00', 400000],
  ['KWD', '1.500', 1500],
  ['MGA', '4500.00', 4500],
  ['XOF', '500', 500],
]

describe.each(matrix)('MS-36 MS-37 %s %s', (code, price, wire) => {
  const value = money(price, code)

  test('is charged as the price says', () => expect(toWirePrice(value)).toBe(wire))
  test('is refunded as it was charged', () => expect(toWire(value)).toBe(wire))
  test('comes back as the same price', () => expect(fromWire(wire, code.toLowerCase())).toEqual(value))
  test('is shown as the price says', () => {
    expect(formatMoney(value).replace(/[^\d.]/g, '')).toBe(price)
  })
})

test.each([
  ['KWD', '1.505', /steps of 0\.010/],
  ['MGA', '4500.50', /steps of 1/],
  ['LYD', '10.000', /cannot take LYD/],
  ['IQD', '10.000', /cannot take IQD/],
  ['EUR', '0.00', /more than zero/],
  ['EUR', '10000000000.00', /more than Stripe takes/],
])('%s %s is refused in words, never rounded', (code, price, words) => {
  expect(() => toWire(money(price, code))).toThrow(words)
})

test.each([
  ['EUR', '0.49', '0.50'],
  ['GBP', '0.29', '0.30'],
  ['CZK', '14.99', '15.00'],
  ['HUF', '174.00', '175.00'],
  ['JPY', '49', '50'],
])('%s %s is too little for a payment, and the message says what is enough', (code, price, enough) => {
  expect(() => toWirePrice(money(price, code))).toThrow(enough)
  expect(toWirePrice(money(enough, code))).toBeGreaterThan(0)
})

test('a small rest can still be refunded', () => expect(toWire(money('0.01', 'EUR'))).toBe(1))

test('a line finer than the currency is rounded half up, and its fee is what is missing', () => {
  expect(fromWire(1250, 'isk')).toEqual({ amount: 13n, currency: 'ISK' as Currency })
  expect(fromWire(-1249, 'isk')).toEqual({ amount: -12n, currency: 'ISK' as Currency })
  const { gross, fee, net } = amountsOf({ amount: 35_000, net: 34_450, currency: 'isk' })
  expect([gross.amount, fee.amount, net.amount]).toEqual([350n, 5n, 345n])
})

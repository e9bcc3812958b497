import { expect, test } from 'vitest'
import { currency, exponentOf } from '@/lib/core/money'
import { fromWire, toWire } from './exponent'

const of = (amount: bigint, code: string) => ({ amount, currency: currency(code) })

// psp.md 8.4
test.each([
  [1000n, 'EUR', '10.00'],
  [1n, 'EUR', '0.01'],
  [1000n, 'JPY', '1000'],
  [500n, 'ISK', '500'],
  [100_000n, 'HUF', '1000.00'],
  [10_000n, 'TWD', '100.00'],
])('MS-36 %s minor units of %s are "%s" on the wire, and the same on the way back', (amount, code, value) => {
  expect(toWire(of(amount, code))).toEqual({ currency: code, value })
  expect(fromWire({ currency: code, value })).toEqual(of(amount, code))
})

test.each(['KWD', 'UGX'])('%s is refused in words, not sent', (code) => {
  expect(() => toWire(of(500n, code))).toThrow(`Mollie cannot take ${code}`)
})

test('nothing, less than nothing, and text with other decimals are no amounts', () => {
  expect(() => toWire(of(0n, 'EUR'))).toThrow('more than zero')
  expect(() => toWire(of(-5n, 'EUR'))).toThrow('more than zero')
  for (const value of ['10', '10.0', '10.000', '1e3', ''])
    expect(() => fromWire({ currency: 'EUR', value })).toThrow('no amount')
  expect(() => fromWire({ currency: 'JPY', value: '10.00' })).toThrow('no amount')
})

test('Mollie and ISO count the decimals of these alike, so no minor unit is ever lost', () => {
  for (const code of ['EUR', 'USD', 'JPY', 'ISK', 'HUF', 'TWD'].map(currency))
    expect(toWire({ amount: 12345n, currency: code }).value.split('.')[1]?.length ?? 0).toBe(exponentOf(code))
})

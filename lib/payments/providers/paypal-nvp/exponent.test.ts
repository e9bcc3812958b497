import { expect, test } from 'vitest'
import { currency } from '@/lib/core/money'
import { fromWire, toWire } from './exponent'

const of = (amount: bigint, code: string) => ({ amount, currency: currency(code) })

// psp.md 8.4
test.each([
  [1000n, 'EUR', '10.00'],
  [1n, 'EUR', '0.01'],
  [1000n, 'JPY', '1000'],
  [100_000n, 'HUF', '1000'],
  [10_000n, 'TWD', '100'],
])('MS-36 %s minor units of %s are "%s" on the wire, and the same on the way back', (amount, code, text) => {
  expect(toWire(of(amount, code))).toBe(text)
  expect(fromWire(text, code)).toEqual(of(amount, code))
})

test.each(['KWD', 'UGX', 'ISK'])('%s is refused in words, not sent', (code) => {
  expect(() => toWire(of(500n, code))).toThrow(`PayPal cannot take ${code}`)
})

test('parts of a forint or a dollar of Taiwan are refused in words, not rounded', () => {
  expect(() => toWire(of(100_050n, 'HUF'))).toThrow('HUF only without decimals')
  expect(() => toWire(of(10_001n, 'TWD'))).toThrow('TWD only without decimals')
})

test('nothing, less than nothing, and text that is no amount', () => {
  expect(() => toWire(of(0n, 'EUR'))).toThrow('more than zero')
  expect(() => toWire(of(-5n, 'EUR'))).toThrow('more than zero')
  for (const text of ['', '1,00', '1.000', '1e3', '10.5.1'])
    expect(() => fromWire(text, 'EUR')).toThrow('no amount')
  expect(() => fromWire('10.50', 'JPY')).toThrow('no amount')
})

test('what leaves the account is below zero, and zero decimals of a yen are none', () => {
  expect(fromWire('-29.00', 'USD')).toEqual(of(-2900n, 'USD'))
  expect(fromWire('10.00', 'JPY')).toEqual(of(10n, 'JPY'))
})

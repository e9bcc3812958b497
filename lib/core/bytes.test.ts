import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatBytes, parseBytes } from './bytes'

test.each([
  [0n, 1000, '0 B'],
  [999n, 1000, '999 B'],
  [5_000_000_000n, 1000, '5 GB'],
  [1_500_000_000n, 1000, '1.5 GB'],
  [999_000_000n, 1000, '999 MB'],
  [999_999_999n, 1000, '1 GB'],
  [1_073_741_824n, 1024, '1 GB'],
  [1_073_741_824n, 1000, '1.07 GB'],
  [1_023_000_000n, 1024, '975.61 MB'],
  [-2_000_000n, 1000, '-2 MB'],
  [12_345n * 10n ** 15n, 1000, '12,345 PB'],
] as const)('%s bytes in base %s read as %s', (bytes, base, text) => {
  expect(formatBytes(bytes, base)).toBe(text)
})

test('numbers follow the language of the reader', () => {
  expect(formatBytes(1_500_000_000n, 1000, 'de')).toBe('1,5 GB')
})

test.each([
  ['5 GB', 1000, 5_000_000_000n],
  ['5GB', 1024, 5_368_709_120n],
  ['1,5 gb', 1000, 1_500_000_000n],
  ['1 GiB', 1000, 1_073_741_824n],
  ['0.000000001 GB', 1000, 1n],
  ['12 B', 1000, 12n],
] as const)('%s in base %s is understood', (text, base, bytes) => {
  expect(parseBytes(text, base)).toBe(bytes)
})

test.each(['', 'five GB', '5', '-5 GB', '5 GBit', '1e3 MB'])('%j is refused with an example', (text) => {
  expect(() => parseBytes(text)).toThrow('Write it like 500 MB or 1.5 GB')
})

test('a part of a byte is refused, not rounded', () => {
  expect(() => parseBytes('0.5 B')).toThrow('whole number of bytes')
  expect(() => parseBytes('0.1 GB', 1024)).toThrow('whole number of bytes')
})

test('whole amounts survive being shown and typed again', () => {
  const amount = fc.tuple(
    fc.integer({ min: 1, max: 999 }),
    fc.constantFrom('B', 'KB', 'MB', 'GB', 'TB', 'PB'),
  )
  fc.assert(
    fc.property(amount, fc.constantFrom(1000 as const, 1024 as const), ([n, unit], base) => {
      expect(formatBytes(parseBytes(`${n} ${unit}`, base), base)).toBe(`${n} ${unit}`)
    }),
  )
})

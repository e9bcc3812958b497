import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeCell, isShortened, looksRounded, readCell } from './cell'

describe('a cell that is opened in a spreadsheet', () => {
  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\rx',
    '\nx',
    ' =cmd',
    '＝1+1',
    '=HYPERLINK("http://x")',
  ])('%j runs no formula', (cell) => expect(escapeCell(cell)).toMatch(/^('.*|x)$/))
  test.each(['8944538532008160222', '0123', '123456789012'])('%s keeps its digits', (cell) =>
    expect(escapeCell(cell)).toBe(`'${cell}`),
  )
  test.each(['abc', '1234', '0', 'a=b', "it's"])('%s stays as it is', (cell) =>
    expect(escapeCell(cell)).toBe(cell),
  )

  test('never starts as a formula does', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '=', ' =', '\t', '\r', '@', '\u200B-'), fc.string(), (start, rest) => {
        expect(escapeCell(start + rest)).not.toMatch(/^[=+\-@\t\r\n]/)
      }),
    )
  })
  test('is read again as what it was', () => {
    const start = fc.constantFrom('', '=', '+', '-', "'", '\t', ' ', '0', '="', '89445385320081602')
    fc.assert(
      fc.property(start, fc.stringMatching(/^[0-9a-z"'= ]{0,8}$/), (first, rest) => {
        expect(readCell(escapeCell(first + rest))).toBe(readCell(first + rest))
      }),
      { numRuns: 2000 },
    )
  })
})

test.each([
  [' 8944 ', '8944'],
  ["'0123", '0123'],
  ['="0123"', '0123'],
  ['="8944538532008160222"', '8944538532008160222'],
  ["'=1+1", '=1+1'],
  ["'tis", "'tis"],
  ['\u200B8944\uFEFF\u202C', '8944'],
  ['a\u0000b', 'ab'],
  ['=A1&"x"', '=A1&"x"'],
])('%j is meant as %j', (cell, text) => expect(readCell(cell)).toBe(text))

test.each(['8.9E+19', '8,94454E+18', '8.94454e18', '9E+15', '8944538532008160222.0', '49171,00'])(
  '%s is what a spreadsheet leaves of a number',
  (text) => expect(isShortened(text)).toBe(true),
)
test.each(['8944538532008160222', 'E12', '1.5', 'ABC-1E5'])('%s is not', (text) =>
  expect(isShortened(text)).toBe(false),
)

test('only what a spreadsheet can keep is left of a rounded number', () => {
  expect(looksRounded('8944538532008160000')).toBe(true)
  expect(looksRounded('89445385320081600000')).toBe(true)
  expect(looksRounded('8944538532008160100')).toBe(false)
  expect(looksRounded('894453853200816000')).toBe(false)
})

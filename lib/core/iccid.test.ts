import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { iccidBody, iccidForms, parseIccid } from './iccid'
import { hasLuhn, luhnDigit } from './luhn'

const digits = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)).map((text) => `89${text.slice(2)}`)

describe('check digits', () => {
  test.each(['8943108165015003887', '89454200000145194370', '8944538532008160222', '354051421033494'])(
    '%s passes',
    (number) => expect(hasLuhn(number)).toBe(true),
  )
  test.each(['8920000012345678900', '89883030001234567890'])(
    '%s, a sample from a manual, does not',
    (number) => expect(hasLuhn(number)).toBe(false),
  )
  test.each([
    ['896588081210001114', '6'],
    ['898830300012345678', '4'],
    ['49015420323751', '8'],
    ['35693803564380', '9'],
  ])('the check digit of %s is %s', (number, digit) => expect(luhnDigit(number)).toBe(digit))

  test('any single wrong digit is noticed', () => {
    fc.assert(
      fc.property(digits(18), fc.nat(17), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const whole = body + luhnDigit(body)
        const wrong = whole.slice(0, at) + ((Number(whole[at]) + by) % 10) + whole.slice(at + 1)
        expect([hasLuhn(whole), hasLuhn(wrong)]).toEqual([true, false])
      }),
    )
  })
})

test.each([
  ' 8944 5385 3200 8160 222 ',
  '89-44538532008160222',
  '8944538532008160222F',
  '\u200B8944538532008160222ff',
])('the number on the card is read without blanks, dashes and filler: %j', (text) =>
  expect(parseIccid(text)).toEqual({ value: '8944538532008160222', warnings: [] }),
)

test('an operator chooses whether a wrong check digit stops, warns or passes', () => {
  const advice =
    'Check digit missing? With it the number would be 8988303000123456784. Compare with the card.'
  expect(parseIccid('898830300012345678', 'strict')).toEqual({ error: advice })
  expect(parseIccid('898830300012345678', 'warn')).toEqual({
    value: '898830300012345678',
    warnings: [advice],
  })
  expect(parseIccid('898830300012345678', 'off')).toEqual({ value: '898830300012345678', warnings: [] })
})

test('a number of 20 digits is told which last digit would fit', () => {
  expect(parseIccid('89883030001234567890', 'strict')).toEqual({
    error: 'The check digit does not fit: 89883030001234567890 should end in 4. Compare with the card.',
  })
})

test.each([
  ['', 'missing'],
  ['89445385320081602', 'this one has 17'],
  ['89445385320081602221234', 'this one has 23'],
  ['89049032123451234512345678901235', '32 digits are an EID'],
  ['234101234567890', '15 digits are an IMSI or IMEI'],
  ['894453853200816O222', 'only digits'],
  ['8944538532008160222.0', 'only digits'],
  ['８９44538532008160222', 'only digits'],
])('%j is refused with the reason', (text, reason) => {
  expect(parseIccid(text, 'off')).toEqual({ error: expect.stringContaining(reason) })
})

test('a number that does not start with 89 is told', () => {
  const warnings = [expect.stringContaining('does not start with 89')]
  expect(parseIccid('1234567890123456789', 'off')).toEqual({ value: '1234567890123456789', warnings })
})

test('the same card is recognised with and without check digit', () => {
  expect(iccidBody('8988303000123456784')).toBe(iccidBody('898830300012345678'))
  fc.assert(
    fc.property(digits(18), (body) => {
      expect(iccidBody(body + luhnDigit(body))).toBe(body)
      expect(iccidBody(body)).toBe(body)
    }),
  )
})

test('whichever form another system prints, a look-up finds the card', () => {
  fc.assert(
    fc.property(fc.oneof(digits(18), digits(19)), (body) => {
      const whole = body + luhnDigit(body)
      expect(iccidForms(body)).toContain(whole)
      expect(iccidForms(whole)).toContain(body)
    }),
  )
})

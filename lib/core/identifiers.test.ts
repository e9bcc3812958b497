import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eidCheckDigits, parseEid } from './eid'
import { imeiBody, parseImei } from './imei'
import { parseImsi } from './imsi'
import { parseMsisdn } from './msisdn'

const accepted = (value: string) => ({ value, warnings: [] })
const doubted = (value: string, part: string) => ({ value, warnings: [expect.stringContaining(part)] })
const refused = (part: string) => ({ error: expect.stringContaining(part) })

describe('EID', () => {
  test.each([
    '89034011560010000000000000000121',
    '89001012012341234012345678901224',
    '89044011112233441122334411223321',
    '89049032123451234512345678901235',
    '89049032007108882600137544319616',
  ])('%s is accepted', (eid) => expect(parseEid(eid)).toEqual(accepted(eid)))

  test('blanks between the groups do not matter', () => {
    expect(parseEid('8904 9032 1234 5123 4512 3456 7890 1235')).toEqual(
      accepted('89049032123451234512345678901235'),
    )
  })
  test('the check digits of 890490321234512345123456789012 are 35', () => {
    expect(eidCheckDigits('890490321234512345123456789012')).toBe('35')
  })
  test('check digits are two, with a leading zero where needed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{30}$/), (first) => {
        expect(parseEid(first + eidCheckDigits(first))).toEqual(accepted(first + eidCheckDigits(first)))
      }),
    )
  })
  test.each([
    ['89049032123451234512345678901236', 'do not fit'],
    ['8904903212345123451234567890123', 'this one has 31'],
    ['8904903212345123451234567890123X', 'is no EID'],
  ])('%s is refused with the reason', (eid, reason) => expect(parseEid(eid)).toEqual(refused(reason)))
})

describe('IMEI', () => {
  test.each(['354051421033494', '490154203237518', '356938035643809', '3569380356438099'])(
    '%s is accepted',
    (imei) => expect(parseImei(imei)).toEqual(accepted(imei)),
  )
  test('dashes do not matter', () => {
    expect(parseImei('49-015420-323751-8')).toEqual(accepted('490154203237518'))
  })
  test('the form that networks report is accepted and told', () => {
    expect(parseImei('490154203237510')).toEqual(
      doubted('490154203237510', 'on the device it is 490154203237518'),
    )
  })
  test.each([
    ['490154203237517', 'it would be 490154203237518'],
    ['49015420323751', 'with it, it would be 490154203237518'],
    ['4901542032375', 'this one has 13'],
    ['A90154203237518', 'is no IMEI'],
  ])('%s is refused with the reason', (imei, reason) => expect(parseImei(imei)).toEqual(refused(reason)))

  test('IMEI and IMEISV of a device have the same body', () => {
    expect(imeiBody('356938035643809')).toBe(imeiBody('3569380356438023'))
  })
})

describe('IMSI', () => {
  test.each(['234101234567890', '26201123456789', '901405123456789', '001010123456789', '999990123456789'])(
    '%s is accepted',
    (imsi) => expect(parseImsi(imsi)).toEqual(accepted(imsi)),
  )
  test('a country that does not exist is told', () => {
    expect(parseImsi('894453853200816')).toEqual(doubted('894453853200816', 'No country has the code 894'))
  })
  test.each([
    ['2341012345678', 'this one has 13'],
    ['2341012345678901', 'this one has 16'],
    ['23410-ABC', 'is no IMSI'],
  ])('%s is refused with the reason', (imsi, reason) => expect(parseImsi(imsi)).toEqual(refused(reason)))
})

describe('phone number', () => {
  test.each([
    ['+49 171 1234567', '491711234567'],
    ['+49 (0)171/1234567', '491711234567'],
    ['0049-171-1234567', '491711234567'],
    ['491711234567', '491711234567'],
    ['+1 (212) 555-0123', '12125550123'],
    ['882390012345678', '882390012345678'],
    ['883130012345678', '883130012345678'],
    ['467190012345678', '467190012345678'],
  ])('%s is kept as %s, machine numbers too', (text, value) =>
    expect(parseMsisdn(text)).toEqual(accepted(value)),
  )

  test('a national number is read in the country that is given', () => {
    expect(parseMsisdn('0171 1234567', 'DE')).toEqual(doubted('491711234567', 'a number of DE'))
    expect(parseMsisdn('0171 1234567')).toEqual(refused('lacks the country code'))
  })
  test('a country code that does not exist is told', () => {
    expect(parseMsisdn('+999123456789')).toEqual(doubted('999123456789', 'No country has the code'))
  })
  test.each([
    ['1234567890123456', 'this one has 16'],
    ['4917', 'too short'],
    ['call me', 'is no phone number'],
    ['491711234567.0', 'is no phone number'],
  ])('%s is refused with the reason', (text, reason) => expect(parseMsisdn(text)).toEqual(refused(reason)))
})

import { describe, expect, test } from 'vitest'
import { composeActivationCode, installLinks, parseActivationCode } from './activation-code'

describe('an activation code that a supplier hands out is understood', () => {
  test.each([
    ['LPA:1$smdp.example.com$ABC-123', { smdpAddress: 'smdp.example.com', matchingId: 'ABC-123' }],
    ['1$smdp.example.com$ABC-123', { smdpAddress: 'smdp.example.com', matchingId: 'ABC-123' }],
    ['  lpa:1$smdp.example.com$aBc_1.2 \n', { smdpAddress: 'smdp.example.com', matchingId: 'aBc_1.2' }],
    ['LPA:1$smdp.example.com$', { smdpAddress: 'smdp.example.com', matchingId: '' }],
    ['LPA:1$http://smdp.example.com/$X', { smdpAddress: 'smdp.example.com', matchingId: 'X' }],
    ['LPA:1$h.test$X$1.3.6.1', { smdpAddress: 'h.test', matchingId: 'X', oid: '1.3.6.1' }],
    ['LPA:1$h.test$X$$1', { smdpAddress: 'h.test', matchingId: 'X', isConfirmationNeeded: true }],
    [
      'LPA:1$h.test$X$1.3.6.1$1$pkid',
      { smdpAddress: 'h.test', matchingId: 'X', oid: '1.3.6.1', isConfirmationNeeded: true },
    ],
  ])('%j', (text, code) => expect(parseActivationCode(text)).toEqual(code))
})

describe('an activation code that cannot work is refused with the way to mend it', () => {
  test.each([
    ['', 'empty'],
    ['https://example.com/qr/1.png', 'This is a link'],
    ['LPA:1$smdp.example.com$ABC 123', 'space'],
    ['LPA:2$smdp.example.com$ABC', 'must start with LPA:1$'],
    ['ABC-123', 'must start with LPA:1$'],
    ['LPA:1$$ABC', 'SM-DP+ address is missing'],
    ['LPA:1$smdp.example.com', 'matching ID is missing'],
    ['LPA:1$localhost$ABC', 'not an SM-DP+ address'],
    ['LPA:1$smdp.example.com$A/B', 'matching ID may hold only'],
    ['LPA:1$smdp.example.com$ABC$oid', 'not an OID'],
    ['LPA:1$smdp.example.com$ABC$$4711', 'own field'],
    [`LPA:1$smdp.example.com$${'A'.repeat(233)}`, '256 characters'],
  ])('%j', (text, sentence) => {
    expect(() => parseActivationCode(text)).toThrow(sentence)
    expect(() => parseActivationCode(text)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })
})

test('a code keeps its letters and its flag on the way through', () => {
  for (const text of [
    'LPA:1$h.test$aBc',
    'LPA:1$h.test$X$1.3.6.1',
    'LPA:1$h.test$X$1.3.6.1$1',
    'LPA:1$h.test$X$$1',
  ])
    expect(composeActivationCode(parseActivationCode(text))).toBe(text)
})

test('an address that came as a URL becomes a host in the QR code', () => {
  expect(composeActivationCode({ smdpAddress: 'http://smdp.example.com/', matchingId: 'M-1' })).toBe(
    'LPA:1$smdp.example.com$M-1',
  )
})

test('a code that is too long for a phone is never made', () => {
  expect(() => composeActivationCode({ smdpAddress: 'h.test', matchingId: 'A'.repeat(250) })).toThrow('263')
})

test('the install links carry the whole code, its letters unchanged', () => {
  expect(installLinks('LPA:1$smdp.example.com$aB-1')).toEqual({
    apple: 'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.example.com%24aB-1',
    android:
      'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.example.com%24aB-1',
    windows: 'lpa:1$smdp.example.com$aB-1',
  })
})

test('no install link is made without a code', () => {
  expect(() => installLinks('')).toThrow('empty')
})

import { expect, test } from 'vitest'
import { money } from '@/lib/core/money'
import { isOffered, OfferingInput, offeringOf } from './offering'

const none = offeringOf({ settings: {} })
const at = (units: bigint, code = 'EUR', country: string | null = null) => ({
  price: money(units, code),
  country,
})

test.each([
  ['without rules to everybody', none, at(1n, 'JPY', 'GR'), true],
  ['in one of its countries', { ...none, countries: ['GR', 'DE'] }, at(900n, 'EUR', 'GR'), true],
  ['elsewhere not', { ...none, countries: ['GR'] }, at(900n, 'EUR', 'FR'), false],
  ['where nobody knows the country', { ...none, countries: ['GR'] }, at(900n), true],
  ['in one of its currencies', { ...none, currencies: ['EUR'] }, at(900n), true],
  ['in no other currency', { ...none, currencies: ['EUR'] }, at(900n, 'USD'), false],
  ['at its least', { ...none, limit: { currency: 'EUR', least: '900', most: '1000' } }, at(900n), true],
  ['below it not', { ...none, limit: { currency: 'EUR', least: '900', most: '1000' } }, at(899n), false],
  ['at its most', { ...none, limit: { currency: 'EUR', least: null, most: '1000' } }, at(1_000n), true],
  ['above it not', { ...none, limit: { currency: 'EUR', least: null, most: '1000' } }, at(1_001n), false],
  [
    'limits of another currency say nothing',
    { ...none, limit: { currency: 'EUR', least: '900', most: null } },
    at(1n, 'USD'),
    true,
  ],
])('a way to pay is offered: %s', (_, offering, wanted, is) => {
  expect(isOffered(offering, wanted)).toBe(is)
})

test('rules that were damaged restrict nobody', () => {
  expect(offeringOf({ settings: { offering: { countries: 'GR' } } })).toEqual(none)
})

test.each([
  ['countries', { countries: 'GR, UK' }, '"UK" is no country code'],
  ['currencies', { currencies: 'EURO' }, '"EURO" is no currency'],
  ['limitCurrency', { least: '5' }, 'Choose the currency'],
  ['least', { least: '5.001', limitCurrency: 'EUR' }, 'Write an amount in EUR'],
])('what is wrong with %s is said there', (field, wrong, text) => {
  const parsed = OfferingInput.safeParse({ id: 'con_1', position: '1', ...wrong })
  expect(parsed.error?.issues[0]).toMatchObject({ path: [field], message: expect.stringContaining(text) })
})

import { expect, test } from 'vitest'
import {
  countriesIn,
  countryCodes,
  countryName,
  findCountry,
  isCountry,
  regionOf,
  regions,
} from './countries'

/** Codes that CLDR names without being countries of ISO 3166: unions, exceptional reservations, former countries. */
const notCountries =
  'AC AN BU CP CQ CS CT DD DG DY EA EU EZ FQ FX HV IC JT MI NH NQ NT PC PU PZ QO RH SU TA TP UK UN VD WK XA XB YD YU ZR ZZ'

test('every country there is can be sold to, each in one region', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const named = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => names.of(code))
  const skipped = new Set(notCountries.split(' '))
  expect(countryCodes).toEqual(named.filter((code) => !skipped.has(code)))
  expect(countryCodes).toHaveLength(250)
  expect(regions.flatMap(countriesIn)).toHaveLength(250)
})

test('a country has a name in the language of the reader and a region', () => {
  expect(countryName('de')).toBe('Germany')
  expect(countryName('DE', 'fr')).toBe('Allemagne')
  expect(regionOf('jp')).toBe('Asia')
  expect(countriesIn('Europe')).toContain('FR')
})

test('what is no country has no region, and keeps its text', () => {
  expect(isCountry('UK')).toBe(false)
  expect(countryName('EU+')).toBe('EU+')
  expect(regionOf('EU')).toBeUndefined()
})

test.each([
  ['gb', 'GB'],
  [' United Kingdom ', 'GB'],
  ["cote d'ivoire", 'CI'],
  ['Bosnia and Herzegovina', 'BA'],
  ['Atlantis', undefined],
])('%s is found as %s', (text, code) => expect(findCountry(text)).toBe(code))

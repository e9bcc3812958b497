import { describe, expect, test } from 'vitest'
import { money } from '@/lib/core/money'
import type { ShopPlan } from './catalogue'
import { countriesOf, countryAt, findPlaces, placeAt, popular, popularPlans, regionsOf } from './places'

const plan = (slug: string, cents: bigint, countries: string[], region: string | null = null): ShopPlan => ({
  slug,
  versionId: `ver_${slug}`,
  name: slug,
  description: '',
  dataBytes: 1_000_000_000n,
  dataBase: 1000,
  days: 7,
  validityStart: 'first_connect',
  price: money(cents, 'EUR'),
  countries,
  region,
  networks: '',
  speed: '',
  hasHotspot: true,
  canTopUp: false,
  isSoldOut: false,
})

// Cheapest first, as the catalogue gives them.
const plans = [
  plan('greece-small', 300n, ['GR']),
  plan('turkiye', 400n, ['TR']),
  plan('greece-large', 900n, ['GR']),
  plan('europe', 2000n, ['GR', 'DE'], 'Europe'),
  plan('two-asian', 2500n, ['JP', 'TH']),
  plan('anywhere', 5000n, ['GR', 'JP']),
]

describe('the shelves of a shop window', () => {
  test('a country is listed with every plan that works there, and its lowest price', () => {
    const greece = countriesOf(plans).find(({ slug }) => slug === 'gr')!
    expect(greece.plans.map(({ slug }) => slug)).toEqual([
      'greece-small',
      'greece-large',
      'europe',
      'anywhere',
    ])
    expect(greece.from).toEqual(money(300n, 'EUR'))
  })

  test('countries stand in the order of their names', () => {
    expect(countriesOf(plans).map(({ name }) => name)).toEqual([
      'Germany',
      'Greece',
      'Japan',
      'Thailand',
      'Türkiye',
    ])
  })

  test('a plan that names no region stands under the one that holds its countries, else under Global', () => {
    expect(regionsOf(plans).map(({ name, slug }) => [name, slug])).toEqual([
      ['Asia', 'asia'],
      ['Europe', 'europe'],
      ['Global', 'global'],
    ])
  })

  test('popular are countries with plans of their own, most plans first', () => {
    expect(popular(countriesOf(plans)).map(({ slug }) => slug)).toEqual(['gr', 'tr'])
  })

  test('the first page shows one plan of each popular country before a second of any', () => {
    expect(popularPlans(plans, 3).map(({ slug }) => slug)).toEqual([
      'greece-small',
      'turkiye',
      'greece-large',
    ])
  })

  test('a place is found by its address, and nothing else is', () => {
    expect(placeAt(plans, 'europe')?.name).toBe('Europe')
    expect(placeAt(plans, 'de')?.name).toBe('Germany')
    expect(placeAt(plans, 'fr')).toBeNull()
    expect([countryAt('fr'), countryAt('xx'), countryAt('france')]).toEqual(['France', null, null])
  })

  test('a search finds names without their accents, by a part, or by the code', () => {
    const found = (typed: string) => findPlaces(countriesOf(plans), typed).map(({ name }) => name)
    expect(found(' turk ')).toEqual(['Türkiye'])
    expect(found('DE')).toEqual(['Germany'])
    expect(found('Atlantis')).toEqual([])
  })
})

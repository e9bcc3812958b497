import { describe, expect, test } from 'vitest'
import { currency, money } from '@/lib/core/money'
import { hashOf, toAccount, toMoney, toNetworks, toOffer } from './translate-catalogue'
import { CatalogueReply, NetworksReply, OrganisationReply } from './wire'

const gb = {
  name: 'esim_1GB_7D_GB_V2',
  description: 'eSIM, 1GB, 7 Days, United Kingdom, V2',
  groups: ['Standard Fixed'],
  countries: [{ name: 'United Kingdom', region: 'Europe', iso: 'GB' }],
  dataAmount: 1000,
  duration: 7,
  speed: ['2G', '3G', '4G'],
  autostart: true,
  unlimited: false,
  roamingEnabled: [],
  price: 2.28,
  billingType: 'FixedCost',
}

describe('an offer', () => {
  test('has decimal gigabytes, our cost in cents and its country', () => {
    expect(toOffer(gb, 'USD')).toEqual({
      externalId: 'esim_1GB_7D_GB_V2',
      name: 'esim_1GB_7D_GB_V2',
      description: 'eSIM, 1GB, 7 Days, United Kingdom, V2',
      dataBytes: 1_000_000_000n,
      days: 7,
      countries: ['GB'],
      speeds: ['2G', '3G', '4G'],
      price: money(228n, 'USD'),
      autostart: true,
      topUp: true,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  test('for many countries names them once each, those of roaming too, and their region', () => {
    const facts = toOffer(
      {
        ...gb,
        countries: [
          { name: 'France', region: 'Europe', iso: 'FR' },
          { name: 'Germany', region: 'Europe', iso: 'DE' },
        ],
        roamingEnabled: [
          { name: 'France', region: 'Europe', iso: 'FR' },
          { name: 'Spain', iso: 'ES' },
        ],
      },
      'EUR',
    )
    expect(facts).toMatchObject({ countries: ['DE', 'ES', 'FR'], region: 'Europe' })
  })

  test('names no country that there is not', () => {
    const countries = [{ iso: 'EU+' }, { iso: 'FR' }, { name: 'Germany' }]
    expect(toOffer({ ...gb, countries }, 'EUR')?.countries).toEqual(['DE', 'FR'])
  })

  test('for countries of two regions claims neither', () => {
    const countries = [
      { region: 'Europe', iso: 'FR' },
      { region: 'North America', iso: 'US' },
    ]
    expect(toOffer({ ...gb, countries }, 'EUR')).not.toHaveProperty('region')
  })

  test.each([{ unlimited: true }, { dataAmount: -1 }, { dataAmount: 0 }])(
    'with %j is unlimited',
    (change) => {
      expect(toOffer({ ...gb, ...change }, 'USD')?.dataBytes).toBeNull()
    },
  )

  test('that has no price is no offer', () => {
    expect(toOffer({ ...gb, price: null }, 'USD')).toBeUndefined()
  })

  test('survives lists that are null and facts that are new', () => {
    const facts = toOffer({ ...gb, speed: null, roamingEnabled: null, allowances: [{ type: 'SMS' }] }, 'USD')
    expect(facts).toMatchObject({ speeds: [], countries: ['GB'] })
  })

  test('keeps its hash when its facts only change places, and changes it when one of them changes', () => {
    const turned = Object.fromEntries(Object.entries(gb).reverse())
    expect(hashOf(turned)).toBe(hashOf(gb))
    expect(hashOf({ ...gb, groups: ['Unlimited Plus'] })).not.toBe(hashOf(gb))
  })

  test.each([
    ['bare', [gb]],
    ['wrapped', { bundles: [gb], pageCount: 1 }],
  ])('is read from a %s list', (_form, reply) => expect(CatalogueReply.parse(reply)).toEqual([gb]))
})

describe('money', () => {
  test.each([
    ['2.28', 'USD', 228n],
    ['9.99', 'EUR', 999n],
    ['1000', 'USD', 100_000n],
    ['2.275', 'USD', 228n],
    ['2.2749999', 'USD', 227n],
    ['-12.5', 'USD', -1250n],
    ['150', 'JPY', 150n],
    ['1.2345', 'KWD', 1235n],
    ['5e-7', 'USD', 0n],
    ['1.5e+3', 'USD', 150_000n],
  ])('%s %s is %s minor units', (decimal, code, minor) => {
    expect(toMoney(decimal, code)).toEqual(money(minor, code))
  })
})

describe('an account', () => {
  const organisation = { name: 'Acme', apiKey: 'ak_fake_1', currency: 'USD', balance: 123.45, users: [] }

  test.each([
    ['bare', organisation],
    ['wrapped', { organisations: [organisation] }],
  ])('%s says whose it is and what is left, and never its key', (_form, reply) => {
    const account = toAccount(OrganisationReply.parse(reply))
    expect(account).toEqual({ name: 'Acme', currency: currency('USD'), balance: money(12_345n, 'USD') })
  })
})

test('networks are listed for each country with codes that keep their zeros', () => {
  const network = {
    name: 'Telefonica',
    brandName: 'O2',
    mcc: '234',
    mnc: '02',
    tagid: 'GBRCN',
    speed: ['5G'],
  }
  const reply = { countryNetworks: [{ name: 'United Kingdom', networks: [network] }] }
  expect(toNetworks(NetworksReply.parse(reply))).toEqual([
    {
      country: 'GB',
      networks: [{ name: 'Telefonica', brand: 'O2', mcc: '234', mnc: '02', tadig: 'GBRCN', speeds: ['5G'] }],
    },
  ])
})

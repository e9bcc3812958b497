import { describe, expect, test } from 'vitest'
import { parseLossless } from '@/lib/core/json'
import { currency, money } from '@/lib/core/money'
import {
  hashOf,
  toAccount,
  toActivation,
  toBundleState,
  toBundles,
  toFoundOrders,
  toLocation,
  toMoney,
  toNetworks,
  toOffer,
  toPlacedOrder,
  toProfile,
  toQuote,
  toRefund,
} from './translate'
import {
  BundlesReply,
  CatalogueReply,
  EsimReply,
  LocationReply,
  NetworksReply,
  OrderReply,
  OrdersReply,
  OrganisationReply,
  QuoteReply,
} from './wire'

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

describe('an order', () => {
  const reply = {
    order: [
      {
        esims: [
          { iccid: '8900000000000000001', matchingId: 'MATCH-001', smdpAddress: 'http://smdp.example.com' },
        ],
        type: 'bundle',
        item: 'esim_1GB_7D_GB_V2',
        iccids: ['8900000000000000001'],
        quantity: 1,
        subTotal: 9.99,
      },
    ],
    total: 9.99,
    currency: 'USD',
    status: 'completed',
    orderReference: 'order-ref-002',
    createdDate: '2023-06-15T10:30:45.123456789Z',
  }

  test('that was placed has its eSIM and the code for the phone', () => {
    expect(toPlacedOrder(OrderReply.parse(reply))).toEqual({
      orderId: 'order-ref-002',
      iccids: ['8900000000000000001'],
      profiles: [
        {
          iccid: '8900000000000000001',
          lpa: 'LPA:1$smdp.example.com$MATCH-001',
          smdpAddress: 'smdp.example.com',
          matchingId: 'MATCH-001',
        },
      ],
    })
  })

  test('that is still worked on is placed all the same', () => {
    const early = { ...reply, order: [{ type: 'bundle', item: 'esim_1GB_7D_GB_V2', quantity: 1 }] }
    expect(toPlacedOrder(OrderReply.parse(early))).toEqual({
      orderId: 'order-ref-002',
      iccids: [],
      profiles: [],
    })
  })

  test('with an address that no phone takes is placed all the same', () => {
    const [line] = reply.order
    const odd = { ...reply, order: [{ ...line, esims: [{ ...line!.esims[0], smdpAddress: 'none' }] }] }
    expect(toPlacedOrder(OrderReply.parse(odd))).toMatchObject({
      iccids: ['8900000000000000001'],
      profiles: [],
    })
  })

  test('keeps the digits of an ICCID that came as a number', () => {
    const text = JSON.stringify(reply).replaceAll('"8900000000000000001"', '8900000000000000001')
    expect(toPlacedOrder(OrderReply.parse(parseLossless(text))).iccids).toEqual(['8900000000000000001'])
  })

  test.each([
    ['bare', [reply]],
    ['wrapped', { orders: [reply] }],
    ['single', reply],
  ])('is found in a %s list', (_form, list) => {
    expect(OrdersReply.parse(list).flatMap(toFoundOrders)).toEqual([
      {
        orderId: 'order-ref-002',
        offerId: 'esim_1GB_7D_GB_V2',
        quantity: 1,
        createdAt: new Date('2023-06-15T10:30:45.123Z'),
        iccids: ['8900000000000000001'],
      },
    ])
  })

  test('is found by the older name of its date, and never without one', () => {
    const { createdDate, ...undated } = reply
    const [found] = toFoundOrders(OrderReply.parse({ ...undated, createDate: createdDate }))
    expect(found?.createdAt.getUTCFullYear()).toBe(2023)
    expect(() => toFoundOrders(OrderReply.parse(undated))).toThrow('no date')
  })

  test('list that is no list is never read as: no orders', () => {
    expect(OrdersReply.parse({ orders: null })).toEqual([])
    expect(OrdersReply.safeParse({ message: 'maintenance' }).success).toBe(false)
    expect(() => toFoundOrders(OrderReply.parse({ ...reply, order: null }))).toThrow('no date or line')
  })
})

test('a dry run says what it costs, or why it would be refused', () => {
  const reply = { total: 2.28, valid: true, currency: 'USD', assigned: true, order: [] }
  expect(toQuote(QuoteReply.parse(reply))).toEqual({ valid: true, total: money(228n, 'USD') })
  expect(toQuote(QuoteReply.parse({ ...reply, valid: false }))).toMatchObject({
    valid: false,
    reason: expect.stringContaining('would not accept'),
  })
})

test('an eSIM has no code before both its parts are there', () => {
  const row = {
    iccid: '1',
    pin: undefined,
    puk: undefined,
    appleInstallUrl: undefined,
    androidInstallUrl: undefined,
  }
  expect(toActivation({ ...row, matchingId: 'X', smdpAddress: null })).toBeUndefined()
  expect(toActivation({ ...row, matchingId: '', smdpAddress: 'h.test' })).toBeUndefined()
})

describe('a profile', () => {
  const profileOf = (facts: object) => toProfile(EsimReply.parse({ iccid: '8944538532008160222', ...facts }))

  test.each([
    ['Released', 'released'],
    ['INSTALLED', 'installed'],
    ['Enabled', 'enabled'],
    ['Confirmed', 'allocated'],
    ['Available', 'available'],
    ['Unavailable', 'unavailable'],
    ['Brand-new word', 'unknown'],
  ])('that is %s is %s', (profileStatus, state) => expect(profileOf({ profileStatus }).state).toBe(state))

  test.each([
    [1_686_839_400_000, '2023-06-15T14:30:00.000Z'],
    ['1686839400000', '2023-06-15T14:30:00.000Z'],
    ['2023-06-15T14:30:00.000Z', '2023-06-15T14:30:00.000Z'],
    [0, undefined],
    ['', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    [null, undefined],
  ])('first installed at %j was installed at %s', (firstInstalledDateTime, at) => {
    expect(profileOf({ firstInstalledDateTime }).installedAt?.toISOString()).toBe(at)
  })

  test('says whether it is suspended, and whose it is', () => {
    expect(profileOf({ state: 'Suspended', customerRef: 'prv_1' })).toMatchObject({
      service: 'suspended',
      reference: 'prv_1',
    })
  })
})

describe('bundles', () => {
  const assignment = {
    id: '215009266',
    callTypeGroup: 'data',
    initialQuantity: 1_000_000_000,
    remainingQuantity: 250_000_000,
    assignmentDateTime: '2024-12-11T10:47:00.34523Z',
    assignmentReference: '3a6e2e40-c674-45e9-b289-b35027bf72a9-0',
    bundleState: 'Active',
    unlimited: false,
    startTime: '2024-12-12T00:00:00Z',
    endTime: '2024-12-19T00:00:00Z',
  }
  const bundlesOf = (...assignments: object[]) =>
    toBundles(BundlesReply.parse({ bundles: [{ name: 'esim_1GB_7D_GB_V2', assignments }] }))

  test('are one for each assignment, in bytes', () => {
    expect(bundlesOf(assignment)).toEqual([
      {
        id: '215009266',
        name: 'esim_1GB_7D_GB_V2',
        description: 'esim_1GB_7D_GB_V2',
        state: 'active',
        initialBytes: 1_000_000_000n,
        remainingBytes: 250_000_000n,
        unlimited: false,
        assignedAt: new Date('2024-12-11T10:47:00.345Z'),
        startsAt: new Date('2024-12-12T00:00:00Z'),
        endsAt: new Date('2024-12-19T00:00:00Z'),
        reference: '3a6e2e40-c674-45e9-b289-b35027bf72a9-0',
      },
    ])
  })

  test('count no minutes and messages as bytes', () => {
    expect(bundlesOf(assignment, { ...assignment, id: '2', callTypeGroup: 'voice' })).toHaveLength(1)
  })

  test('are never below nothing', () => {
    expect(bundlesOf({ ...assignment, remainingQuantity: -1 })[0]?.remainingBytes).toBe(0n)
  })

  test.each([
    ['queued', 'queued'],
    ['Depleted', 'depleted'],
    ['LAPSED', 'lapsed'],
    ['frozen', 'unknown'],
  ])('%s is %s', (word, state) => expect(toBundleState(word)).toBe(state))

  test('of an eSIM without any are an empty list', () => {
    expect(toBundles(BundlesReply.parse({ bundles: null }))).toEqual([])
  })
})

test('a location is a country and a network, and none for an eSIM that was never seen', () => {
  const reply = {
    mobileNetworkCode: 'FRAF1',
    networkName: 'Orange',
    networkBrandName: 'Orange France',
    country: 'FR',
    lastSeen: '2024-07-27T00:25:07.382562Z',
  }
  expect(toLocation(LocationReply.parse(reply))).toEqual({
    country: 'FR',
    network: 'Orange',
    brand: 'Orange France',
    tadig: 'FRAF1',
    seenAt: new Date('2024-07-27T00:25:07.382Z'),
  })
  expect(toLocation(LocationReply.parse({ country: '' }))).toBeNull()
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

test.each([
  ['Successfully Revoked Bundle, bundle has been refunded to inventory', 'inventory'],
  ['Successfully Revoked Bundle, bundle has been refunded to balance', 'balance'],
  ['Bundle Refunded To Balance', 'balance'],
  ['Successfully Revoked Bundle', 'no'],
])('%j refunds to: %s', (status, refunded) => expect(toRefund(status)).toEqual({ refunded }))

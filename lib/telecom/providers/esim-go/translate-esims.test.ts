import { describe, expect, test } from 'vitest'
import { toBundleState, toBundles, toLocation, toProfile, toRefund } from './translate-esims'
import { BundlesReply, EsimReply, LocationReply } from './wire'

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

test.each([
  ['Successfully Revoked Bundle, bundle has been refunded to inventory', 'inventory'],
  ['Successfully Revoked Bundle, bundle has been refunded to balance', 'balance'],
  ['Bundle Refunded To Balance', 'balance'],
  ['Successfully Revoked Bundle', 'no'],
])('%j refunds to: %s', (status, refunded) => expect(toRefund(status)).toEqual({ refunded }))

import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { PlanForm } from './form'

const typed = {
  name: 'Greece 5 GB',
  connectionId: 'con_1',
  dataAmount: '5',
  dataUnit: 'GB',
  dataBase: '1000',
  days: '30',
  validityStart: 'first_usage',
  price: '9,50',
  currency: 'EUR',
  countries: ['GR', 'gr', 'CY'],
  hasHotspot: 'on',
  labels: 'summer, sea,summer',
}

const read = (with_: object = {}) => PlanForm.parse({ ...typed, ...with_ })
const problems = (with_: object) =>
  z.flattenError(PlanForm.safeParse({ ...typed, ...with_ }).error!).fieldErrors as Record<string, string[]>

describe('the form of a plan', () => {
  test('reads amounts, data and lists as people write them', () => {
    expect(read()).toMatchObject({
      dataBytes: 5_000_000_000n,
      days: 30,
      amount: 950n,
      countries: ['CY', 'GR'],
      labels: ['summer', 'sea'],
      hasHotspot: true,
      canTopUp: false,
      isPublished: false,
      offer: null,
      companyId: null,
      region: null,
    })
  })

  test('counts data as the plan says', () => {
    expect(read({ dataAmount: '1.5', dataBase: '1024' })).toMatchObject({ dataBytes: 1_610_612_736n })
    expect(read({ dataAmount: '500', dataUnit: 'MB' })).toMatchObject({ dataBytes: 500_000_000n })
    expect(read({ dataAmount: '500 MB' })).toMatchObject({ dataBytes: 500_000_000n })
    expect(read({ dataAmount: '', isUnlimited: 'on' })).toMatchObject({ dataBytes: null })
  })

  test('takes any ISO currency with its own decimals', () => {
    expect(read({ price: '1200', currency: 'JPY' })).toMatchObject({ amount: 1_200n })
    expect(read({ price: '3.125', currency: 'KWD' })).toMatchObject({ amount: 3_125n })
    expect(problems({ price: '12.50', currency: 'JPY' })).toEqual({
      price: ['JPY has no decimals; "12.50" has 2.'],
    })
  })

  test('reads refills with their own prices, and skips empty lines', () => {
    const refills = { refillData1: '1 GB', refillPrice1: '3', refillData3: '500 MB', refillPrice3: '1.99' }
    expect(read(refills)).toMatchObject({
      refills: [
        { bytes: 1_000_000_000n, amount: 300n },
        { bytes: 500_000_000n, amount: 199n },
      ],
    })
  })

  test('reads how long a refill lasts and what it is at the supplier, and blames the line that was typed', () => {
    const line = {
      refillData3: '1 GB',
      refillPrice3: '3',
      refillDays3: '7',
      refillOffer3: 'esim_1GB_7D_GR_V2',
    }
    expect(read(line)).toMatchObject({ refills: [{ days: 7, offer: 'esim_1GB_7D_GR_V2', place: 3 }] })
    expect(problems({ ...line, refillDays3: '0' })).toEqual({ refillDays3: ['Enter at least 1 day.'] })
    expect(problems({ ...line, refillPrice3: '0' })).toEqual({
      refillPrice3: ['A refill needs a price above 0.'],
    })
    expect(problems({ refillOffer2: 'esim' })).toMatchObject({ refillData2: [expect.any(String)] })
  })

  test('says everything that is wrong at once, each at its field', () => {
    const wrong = {
      name: '',
      connectionId: '',
      dataAmount: '',
      days: '1.5',
      price: 'nine',
      countries: [],
      refillData1: '1 GB',
      refillPrice2: '3',
      refillData3: 'much',
      refillPrice3: '-1',
    }
    const found = problems(wrong)
    expect(Object.keys(found).sort()).toEqual([
      'connectionId',
      'countries',
      'dataAmount',
      'days',
      'name',
      'price',
      'refillData2',
      'refillData3',
      'refillPrice1',
    ])
    for (const sentences of Object.values(found)) {
      expect(sentences).toHaveLength(1)
      expect(sentences[0]).toMatch(/^[A-Z"].*\.$/)
    }
  })

  test.each([
    ['a negative price', { price: '-1' }, 'price'],
    ['a price beyond all payment providers', { price: '99999999999999' }, 'price'],
    ['no data', { dataAmount: '0' }, 'dataAmount'],
    ['more data than anyone can use', { dataAmount: '999999999', dataUnit: 'TB' }, 'dataAmount'],
    ['no days', { days: '0' }, 'days'],
    ['a made-up currency', { currency: 'EURO' }, 'currency'],
    ['a made-up country', { countries: ['GR', 'XX'] }, 'countries'],
    ['a made-up region', { region: 'Atlantis' }, 'region'],
    ['a refill below nothing', { refillData1: '1 GB', refillPrice1: '-2' }, 'refillPrice1'],
    [
      'two refills of one size',
      { refillData1: '1 GB', refillPrice1: '3', refillData2: '1000 MB', refillPrice2: '2' },
      'refillData2',
    ],
  ])('refuses %s', (_what, wrong, field) => {
    expect(Object.keys(problems(wrong))).toContain(field)
  })
})

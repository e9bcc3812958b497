import { expect, test, vi } from 'vitest'
import { isCountry } from '@/lib/core/countries'
import { fr, open } from './caller'
import { makeLimit } from './routes'

type Listed = { countries: { iso: string }[] }

test('without a key of the sandbox nothing is sold: 401 for orders, 403 elsewhere', async () => {
  const { call } = await open({ apiKey: 'someone' })
  expect((await call('GET', '/orders')).status).toBe(401)
  const refused = await call('GET', '/catalogue')
  expect([refused.status, refused.body]).toEqual([403, { message: 'access denied' }])
})

test('the catalogue is wide: 60 bundles and more, 25 countries and more, regions, and documented fields', async () => {
  const { call } = await open()
  const { body } = await call('GET', '/catalogue?perPage=500')
  expect(body.length).toBeGreaterThanOrEqual(60)
  const codes = body.flatMap((bundle: Listed) => bundle.countries.map(({ iso }) => iso))
  const found = [...new Set<string>(codes)]
  expect(found.filter(isCountry).length).toBeGreaterThanOrEqual(25)
  expect(found.filter((code) => !isCountry(code)).length).toBeGreaterThanOrEqual(3)
  expect(new Set(body.map(({ name }: { name: string }) => name)).size).toBe(body.length)
  for (const bundle of body)
    expect(bundle).toMatchObject({
      name: expect.stringMatching(/^esim_(UL|\d+GB)_\d+D_[A-Z]+_V2$/),
      groups: [expect.any(String)],
      dataAmount: expect.any(Number),
      duration: expect.any(Number),
      autostart: true,
      unlimited: expect.any(Boolean),
      price: expect.any(Number),
      billingType: 'FixedCost',
      allowances: [expect.objectContaining({ type: 'DATA', unit: 'MB' })],
    })
})

test('the catalogue is paged, sorted and filtered by country, region and words', async () => {
  const { call } = await open()
  const all = (await call('GET', '/catalogue?perPage=500')).body
  const second = (await call('GET', '/catalogue?perPage=10&page=2')).body
  expect(second).toEqual(all.slice(10, 20))
  const japanese = (await call('GET', '/catalogue?countries=JP,KR&orderBy=price&direction=desc')).body
  expect(new Set(japanese.map((bundle: Listed) => bundle.countries[0]?.iso))).toEqual(new Set(['JP', 'KR']))
  const prices = japanese.map(({ price }: { price: number }) => price)
  expect(prices).toEqual(prices.toSorted((a: number, b: number) => b - a))
  expect((await call('GET', '/catalogue?region=Africa&description=1gb')).body).toHaveLength(2)
  expect((await call('GET', `/catalogue/bundle/${fr}`)).body).toMatchObject({ name: fr, dataAmount: 1000 })
  expect((await call('GET', `/catalogue/bundle/${fr.toUpperCase()}`)).status).toBe(400)
})

test('a caller that expects the wrapped catalogue gets it', async () => {
  const { call } = await open({ apiKey: 'sbx_esimgo_wrapped' })
  const { body } = await call('GET', '/catalogue?perPage=10')
  expect(body).toMatchObject({ bundles: { length: 10 }, pageSize: 10, rows: expect.any(Number) })
})

test('networks are listed by country, by name or all, and asked for they must be', async () => {
  const { call } = await open()
  const { body } = await call('GET', '/networks?isos=FR')
  expect(body.countryNetworks[0]).toMatchObject({
    name: 'FR',
    networks: [{ mcc: '208', mnc: '01', tagid: 'FRAF1' }, {}, {}],
  })
  expect((await call('GET', '/networks?countries=France')).body).toEqual(body)
  expect((await call('GET', '/networks?returnAll=true')).body.countryNetworks.length).toBeGreaterThan(25)
  expect((await call('GET', '/networks')).status).toBe(400)
})

test('the balance is topped up from 1,000 on and at most 5,000 a day', async () => {
  const { call, tell } = await open()
  expect((await call('POST', '/organisation/balance?amount=999')).status).toBe(400)
  expect((await call('POST', '/organisation/balance?amount=4000')).body).toMatchObject({
    amount: 4_000,
    balance: 14_000,
    ref: expect.any(Number),
  })
  expect((await call('POST', '/organisation/balance?amount=1001')).status).toBe(400)
  await tell('clock', { advance_s: 86_400 })
  expect((await call('POST', '/organisation/balance?amount=1001')).status).toBe(200)
})

test('a key may call ten times a second, another key on its own', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 })
  const mayCall = makeLimit()
  const answers = Array.from({ length: 11 }, () => mayCall('a'))
  expect(answers).toEqual([...Array(10).fill(true), false])
  expect(mayCall('b')).toBe(true)
  vi.setSystemTime(1_001)
  expect(mayCall('a')).toBe(true)
  vi.useRealTimers()
})

test('a caller who asks too often is told so by the vendor’s 429', async () => {
  const { call } = await open({ apiKey: 'sbx_esimgo_limited' })
  const calls = await Promise.all(Array.from({ length: 60 }, () => call('GET', '/organisation')))
  expect(calls.map(({ status }) => status)).toContain(429)
})

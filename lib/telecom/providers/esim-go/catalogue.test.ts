import { afterEach, describe, expect, test } from 'vitest'
import { money } from '@/lib/core/money'
import {
  type Answerer,
  apiKey,
  bundle,
  closeVendors,
  failure,
  iccid,
  type Seen,
  vendor,
} from './fixtures/strict-server'
import { esimGo } from './index'

afterEach(closeVendors)

describe('the connection', () => {
  test('shows whose account it is', async () => {
    const { carrier, seen } = await vendor(() => ({
      json: { name: 'Acme', apiKey, currency: 'USD', balance: 120.5 },
    }))
    expect(await carrier.testConnection?.()).toEqual({
      name: 'Acme',
      currency: 'USD',
      balance: money(12_050n, 'USD'),
    })
    expect(await carrier.balance?.()).toEqual(money(12_050n, 'USD'))
    expect(seen).toMatchObject([{ method: 'GET', path: '/organisation' }, {}])
  })

  test('with a wrong key says where the right one is', async () => {
    const { url } = await vendor(() => ({ json: {} }))
    const error = await failure(esimGo.connect({ apiKey: 'fake-other-key' }, { url }).testConnection?.())
    expect(error).toMatchObject({ kind: 'auth', httpStatus: 403, isRetryable: false, code: 'precondition' })
    expect(error.message).toContain('API Details')
  })

  test('with an endpoint that is no eSIM Go says so, and shows no value of what it got', async () => {
    const { carrier } = await vendor(() => ({ json: { secret: 'do-not-show' } }))
    const error = await failure(carrier.testConnection?.())
    expect(error.kind).toBe('provider_unavailable')
    expect(error.message).toMatch(/GET \/organisation .*Check the endpoint/)
    expect(error.message).not.toContain('do-not-show')
  })

  test('behind a broken gateway shows a sentence, not its page', async () => {
    const { carrier } = await vendor(() => ({ status: 502, text: '<html><h1>Bad Gateway</h1></html>' }))
    const { message, kind } = await failure(carrier.testConnection?.())
    expect(kind).toBe('provider_unavailable')
    expect(message).not.toContain('<')
  })

  test('whose balance is not told does not claim that it is empty', async () => {
    const { carrier } = await vendor(() => ({ json: { name: 'Acme', currency: 'USD' } }))
    expect(await carrier.testConnection?.()).not.toHaveProperty('balance')
    expect((await failure(carrier.balance?.())).kind).toBe('unsupported')
  })

  test('works with an endpoint that ends with a slash', async () => {
    const { url, seen } = await vendor(() => ({ json: { compatible: true } }))
    await esimGo.connect({ apiKey }, { url: `${url}/` }).isCompatible?.(iccid, bundle)
    expect(seen[0]?.path).toBe(`/esims/${iccid}/compatible/${bundle}`)
  })

  test('follows no redirect with the key in hand', async () => {
    const { carrier, seen } = await vendor(() => ({
      status: 302,
      headers: { location: '/v2.5/elsewhere' },
      json: { name: 'Acme', currency: 'USD', balance: 1 },
    }))
    expect((await failure(carrier.testConnection?.())).kind).toBe('provider_unavailable')
    expect(seen).toHaveLength(1)
  })

  test('never shows the key, even when the vendor repeats it', async () => {
    const { carrier } = await vendor(() => ({ status: 400, json: { message: `bad request by ${apiKey}` } }))
    const { message } = await failure(carrier.testConnection?.())
    expect(message).toContain('bad request by ***')
  })

  test('waits for its turn before each call', async () => {
    const { url } = await vendor(() => ({ json: { compatible: true } }))
    let turns = 0
    const throttle = async () => void turns++
    const carrier = esimGo.connect({ apiKey }, { url, throttle })
    await carrier.isCompatible?.(iccid, bundle)
    await carrier.isCompatible?.(iccid, bundle)
    expect(turns).toBe(2)
  })

  test.each([
    ['v2.4', false],
    ['v2.5', true],
  ])('to %s can suspend: %s', (version, can) => {
    const carrier = esimGo.connect({ apiKey }, { url: `http://127.0.0.1:1/${version}` })
    expect('suspend' in carrier).toBe(can)
    expect('resume' in carrier).toBe(can)
  })
})

describe('offers', () => {
  const row = (n: number) => ({
    name: `esim_${n}`,
    description: '',
    countries: [{ iso: 'GB' }],
    dataAmount: 1000,
    duration: 7,
    price: 2.28,
  })
  const rows = Array.from({ length: 60 }, (_, n) => row(n))
  const listed = async (list: Answerer) => {
    const { carrier, seen } = await vendor((call, count) =>
      call.path === '/organisation' ? { json: { name: 'Acme', currency: 'GBP' } } : list(call, count),
    )
    const names: string[] = []
    for await (const { externalId, price } of carrier.listOffers!()) {
      expect(price.currency).toBe('GBP')
      names.push(externalId)
    }
    return { names, calls: seen.length }
  }
  const page = ({ query }: Seen) => rows.slice((Number(query.page) - 1) * 50, Number(query.page) * 50)

  test('of all pages are listed once', async () => {
    expect((await listed((call) => ({ json: { bundles: page(call) } }))).names).toEqual(
      rows.map(({ name }) => name),
    )
  })

  test('of a server that ignores paging are listed once, and it is not asked for ever', async () => {
    const { names, calls } = await listed(() => ({ json: rows }))
    expect(names).toHaveLength(60)
    expect(calls).toBe(3)
  })

  test('stop with an error when a page fails: half a list is no list', async () => {
    const error = await failure(
      listed((call) => (call.query.page === '2' ? { status: 500, json: {} } : { json: page(call) })),
    )
    expect(error).toMatchObject({ kind: 'provider_unavailable', isRetryable: true })
  })
})

test('networks are asked for by country, or all at once', async () => {
  const { carrier, seen } = await vendor(() => ({ json: { countryNetworks: [] } }))
  await carrier.listNetworks?.(['GB', 'US'])
  await carrier.listNetworks?.([])
  expect(seen.map(({ query }) => query)).toEqual([{ isos: 'GB,US' }, { returnAll: 'true' }])
})

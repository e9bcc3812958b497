import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { money } from '@/lib/core/money'
import type { TelecomError } from '../../provider'
import { esimGo } from './index'

const apiKey = 'fake-esim-go-key'
const iccid = '8944538532008160222'
const bundle = 'esim_1GB_7D_GB_V2'

type Seen = { method: string; path: string; query: Record<string, string>; body: unknown }
type Reply =
  | { status?: number; headers?: Record<string, string>; json?: unknown; text?: string }
  | 'hang'
  | 'reset'
type Answerer = (seen: Seen, count: number) => Reply

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return
  if (reply === 'reset') {
    response.destroy()
    return
  }
  const { status = 200, headers = { 'content-type': 'application/json' }, json, text } = reply
  response.writeHead(status, headers).end(text ?? JSON.stringify(json))
}

/** A server as strict as the vendor: the key in its header, JSON accepted and sent, no body with GET and DELETE. */
async function vendor(answerer: Answerer, version = 'v2.5') {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://vendor')
    const text = await bodyOf(request)
    const { 'x-api-key': key, accept, 'content-type': type } = request.headers
    const wrong =
      key !== apiKey || !pathname.startsWith(`/${version}/`) || accept !== 'application/json'
        ? 'access denied'
        : text && type !== 'application/json' && 'content type'
    if (wrong) return answer(response, { status: 403, json: { message: wrong } })
    const call = {
      method: request.method ?? '',
      path: pathname.slice(version.length + 1),
      query: Object.fromEntries(searchParams),
      body: text ? JSON.parse(text) : undefined,
    }
    seen.push(call)
    answer(response, answerer(call, seen.length))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${version}`
  return { seen, url, carrier: esimGo.connect({ apiKey }, { url, limitMs: 300 }) }
}

const failure = async (work: Promise<unknown> | undefined): Promise<TelecomError> => {
  const error = await work?.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error, 'it was expected to fail').toMatchObject({ name: 'AppError', provider: 'esim-go' })
  return error as TelecomError
}

const placed = (iccids: string[] = [iccid]) => ({
  order: [
    {
      esims: iccids.map((each) => ({ iccid: each, matchingId: 'M-1', smdpAddress: 'smdp.sandbox.test' })),
      type: 'bundle',
      item: bundle,
      iccids,
      quantity: 1,
    },
  ],
  total: 2.28,
  currency: 'USD',
  status: 'completed',
  orderReference: 'order-1',
  createdDate: '2026-01-01T12:00:00Z',
  assigned: true,
})

const order = { offerId: bundle, reference: 'prv_1' }

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

describe('a dry run', () => {
  test('asks without buying, and says the price', async () => {
    const { carrier, seen } = await vendor(() => ({ json: { total: 4.56, valid: true, currency: 'USD' } }))
    expect(await carrier.quote?.({ offerId: bundle, quantity: 2 })).toEqual({
      valid: true,
      total: money(456n, 'USD'),
    })
    expect(seen[0]?.body).toEqual({
      type: 'validate',
      assign: true,
      order: [{ type: 'bundle', quantity: 2, item: bundle, allowReassign: false }],
    })
  })

  test.each([
    [400, 'Insufficient balance', 'Add credit'],
    [403, 'user does not have any available Bundles left', 'none of this bundle left'],
    [400, 'bundle not found', 'does not know'],
  ])('that is refused (%s %s) says why', async (status, message, reason) => {
    const { carrier } = await vendor(() => ({ status, json: { message } }))
    expect(await carrier.quote?.({ offerId: bundle, quantity: 1 })).toEqual({
      valid: false,
      reason: expect.stringContaining(reason),
    })
  })

  test('that gets no answer bought nothing, and may be tried again', async () => {
    const { carrier } = await vendor(() => 'reset')
    const error = await failure(carrier.quote?.({ offerId: bundle, quantity: 1 }))
    expect(error).toMatchObject({ kind: 'provider_unavailable', isRetryable: true })
  })

  test('with a broken key is no answer', async () => {
    const { carrier } = await vendor(() => ({ status: 401, text: 'Unauthorized' }))
    expect((await failure(carrier.quote?.({ offerId: bundle, quantity: 1 }))).kind).toBe('auth')
  })
})

describe('a purchase', () => {
  test('buys one bundle on one new eSIM', async () => {
    const { carrier, seen } = await vendor(() => ({ json: placed() }))
    expect(await carrier.order?.(order)).toMatchObject({
      orderId: 'order-1',
      iccids: [iccid],
      profiles: [{ lpa: 'LPA:1$smdp.sandbox.test$M-1' }],
    })
    expect(seen).toEqual([
      {
        method: 'POST',
        path: '/orders',
        query: {},
        body: {
          type: 'transaction',
          assign: true,
          order: [{ type: 'bundle', quantity: 1, item: bundle, allowReassign: false }],
        },
      },
    ])
  })

  test.each<[string, Reply]>([
    ['does not come', 'hang'],
    ['breaks off', 'reset'],
    ['is a failure of theirs', { status: 500, json: { message: 'oops' } }],
    ['says that it is processing', { status: 503, headers: { 'retry-after': '7' }, text: '' }],
    ['is half of one', { text: '{"order":[' }],
    ['has no order number', { json: { total: 2.28 } }],
  ])('whose answer %s has an outcome that nobody knows, and is never sent twice', async (_how, reply) => {
    const { carrier, seen } = await vendor(() => reply)
    expect(await failure(carrier.order?.(order))).toMatchObject({
      kind: 'unknown_outcome',
      isRetryable: false,
    })
    expect(seen).toHaveLength(1)
  })

  test('that is still processing says when to look again', async () => {
    const { carrier } = await vendor(() => ({ status: 503, headers: { 'retry-after': '7' }, text: '' }))
    expect((await failure(carrier.order?.(order))).retryAfterMs).toBe(7000)
  })

  test('that could not be sent was not made, and may be tried again', async () => {
    const { carrier } = await vendor(() => 'hang')
    for (const close of open.splice(0)) close()
    expect(await failure(carrier.order?.(order))).toMatchObject({
      kind: 'provider_unavailable',
      isRetryable: true,
    })
  })

  test.each([
    [429, 'Too Many Requests', 'rate_limited', true],
    [400, 'insufficient funds', 'insufficient_balance', false],
    [403, 'no bundles left', 'out_of_stock', false],
    [400, 'order is malformed', 'validation', false],
    [401, '', 'auth', false],
  ])('refused with %s "%s" is %s', async (status, message, kind, isRetryable) => {
    const { carrier } = await vendor(() => ({ status, json: { message } }))
    expect(await failure(carrier.order?.(order))).toMatchObject({ kind, isRetryable, httpStatus: status })
  })

  test('that got lost is found among the orders since then, whatever the page', async () => {
    const since = new Date('2026-01-01T11:59:00Z')
    const orders = Array.from({ length: 13 }, (_, n) => ({
      ...placed([`89445385320081602${n + 10}`]),
      orderReference: `order-${n}`,
      createdDate: n === 12 ? '2026-01-01T11:00:00Z' : '2026-01-01T12:00:00Z',
    }))
    const { carrier, seen } = await vendor(({ query }) => ({
      json: orders.slice((Number(query.page) - 1) * 10, Number(query.page) * 10),
    }))
    const found = await carrier.findOrders?.(since)
    expect(found?.map(({ orderId }) => orderId)).toEqual(
      orders.slice(0, 12).map((each) => each.orderReference),
    )
    expect(found?.[0]).toMatchObject({ offerId: bundle, quantity: 1, iccids: ['8944538532008160210'] })
    expect(seen[0]?.query).toEqual({
      includeIccids: 'true',
      page: '1',
      limit: '10',
      createdAt: 'gte:2026-01-01T11:59:00.000Z',
    })
  })

  test('is not taken for absent when the list of orders cannot be read', async () => {
    const { carrier } = await vendor(() => ({ json: { message: 'maintenance' } }))
    expect((await failure(carrier.findOrders?.(new Date()))).kind).toBe('provider_unavailable')
  })
})

describe('an activation code', () => {
  const rows = [
    { iccid, matchingId: 'M-1', smdpAddress: 'https://smdp.sandbox.test/', profileStatus: 'Released' },
  ]

  test.each([
    ['a list', { json: rows }],
    ['a single row', { json: rows[0] }],
    ['a list below a name', { json: { assignments: rows } }],
    ['an ICCID in digits', { text: JSON.stringify(rows).replace(`"${iccid}"`, iccid) }],
    [
      'CSV',
      {
        headers: { 'content-type': 'text/csv' },
        text: `\ufeffICCID,Matching ID,RSP URL,Bundle,Reference\r\n${iccid},M-1,smdp.sandbox.test,${bundle},order-1\r\n`,
      },
    ],
    [
      'CSV with quotes and another title',
      {
        headers: { 'content-type': 'application/octet-stream' },
        text: `"ICCID","Matching ID","SM-DP+ Address"\n"${iccid}","M-1","smdp.sandbox.test"\n`,
      },
    ],
  ])('is read from %s', async (_form, reply) => {
    const { carrier, seen } = await vendor(() => reply)
    expect(await carrier.fetchActivation?.('order-1')).toMatchObject({
      status: 'ready',
      profiles: [{ iccid, lpa: 'LPA:1$smdp.sandbox.test$M-1', matchingId: 'M-1' }],
    })
    expect(seen[0]).toMatchObject({ path: '/esims/assignments', query: { reference: 'order-1' } })
  })

  test.each<[string, Reply, number]>([
    [
      'is still made',
      { status: 503, headers: { 'retry-after': '3' }, json: { message: 'processing' } },
      3000,
    ],
    ['has no row yet', { json: [] }, 5000],
    ['is there for one of two eSIMs', { json: [rows[0], { iccid: '8944538532008160999' }] }, 5000],
    ['has no matching ID yet', { json: [{ ...rows[0], matchingId: '' }] }, 5000],
  ])('that %s is not ready, and says when to ask again', async (_why, reply, retryAfterMs) => {
    const { carrier } = await vendor(() => reply)
    expect(await carrier.fetchActivation?.('order-1')).toEqual({ status: 'not ready', retryAfterMs })
  })

  test('comes with the install links of the version', async () => {
    const links = { appleInstallUrl: 'https://apple.test/x', androidInstallUrl: 'https://android.test/x' }
    const { carrier, seen } = await vendor(() => ({ json: [{ ...rows[0], ...links }] }))
    expect(await carrier.fetchActivation?.('order-1')).toMatchObject({
      profiles: [{ appleUrl: 'https://apple.test/x', androidUrl: 'https://android.test/x' }],
    })
    expect(seen[0]?.query.additionalFields).toBe('installUrl')
    const old = await vendor(() => ({ json: rows }), 'v2.4')
    await old.carrier.fetchActivation?.('order-1')
    expect(old.seen[0]?.query.additionalFields).toBe('appleInstallUrl')
  })

  test('that no phone takes is an error, not a QR code', async () => {
    const { carrier } = await vendor(() => ({ json: [{ ...rows[0], matchingId: 'a b' }] }))
    expect((await failure(carrier.fetchActivation?.('order-1'))).kind).toBe('provider_unavailable')
  })

  test('of an order that is not ours is an error, not a wait', async () => {
    const { carrier } = await vendor(() => ({ status: 400, json: { message: 'reference not found' } }))
    expect((await failure(carrier.fetchActivation?.('order-1'))).kind).toBe('not_found')
  })
})

describe('a top-up', () => {
  const topUp = { iccid, offerId: bundle, reference: 'prv_2' }

  test('lands on the eSIM in use', async () => {
    const { carrier, seen } = await vendor(() => ({ json: placed() }))
    expect(await carrier.topUp?.(topUp)).toMatchObject({ orderId: 'order-1', iccid })
    expect(seen[0]?.body).toEqual({
      type: 'transaction',
      assign: true,
      order: [{ type: 'bundle', quantity: 1, item: bundle, iccids: [iccid], allowReassign: false }],
    })
  })

  test('that landed on a new eSIM says on which, with its code', async () => {
    const { carrier, seen } = await vendor(() => ({ json: placed(['8944538532008160999']) }))
    expect(await carrier.topUp?.({ ...topUp, allowNewSim: true })).toMatchObject({
      iccid: '8944538532008160999',
      profile: { lpa: 'LPA:1$smdp.sandbox.test$M-1' },
    })
    expect(seen[0]?.body).toMatchObject({ order: [{ allowReassign: true }] })
  })

  test('that may have landed anywhere is not claimed to be on the old eSIM', async () => {
    const { carrier } = await vendor(() => ({ json: placed([]) }))
    expect(await carrier.topUp?.(topUp)).toMatchObject({ iccid })
    const error = await failure(carrier.topUp?.({ ...topUp, allowNewSim: true }))
    expect(error).toMatchObject({ kind: 'unknown_outcome' })
    expect(error.message).toContain('order-1')
  })

  test('that does not fit is refused as such', async () => {
    const { carrier } = await vendor(() => ({
      status: 400,
      json: { message: 'bundle incompatible with eSIM' },
    }))
    expect((await failure(carrier.topUp?.(topUp))).kind).toBe('not_compatible')
  })

  test('can be asked for first', async () => {
    const { carrier, seen } = await vendor(() => ({ json: { compatible: false } }))
    expect(await carrier.isCompatible?.(iccid, 'a/b')).toBe(false)
    expect(seen[0]?.path).toBe(`/esims/${iccid}/compatible/a%2Fb`)
  })
})

describe('an eSIM', () => {
  test('carries our reference', async () => {
    const { carrier, seen } = await vendor(() => ({ json: { status: 'success' } }))
    await carrier.tag?.(iccid, 'prv_1')
    expect(seen).toEqual([
      { method: 'PUT', path: '/esims', query: {}, body: { iccid, customerRef: 'prv_1' } },
    ])
  })

  test('of somebody else is none of ours', async () => {
    const { carrier } = await vendor(() => ({ status: 403, json: { message: 'not accessible by the user' } }))
    expect((await failure(carrier.fetchProfile?.(iccid))).kind).toBe('permission')
  })

  test('shows its bundles, used ones too', async () => {
    const { carrier, seen } = await vendor(() => ({ json: { bundles: [] } }))
    expect(await carrier.listBundles?.(iccid)).toEqual([])
    expect(seen[0]).toMatchObject({
      path: `/esims/${iccid}/bundles`,
      query: { includeUsed: 'true', limit: '200' },
    })
  })

  test('is suspended and resumed', async () => {
    const { carrier, seen } = await vendor(() => ({ status: 201, json: { status: 'ok' } }))
    await carrier.suspend?.(iccid)
    await carrier.resume?.(iccid)
    expect(seen).toEqual(
      [true, false].map((suspend) => ({
        method: 'POST',
        path: `/esims/${iccid}/suspend`,
        query: {},
        body: { suspend },
      })),
    )
  })

  test('gives back the very bundle that was meant', async () => {
    const { carrier, seen } = await vendor(() => ({
      json: { status: 'Successfully Revoked Bundle, bundle has been refunded to inventory' },
    }))
    expect(await carrier.revoke?.({ iccid, bundle: { id: '215009266', name: bundle } })).toEqual({
      refunded: 'inventory',
    })
    expect(seen).toEqual([
      {
        method: 'DELETE',
        path: `/esims/${iccid}/bundles/${bundle}/assignments/215009266`,
        query: { type: 'transaction' },
        body: undefined,
      },
    ])
  })

  test('whose bundle may or may not be given back says that nobody knows', async () => {
    const { carrier } = await vendor(() => 'reset')
    const error = await failure(carrier.revoke?.({ iccid, bundle: { id: '1', name: bundle } }))
    expect(error.kind).toBe('unknown_outcome')
  })

  test('that is asked about too often or too early says when to come back', async () => {
    const { carrier } = await vendor((_call, count) => ({
      status: count === 1 ? 429 : 503,
      headers: { 'retry-after': '2' },
      json: { message: '' },
    }))
    const facts = { retryAfterMs: 2000, isRetryable: true, code: 'unavailable' }
    expect(await failure(carrier.location?.(iccid))).toMatchObject({ kind: 'rate_limited', ...facts })
    expect(await failure(carrier.location?.(iccid))).toMatchObject({ kind: 'not_ready', ...facts })
  })
})

test('networks are asked for by country, or all at once', async () => {
  const { carrier, seen } = await vendor(() => ({ json: { countryNetworks: [] } }))
  await carrier.listNetworks?.(['GB', 'US'])
  await carrier.listNetworks?.([])
  expect(seen.map(({ query }) => query)).toEqual([{ isos: 'GB,US' }, { returnAll: 'true' }])
})

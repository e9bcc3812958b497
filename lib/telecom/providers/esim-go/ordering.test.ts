import { afterEach, describe, expect, test } from 'vitest'
import { money } from '@/lib/core/money'
import { bundle, closeVendors, failure, iccid, type Reply, vendor } from './fixtures/strict-server'

afterEach(closeVendors)

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

  test('of a supplier that is silent is given up at the limit of the one who waits', async () => {
    const { carrier } = await vendor(() => 'hang', 'v2.5', 300)
    const error = await failure(carrier.quote?.({ offerId: bundle, quantity: 1 }))
    expect(error.kind).toBe('provider_unavailable')
  }, 5_000)

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
    ['says that it took too long', { status: 408, json: { message: 'timeout' } }],
    ['is half of one', { text: '{"order":[' }],
    ['has no order number', { json: { total: 2.28 } }],
  ])('whose answer %s has an outcome that nobody knows, and is never sent twice', async (_how, reply) => {
    const { carrier, seen } = await vendor(() => reply, 'v2.5', 1_000)
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
    closeVendors()
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
    const since = new Date('2026-01-01T12:00:00.900Z')
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
      createdAt: 'gte:2026-01-01T12:00:00.000Z',
    })
  })

  test('is not taken for absent when the list of orders cannot be read', async () => {
    const { carrier } = await vendor(() => ({ json: { message: 'maintenance' } }))
    expect((await failure(carrier.findOrders?.(new Date()))).kind).toBe('provider_unavailable')
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

import { expect, test } from 'vitest'
import { parseActivationCode } from '@/lib/core/activation-code'
import { hasLuhn } from '@/lib/core/luhn'
import { fr, open } from './caller'

test('a dry run tells the price and takes nothing; a purchase takes it from this key’s balance alone', async () => {
  const { url, call, order } = await open()
  const quote = await order(fr, { quantity: 2 }, { type: 'validate' })
  expect(quote.body).toMatchObject({
    valid: true,
    total: 2.7,
    currency: 'USD',
    assigned: true,
    order: [{ subTotal: 2.7, pricePerUnit: 1.35 }],
  })
  expect((await call('GET', '/organisation')).body).toMatchObject({ balance: 10_000, currency: 'USD' })
  expect((await call('GET', '/orders')).body).toEqual([])
  await order(fr)
  expect((await call('GET', '/organisation')).body.balance).toBe(9_998.65)
  const stranger = await fetch(`${url}/esim-go/v2.5/organisation`, {
    headers: { 'X-API-Key': 'sbx_esimgo_other' },
  })
  expect((await stranger.json()).balance).toBe(10_000)
})

test('a purchase gives a profile that could be installed: ICCID with check digit, matching ID, SM-DP+ host', async () => {
  const { call, order } = await open()
  const { body } = await order(fr)
  expect(body).toMatchObject({
    status: 'completed',
    assigned: true,
    orderReference: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  const [{ iccid, matchingId, smdpAddress }] = body.order[0].esims
  expect(iccid).toMatch(/^8900\d{15}$/)
  expect(hasLuhn(iccid)).toBe(true)
  expect(parseActivationCode(`LPA:1$${smdpAddress}$${matchingId}`)).toMatchObject({
    smdpAddress: 'smdp.sandbox.test',
  })
  expect((await call('GET', `/esims/${iccid}`)).body).toMatchObject({
    profileStatus: 'Released',
    matchingId,
    state: 'Active',
  })
  expect((await call('GET', `/orders/${body.orderReference}`)).body).toEqual(body)
})

test.each([
  ['a bundle that does not exist', { item: 'esim_1GB_7D_XX_V2' }, {}],
  ['an ICCID that is not theirs', { iccids: ['8944538532008160222'] }, {}],
  ['no quantity', { quantity: 0 }, {}],
  ['another type', {}, { type: 'gift' }],
  ['what is out of stock', { item: 'esim_1GB_7D_SBXOUTOFSTOCK_V2' }, {}],
  ['what the balance does not cover', { item: 'esim_1GB_7D_SBXNOBALANCE_V2' }, {}],
  ['more than the balance', { quantity: 8000 }, {}],
])('an order of %s is refused and costs nothing', async (_what, line, head) => {
  const { call, order } = await open()
  const { status, body } = await order(fr, line, head)
  expect(status).toBe(400)
  expect(body.message).toEqual(expect.any(String))
  expect((await call('GET', '/organisation')).body.balance).toBe(10_000)
})

test.each([
  ['more bundles than ICCIDs', { quantity: 2 }, {}],
  ['ICCIDs without assign', {}, { assign: false }],
])('a top-up with %s is refused', async (_what, line, head) => {
  const { call, order, buy } = await open()
  const iccids = [await buy()]
  expect((await order(fr, { iccids, ...line }, head)).status).toBe(400)
  expect((await call('GET', '/orders')).body).toHaveLength(1)
})

test.each([
  ['more than five bundles', fr, 6, 5],
  ['a slow bundle', 'esim_1GB_7D_SBXSLOW_V2', 1, 60],
])('an order of %s is processed later', async (_what, item, quantity, seconds) => {
  const { call, tell, order } = await open()
  const { body } = await order(item, { quantity })
  expect(body).toMatchObject({ status: 'processing' })
  await tell('clock', { advance_s: seconds - 2 })
  expect((await call('GET', `/esims/assignments?reference=${body.orderReference}`)).status).toBe(503)
  await tell('clock', { advance_s: 6 })
  const done = (await call('GET', `/orders/${body.orderReference}`)).body
  expect([done.status, done.order[0].iccids.length]).toEqual(['completed', quantity])
  expect((await call('GET', `/esims/assignments?reference=${body.orderReference}`)).body).toHaveLength(
    quantity,
  )
})

test('a lost order is found by its time, with its ICCIDs when asked', async () => {
  const { call, tell, order } = await open()
  await order(fr)
  await tell('clock', { advance_s: 3_600 })
  const { createdDate, orderReference } = (await order('esim_3GB_30D_JP_V2')).body
  const since = (await call('GET', `/orders?createdAt=gte:${createdDate}`)).body
  expect(since).toMatchObject([{ orderReference, order: [{ item: 'esim_3GB_30D_JP_V2', quantity: 1 }] }])
  expect(since[0].order[0].iccids).toBeUndefined()
  const before = (
    await call(
      'GET',
      `/orders?includeIccids=true&createdAt=lte:${new Date(Date.parse(createdDate) - 1000).toISOString()}`,
    )
  ).body
  expect(before[0].order[0].iccids).toHaveLength(1)
  expect((await call('GET', '/orders?limit=1&page=2')).body[0].order[0].item).toBe(fr)
  expect((await call('GET', '/orders?createdAt=yesterday')).status).toBe(400)
})

test('a top-up lands on the same eSIM; one that does not fit lands on a new one, only when allowed', async () => {
  const { call, order, buy } = await open()
  const iccid = await buy()
  expect((await order(fr, { iccids: [iccid] })).body.order[0].iccids).toEqual([iccid])
  const other = 'esim_1GB_7D_SBXICCIDCHANGE_V2'
  expect((await call('GET', `/esims/${iccid}/compatible/${other}`)).body).toEqual({ compatible: false })
  expect((await call('GET', `/esims/${iccid}/compatible/${fr}`)).body).toEqual({ compatible: true })
  expect((await order(other, { iccids: [iccid] })).status).toBe(400)
  const moved = (await order(other, { iccids: [iccid], allowReassign: true })).body.order[0].iccids
  expect(moved).toHaveLength(1)
  expect(moved).not.toEqual([iccid])
})

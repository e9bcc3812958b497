import { beforeEach, expect, test } from 'vitest'
import { openapi } from '@/lib/api/openapi'
import { operations } from '@/lib/api/operations'
import { newId } from '@/lib/core/id'
import { checkOut } from '@/lib/orders/checkout'
import { type ApiScope, makeApiKey, revokeApiKey } from '@/lib/tenancy/api-keys'
import type { Context } from '@/lib/tenancy/context'
import { makeCheckoutInput, makeMember, makeShop, makeTenant } from '@/lib/testing/make'
import { only } from './api'
import { rest } from './rest'

let ctx: Context
beforeEach(async () => {
  ctx = await makeTenant()
})

const keyFor = async (who: Context, scopes: ApiScope[] = ['payments:read']) =>
  makeApiKey(who, { name: 'A program', scopes, expiresOn: undefined })

async function call(path: string, key?: string, init: RequestInit = {}) {
  const headers = { 'idempotency-key': newId('key'), ...(key && { authorization: `Bearer ${key}` }) }
  const response = await rest(new Request(`http://localhost/api/v1${path}`, { ...init, headers }))
  const { status, headers: told } = response
  return { status, type: told.get('content-type'), allow: told.get('allow'), body: await response.json() }
}

const get = (path: string, key?: string) => call(path, key)
const post = (path: string, key: string, body: unknown) =>
  call(path, key, { method: 'POST', body: JSON.stringify(body) })

async function placeOrder() {
  const shop = await makeShop(ctx)
  const at = { tenantId: ctx.tenantId, id: shop.store.id }
  return checkOut(at, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'test' })
}

test('a program sees the payments of its organization with a key, money in minor units', async () => {
  const { paymentId, orderId } = await placeOrder()
  const { key } = await keyFor(ctx)
  const { status, body } = await get('/transactions?limit=1', key)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    next: null,
    data: [{ id: paymentId, order_id: orderId, amount: { amount: 900, currency: 'EUR' }, mode: 'test' }],
  })
  expect((await get(`/transactions/${paymentId}`, key)).body.id).toBe(paymentId)
})

test('the key of a stranger finds nothing of it', async () => {
  const { paymentId } = await placeOrder()
  const { key } = await keyFor(await makeTenant())
  expect((await get('/transactions', key)).body.data).toEqual([])
  expect((await get(`/transactions/${paymentId}`, key)).status).toBe(404)
})

test('without a key, with a revoked one and without the scope it is refused, as a problem that says why', async () => {
  const { id, key } = await keyFor(ctx)
  for (const wrong of [undefined, 'sk_simyard_fake', `${key}x`])
    expect(await get('/transactions', wrong)).toMatchObject({
      status: 401,
      type: 'application/problem+json',
      body: { title: 'unauthenticated', detail: expect.stringContaining('Authorization: Bearer') },
    })
  const other = await keyFor(ctx, ['wallets:read'])
  expect(await get('/transactions', other.key)).toMatchObject({
    status: 403,
    body: { title: 'forbidden', detail: expect.stringContaining('payments:read') },
  })
  await revokeApiKey(ctx, id)
  expect((await get('/transactions', key)).status).toBe(401)
})

test('nobody gives a key rights that he lacks, and support makes none', async () => {
  const support = await makeMember(ctx.tenantId, 'support')
  await expect(keyFor(support)).rejects.toMatchObject({ code: 'forbidden' })
  const stranger = await makeTenant()
  const { id } = await keyFor(ctx)
  await expect(revokeApiKey(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
})

test('what is wrong with a query is said at its field, an unknown path leads to the description', async () => {
  const { key } = await keyFor(ctx)
  const told = 'limit must be a whole number from 1 to 200; left out, it is 50.'
  for (const limit of ['201', '0', '1.5', 'many', '1&limit=2'])
    expect(await get(`/transactions?limit=${limit}`, key)).toMatchObject({
      status: 400,
      body: { detail: told, fields: { limit: [told] } },
    })
  expect((await get('/transactions?mode=real&since=yesterday&status=a&status=b', key)).body.fields).toEqual({
    mode: ['mode must be one of test, live.'],
    since: ['since must be a day such as 2026-11-28.'],
    status: ['status may be given only once.'],
  })
  expect((await get('/nothing', key)).body.detail).toContain('openapi.json')
})

test('a known path says to a wrong method which ones it has', async () => {
  const { key } = await keyFor(ctx)
  for (const method of ['PUT', 'DELETE', 'POST'])
    expect(await call('/transactions', key, { method })).toMatchObject({
      status: 405,
      allow: 'GET',
      body: { title: 'method_not_allowed', detail: '/transactions knows only GET.' },
    })
  const elsewhere = await only('GET', 'POST')(new Request('http://localhost/api/v1/balance/refill'))
  expect([elsewhere.status, elsewhere.headers.get('allow')]).toEqual([405, 'GET, POST'])
})

test('a field that no call knows is refused by its name, as its description says', async () => {
  const { key } = await keyFor(ctx, ['wallets:refill', 'wallets:write'])
  const amount = { amount: 900, currency: 'EUR' }
  const known = 'there are amount, method, reference, comment.'
  const refill = (more: object) =>
    post('/wallets/wal_none/refills', key, { method: 'received', amount, ...more })
  expect(await refill({ ammount: 1 })).toMatchObject({
    status: 400,
    body: { detail: `There is no field ammount; ${known}` },
  })
  expect((await refill({ a: 1, b: 1 })).body.detail).toBe(`There are no fields a, b; ${known}`)
  expect((await refill({ amount: { ...amount, unit: 1 } })).body.detail).toBe(
    'There is no field amount.unit; there are amount, currency.',
  )
  expect((await refill({})).status).toBe(404)
  expect((await post('/refills/rfl_none/reversal', key, { amount })).body.detail).toContain('takes no body')
  expect((await post('/refills/rfl_none/reversal', key, {})).status).toBe(404)

  for (const { id, body } of operations)
    if (body)
      expect(body.safeParse({ unheard: 1 }).error?.issues, id).toContainEqual(
        expect.objectContaining({ code: 'unrecognized_keys' }),
      )
  for (const name of ['RefillInput', 'RefundInput', 'MoneyInput'])
    expect(openapi().components?.schemas?.[name]).toMatchObject({ additionalProperties: false })
})

test('every call is described, with the scope that it needs', () => {
  const { paths = {} } = openapi()
  expect(paths['/transactions']?.get?.description).toContain('payments:read')
  expect(paths['/wallets/{id}/refills']?.post?.responses?.['422']).toBeDefined()
})

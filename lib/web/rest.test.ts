import { beforeEach, expect, test } from 'vitest'
import { openapi } from '@/lib/api/openapi'
import { checkOut } from '@/lib/orders/checkout'
import { type ApiScope, makeApiKey, revokeApiKey } from '@/lib/tenancy/api-keys'
import type { Context } from '@/lib/tenancy/context'
import { makeCheckoutInput, makeMember, makeShop, makeTenant } from '@/lib/testing/make'
import { rest } from './rest'

let ctx: Context
beforeEach(async () => {
  ctx = await makeTenant()
})

const keyFor = async (who: Context, scopes: ApiScope[] = ['payments:read']) =>
  makeApiKey(who, { name: 'A program', scopes, expiresOn: undefined })

async function get(path: string, key?: string) {
  const headers = key ? { authorization: `Bearer ${key}` } : undefined
  const response = await rest(new Request(`http://localhost/api/v1${path}`, { headers }))
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() }
}

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
  expect(await get('/transactions?limit=201', key)).toMatchObject({
    status: 400,
    body: { fields: { limit: [expect.any(String)] } },
  })
  expect((await get('/nothing', key)).body.detail).toContain('openapi.json')
})

test('every call is described, with the scope that it needs', () => {
  const { paths = {} } = openapi()
  expect(paths['/transactions']?.get?.description).toContain('payments:read')
  expect(paths['/wallets/{id}/refills']?.post?.responses?.['422']).toBeDefined()
})

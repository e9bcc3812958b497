import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { audits, lines } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type ApiScope, makeApiKey } from '@/lib/tenancy/api-keys'
import { makeCompany, makeTenant } from '@/lib/testing/make'
import { changeWallet, openWallet, WalletSettings } from '@/lib/wallets/open'
import { balanceRefill } from './legacy'
import { rest } from './rest'

const scopes: ApiScope[] = ['wallets:read', 'wallets:refill', 'wallets:write']

/** An organization with a company, its wallet in euros, and a program that may refill it. */
async function open(with_: ApiScope[] = scopes) {
  const ctx = await makeTenant()
  const company = await makeCompany(ctx)
  const wallet = await openWallet(ctx, { owner: company.id, currency: 'EUR', mode: 'live' })
  const { key } = await makeApiKey(ctx, { name: 'Billing', scopes: with_, expiresOn: undefined })
  const call = async (method: string, path: string, body?: unknown, idempotencyKey?: string) => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    }
    const request = new Request(`http://localhost/api/v1${path}`, {
      ...{ method, headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const response = await rest(request)
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  const refill = (idempotencyKey: string | undefined, with_: object = {}) =>
    call('POST', `/wallets/${wallet.id}/refills`, { ...received, ...with_ }, idempotencyKey)
  const balance = async () => (await call('GET', `/wallets/${wallet.id}`)).body.balance.amount
  return { ctx, company, wallet, key, call, refill, balance }
}

const received = { amount: { amount: 1_250, currency: 'EUR' }, method: 'received', comment: 'Invoice 7' }

test('a program puts money into a wallet once, however often and at once it asks', async () => {
  const { refill, balance, call, wallet } = await open()
  const first = await refill('key-1')
  expect(first).toMatchObject({ status: 201, body: { status: 'done', pay_url: null } })
  const again = await Promise.all(Array.from({ length: 5 }, () => refill('key-1')))
  for (const each of again) {
    expect(each.body).toEqual(first.body)
    expect(each.headers.get('idempotent-replayed')).toBe('true')
  }
  expect(await balance()).toBe(1_250)
  const { body } = await call('GET', `/wallets/${wallet.id}/entries`)
  expect(body).toMatchObject({
    data: [{ description: 'Refill: Invoice 7', before: { amount: 0 }, after: { amount: 1_250 } }],
    end: { amount: 1_250, currency: 'EUR' },
  })
})

test('ten equal calls at once, of which none has an answer yet, add it once', async () => {
  const { refill, balance } = await open()
  const all = await Promise.all(Array.from({ length: 10 }, () => refill('key-1')))
  expect(all.map(({ status }) => status).filter((status) => ![201, 409].includes(status))).toEqual([])
  expect(await balance()).toBe(1_250)
})

test('the same reference under another key is the same refill, with another amount a conflict', async () => {
  const { refill, balance } = await open()
  await refill('key-1', { reference: 'bank-77' })
  expect((await refill('key-2', { reference: 'bank-77' })).status).toBe(201)
  expect(await balance()).toBe(1_250)
  const other = await refill('key-3', { reference: 'bank-77', amount: { amount: 1, currency: 'EUR' } })
  expect(other.status).toBe(400)
  const more = await refill('key-4', { reference: 'bank-77', amount: { amount: 9_900, currency: 'EUR' } })
  expect(more).toMatchObject({ status: 409, body: { detail: expect.stringContaining('bank-77') } })
})

test('a reference of the refill of one wallet is none of another', async () => {
  const { ctx, call, refill, balance } = await open()
  await refill('key-1', { reference: 'bank-77' })
  const other = await openWallet(ctx, { owner: (await makeCompany(ctx)).id, currency: 'EUR', mode: 'live' })
  const again = await call(
    'POST',
    `/wallets/${other.id}/refills`,
    { ...received, reference: 'bank-77' },
    'key-2',
  )
  expect(again.status).toBe(409)
  expect(await balance()).toBe(1_250)
})

test('a reference of money that was received is none of a page to pay, nor the other way round', async () => {
  const { refill, balance } = await open()
  const [page, money] = [{ method: 'pay_page' }, { method: 'received' }]
  expect((await refill('key-1', { ...page, reference: 'bank-1' })).body.status).toBe('open')
  expect((await refill('key-2', { ...money, reference: 'bank-1' })).status).toBe(409)
  expect((await refill('key-3', { ...money, reference: 'bank-2' })).body.status).toBe('done')
  expect((await refill('key-4', { ...page, reference: 'bank-2' })).status).toBe(409)
  expect(await balance()).toBe(1_250)
})

test('whoever asks again after the wallet was switched off hears that the money is in it', async () => {
  const { ctx, wallet, refill, balance } = await open()
  const first = await refill('key-1', { reference: 'bank-1' })
  await changeWallet(ctx, WalletSettings.parse({ id: wallet.id, minimum: '0' }))
  expect((await refill('key-2', { reference: 'bank-1' })).body).toEqual(first.body)
  expect((await refill('key-3', { reference: 'bank-2' })).status).toBe(412)
  expect(await balance()).toBe(1_250)
})

test('no amount that staff can write is too large for the answers of the API', async () => {
  const { ctx, wallet, call } = await open()
  const change = (minimum: string) =>
    changeWallet(ctx, WalletSettings.parse({ id: wallet.id, minimum, isEnabled: 'on' }))
  await expect(change('-999999999999999')).rejects.toMatchObject({ code: 'invalid' })
  await change('-1000000000')
  expect((await call('GET', '/wallets')).body.data[0].minimum.amount).toBe(-100_000_000_000)
})

test('without an idempotency key no money moves, and the same key with another body is 422', async () => {
  const { refill, balance } = await open()
  expect(await refill(undefined)).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('Idempotency-Key') },
  })
  expect(await balance()).toBe(0)
  await refill('key-1')
  expect((await refill('key-1', { comment: 'Another' })).status).toBe(422)
})

test('what is wrong is said at its field: floats, other currencies, nothing at all', async () => {
  const { refill } = await open()
  for (const amount of [
    { amount: 12.5, currency: 'EUR' },
    { amount: '1250', currency: 'EUR' },
    { amount: 1_250, currency: 'eur' },
    { amount: 1_250, currency: 'USD' },
    undefined,
  ])
    expect(await refill(crypto.randomUUID(), { amount })).toMatchObject({
      status: 400,
      body: { fields: { amount: [expect.any(String)] } },
    })
})

test('a page is made where somebody pays; its address is told only with the key', async () => {
  const { call, refill, balance } = await open()
  const { body } = await refill('key-1', { method: 'pay_page' })
  expect(body).toMatchObject({ status: 'open', pay_url: expect.stringMatching(/\/pay\/[\w-]{40,}$/) })
  expect((await call('GET', `/refills/${body.id}`)).body.pay_url).toBe(body.pay_url)
  expect(await balance()).toBe(0)
})

test('what was received elsewhere is taken back once, below the minimum too; the ledger sums to zero', async () => {
  const { ctx, wallet, call, refill, balance } = await open()
  const { body } = await refill('key-1')
  await changeWallet(ctx, WalletSettings.parse({ id: wallet.id, minimum: '10.00', isEnabled: 'on' }))
  for (const key of ['back-1', 'back-2'])
    expect((await call('POST', `/refills/${body.id}/reversal`, undefined, key)).body.status).toBe('refunded')
  expect(await balance()).toBe(0)
  const all = await inTenant(ctx, (tx) => tx.select().from(lines))
  expect(all.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
  const noted = await inTenant(ctx, (tx) => tx.$count(audits, eq(audits.action, 'refill.reversed')))
  expect(noted).toBe(1)
})

test('what nobody has received cannot be taken back', async () => {
  const { call, refill, balance } = await open()
  const { body } = await refill('key-1', { method: 'pay_page' })
  const back = await call('POST', `/refills/${body.id}/reversal`, undefined, 'back-1')
  expect(back).toMatchObject({ status: 412, body: { detail: expect.stringContaining('Refund the payment') } })
  expect([await balance(), (await call('GET', `/refills/${body.id}`)).body.status]).toEqual([0, 'open'])
})

test('a stranger finds neither wallet nor refill, and adds nothing', async () => {
  const [mine, stranger] = [await open(), await open()]
  const { body } = await mine.refill('key-1')
  expect((await stranger.call('GET', `/wallets/${mine.wallet.id}`)).status).toBe(404)
  expect((await stranger.call('GET', `/refills/${body.id}`)).status).toBe(404)
  const theirs = await stranger.call('POST', `/wallets/${mine.wallet.id}/refills`, received, 'key-1')
  expect(theirs.status).toBe(404)
  expect((await stranger.call('POST', `/refills/${body.id}/reversal`, undefined, 'k')).status).toBe(404)
  expect((await stranger.call('GET', '/wallets')).body.data.map(({ id }: { id: string }) => id)).toEqual([
    stranger.wallet.id,
  ])
  expect(await mine.balance()).toBe(1_250)
})

test('a key that may only read adds nothing, one that may refill has no money received', async () => {
  const reader = await open(['wallets:read'])
  expect((await reader.refill('key-1')).status).toBe(403)
  const page = await open(['wallets:read', 'wallets:refill'])
  expect((await page.refill('key-1')).status).toBe(403)
  expect((await page.refill('key-2', { method: 'pay_page' })).status).toBe(201)
})

const legacy = async (fields: Record<string, string>, method = 'POST') => {
  const query = new URLSearchParams(fields)
  const request =
    method === 'GET'
      ? new Request(`http://localhost/api/v1/balance/refill?${query}`)
      : new Request('http://localhost/api/v1/balance/refill', { method, body: query })
  const response = await balanceRefill(request)
  return { status: response.status, body: await response.json() }
}

test('a gateway written for Navixy refills by company, and a repeated call adds nothing', async () => {
  const { company, key, balance } = await open()
  const fields = { hash: key, user_id: company.id, amount: '12.50', comment: 'Order 991' }
  for (const _ of [1, 2, 3]) expect(await legacy(fields)).toEqual({ status: 200, body: { success: true } })
  expect(await balance()).toBe(1_250)
  expect((await legacy({ ...fields, amount: '13.00' })).body).toMatchObject({
    success: false,
    status: { code: 7, description: expect.stringContaining('another refill') },
  })
})

test('the old form by GET needs the scope for it; without a comment, a wallet or a key it is refused', async () => {
  const { company, key } = await open()
  const fields = { hash: key, user_id: company.id, amount: '12.50', comment: 'Order 991' }
  expect((await legacy(fields, 'GET')).body.status.code).toBe(13)
  expect((await legacy({ ...fields, comment: '' })).body.status.description).toContain('comment')
  expect((await legacy({ ...fields, user_id: 'com_nobody' })).body.status.code).toBe(201)
  expect((await legacy({ ...fields, hash: 'sk_simyard_fake' })).body.status.code).toBe(3)
  expect((await legacy({ ...fields, amount: '-5' })).body.success).toBe(false)
  const link = await open(['wallets:legacy'])
  const byLink = { hash: link.key, user_id: link.wallet.id, amount: '5', comment: 'Order 1' }
  expect((await legacy(byLink, 'GET')).body).toEqual({ success: true })
})

test('a body without end is read no further than a call may be long, also of who is not known', async () => {
  const { key, wallet } = await open()
  const headers = { authorization: `Bearer ${key}`, 'idempotency-key': 'key-1' }
  const doors = [
    { url: 'http://localhost/api/v1/balance/refill', answer: balanceRefill, most: 64 * 1024 },
    { url: `http://localhost/api/v1/wallets/${wallet.id}/refills`, answer: rest, most: 512 * 1024 },
  ]
  for (const { url, answer, most } of doors) {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(stream) {
        sent += 16_384
        if (sent > 8 * 1024 * 1024) stream.close()
        else stream.enqueue(new Uint8Array(16_384))
      },
    })
    const request = new Request(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    expect((await answer(request)).status).toBe(413)
    expect(sent).toBeLessThan(most)
  }
})

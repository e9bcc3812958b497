import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { notices, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AlertQuery, listAlerts } from '@/lib/alerts/list'
import { newToken } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { receivePayment, receiveQuery } from '@/lib/inbox/receive'
import { fulfilOrder } from '@/lib/orders/jobs'
import { askForRefund } from '@/lib/refunds/ask'
import { approveRefund } from '@/lib/refunds/decide'
import { requestRefund } from '@/lib/refunds/request'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { queryWebhook, webhook } from '@/lib/web/webhook'
import { beginPurchase, payAgain } from './begin'
import { comeBack, lookAtOrder } from './come-back'

const from = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, settlePayment, handleNotice, submitRefund]
const [byPost, byGet] = [webhook(receivePayment), queryWebhook(receiveQuery)]

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')
const nowSeconds = () => Math.floor(Date.now() / 1000)

type Call = Record<string, string>
type Sent = { at?: number; secret?: string; key?: string; headers?: Record<string, string>; form?: boolean }

/** A shop whose buyers pay at https://pay.example.test, and what that page can send back. */
async function begin({ legacy = '', stock = 2 } = {}) {
  const ctx = await makeTenant()
  const webhookKey = newToken()
  const secret = `fake-${newToken()}`
  const plain = {
    title: 'Acme Pay',
    paymentUrl: 'https://pay.example.test/go?shop=7',
    secret,
    mode: 'test',
    legacy,
  }
  const shop = await makeShop(ctx, {
    psp: { provider: 'custom', name: 'Acme', endpoint: '', plain, webhookKey },
    stock,
  })
  const input = makeCheckoutInput(shop)
  const begun = await beginPurchase(shop.store, input, from)
  const rows = () => inTenant(ctx, (tx) => tx.select().from(payments).orderBy(payments.id))
  const [payment] = await rows()
  const id = payment!.id

  /** A call-back as the documentation describes it; `sent` bends it. */
  async function call(with_: Call = {}, sent: Sent = {}) {
    const said = { id, reference: 'T-1', status: 'paid', amount: '9.00', currency: 'EUR', ...with_ }
    const body = sent.form ? new URLSearchParams(said).toString() : JSON.stringify(said)
    const at = sent.at ?? nowSeconds()
    const signature = `t=${at},v1=${hmac(sent.secret ?? secret, `${at}.${body}`)}`
    const headers = sent.headers ?? { 'Simyard-Signature': signature }
    const request = new Request('http://localhost/', { method: 'POST', body, headers })
    const answer = await byPost(request, { params: Promise.resolve({ key: sent.key ?? webhookKey }) })
    const text = await answer.text()
    return { status: answer.status, ...(text && (JSON.parse(text) as { detail?: string })) }
  }

  async function get(query: Call) {
    const request = new Request(`http://localhost/?${new URLSearchParams(query)}`)
    return (await byGet(request, { params: Promise.resolve({ key: webhookKey }) })).status
  }

  const see = async () => {
    await runJobs(jobs)
    return (await lookAtOrder(shop.store, begun.token, 'visit'))!
  }
  return { ctx, shop, input, ...begun, id, secret, webhookKey, rows, call, get, see }
}

test('the buyer is sent to the page with a signed address that ends in an hour', async () => {
  const { redirectUrl, id, secret } = await begin()
  const url = new URL(redirectUrl!)
  expect(`${url.origin}${url.pathname}`).toBe('https://pay.example.test/go')
  const { sig, ts, exp, return_url, ...said } = Object.fromEntries(url.searchParams)
  expect(said).toEqual({
    shop: '7',
    id,
    amount: '9.00',
    currency: 'EUR',
    description: 'Greece 5 GB',
    mode: 'test',
  })
  expect(return_url).toMatch(/^http:\/\/localhost:3000\/store\/.+\/return$/)
  expect(Math.abs(Number(ts) - nowSeconds())).toBeLessThan(10)
  expect(Number(exp) - Number(ts)).toBe(3_600)
  const lines = Object.entries({ ...said, ts, exp, return_url }).map(([name, value]) => `${name}=${value}`)
  expect(sig).toBe(hmac(secret, lines.sort().join('\n')))
})

test('a signed call delivers once, however often it comes', async () => {
  const order = await begin()
  expect(await Promise.all(Array.from({ length: 5 }, () => order.call()))).toEqual(
    Array.from({ length: 5 }, () => ({ status: 200 })),
  )
  expect((await order.see()).stage).toBe('ready')
  expect(await order.call()).toMatchObject({ status: 200 })
  expect((await order.see()).stage).toBe('ready')
  expect(await order.rows()).toMatchObject([{ status: 'paid', received: 900n, mismatch: null }])
  expect(await inTenant(order.ctx, (tx) => tx.$count(notices))).toBe(1)
})

test('the secret as a bearer proves a call too, and so does a form', async () => {
  const order = await begin()
  const headers = { authorization: `Bearer ${order.secret}` }
  expect(await order.call({ status: 'pending' }, { headers })).toMatchObject({ status: 200 })
  expect(await order.see()).toMatchObject({ stage: 'pending', payable: null })
  expect(await order.call({}, { form: true })).toMatchObject({ status: 200 })
  expect((await order.see()).stage).toBe('ready')
})

test('the return page believes nothing that the browser brings', async () => {
  const order = await begin()
  await comeBack(order.shop.store, order.token)
  expect((await order.see()).stage).toBe('pending')
  expect(await order.rows()).toMatchObject([{ status: 'requires_action', received: 0n }])
})

test('MS-25 what is forged, altered, unsigned or too old is refused without a word, and changes nothing', async () => {
  const order = await begin()
  const stranger = await begin()
  const body = JSON.stringify({
    id: order.id,
    reference: 'T-1',
    status: 'paid',
    amount: '9.00',
    currency: 'EUR',
  })
  const at = nowSeconds()
  const altered = {
    'Simyard-Signature': `t=${at},v1=${hmac(order.secret, `${at}.${body.replace('9.00', '1.00')}`)}`,
  }
  const wrong: Sent[] = [
    { secret: stranger.secret },
    { at: at - 301 },
    { at: at + 301 },
    { headers: {} },
    { headers: altered },
    { headers: { authorization: `Bearer ${stranger.secret}` } },
    { headers: { authorization: order.secret } },
    { headers: { 'Simyard-Signature': '' } },
    { headers: { 'Simyard-Signature': `t=${at},v1=` } },
    // A bad signature is not made good by a bearer that is right.
    {
      headers: {
        'Simyard-Signature': `t=${at},v1=${'0'.repeat(64)}`,
        authorization: `Bearer ${order.secret}`,
      },
    },
    { key: stranger.webhookKey },
  ]
  for (const sent of wrong) expect(await order.call({}, sent)).toEqual({ status: 400, received: false })
  expect((await order.see()).stage).toBe('pending')
  expect(await inTenant(order.ctx, (tx) => tx.$count(notices))).toBe(0)
})

test("MS-49 an organization cannot pay another one's order, though it signs with its own secret at its own address", async () => {
  const [order, stranger] = [await begin(), await begin()]
  const { secret, webhookKey: key } = stranger
  expect(await order.call({}, { secret, key })).toMatchObject({ status: 200 })
  expect((await order.see()).stage).toBe('pending')
  const told = await inTenant(stranger.ctx, (tx) => tx.select().from(notices))
  expect(told).toMatchObject([{ outcome: 'foreign' }])
})

test('a reference that comes again with other words is refused in a sentence', async () => {
  const order = await begin()
  await order.call()
  expect(await order.call({ amount: '8.00' })).toMatchObject({
    status: 409,
    detail: expect.stringContaining('9.00 EUR'),
  })
  expect(await order.call({ currency: 'USD' })).toMatchObject({ status: 409 })
  expect(await order.call({ id: 'pay_other' })).toMatchObject({
    status: 409,
    detail: expect.stringContaining(order.id),
  })
  const atOnce = await Promise.all([
    order.call({ reference: 'T-2', status: 'pending' }),
    order.call({ reference: 'T-2', status: 'pending', amount: '7.00' }),
  ])
  expect(atOnce.map(({ status }) => status).sort()).toEqual([200, 409])
})

test.each([
  [{ reference: '' }, /"reference"/],
  [{ status: 'done' }, /"status" is one of/],
  [{ amount: '9' }, /exactly the decimals/],
  [{ amount: '-9.00' }, /more than zero/],
  [{ amount: '0.00' }, /more than zero/],
  [{ amount: '9,00' }, /exactly the decimals/],
  [{ currency: 'EURO' }, /"currency" is an ISO/],
  [{ status: 'refunded' }, /"refund_of"/],
])('a signed call that is not right (%o) is told what is wrong', async (bent, sentence) => {
  const order = await begin()
  expect(await order.call(bent as Call)).toMatchObject({
    status: 422,
    detail: expect.stringMatching(sentence),
  })
})

test('MS-42 another amount or currency than was asked for is held, and nothing is delivered', async () => {
  for (const wrong of [{ amount: '8.99' }, { currency: 'USD' }] as Call[]) {
    const order = await begin()
    expect(await order.call(wrong)).toMatchObject({ status: 200 })
    expect(await order.see()).toMatchObject({ stage: 'pending', text: expect.stringContaining('by hand') })
  }
})

test('MS-09 news in any order ends the same: once paid, always paid', async () => {
  const order = await begin()
  for (const status of ['failed', 'paid', 'pending', 'canceled']) await order.call({ status })
  expect((await order.see()).stage).toBe('ready')
  await order.call({ status: 'failed', reference: 'T-0' })
  expect((await order.see()).stage).toBe('ready')
  expect(await order.rows()).toMatchObject([{ status: 'paid', mismatch: null }])
})

test('after a failed payment the buyer tries again with a new one of the same order', async () => {
  const order = await begin()
  await order.call({ status: 'failed', comment: 'Card expired' })
  const failed = await order.see()
  expect(failed).toMatchObject({ stage: 'failed', text: expect.stringContaining('Nothing was charged') })
  const again = await payAgain(order.ctx.tenantId, failed.orderId, failed.payable!.paymentId)
  const id = new URL(again.redirectUrl!).searchParams.get('id')!
  expect(id).not.toBe(order.id)
  await order.call({ id, reference: 'T-2' })
  expect((await order.see()).stage).toBe('ready')
})

test('MS-07 a payment that is paid again under another reference is refused, and the second goes back there', async () => {
  const order = await begin()
  const both = await Promise.all([order.call(), order.call({ reference: 'T-2' })])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect((await order.see()).stage).toBe('ready')
  expect(await order.call({ reference: 'T-3' })).toMatchObject({
    status: 409,
    detail: expect.stringContaining('Give T-3 back'),
  })
  expect(await order.rows()).toMatchObject([{ status: 'paid', received: 900n, mismatch: null }])
  await order.call({ reference: 'T-3' })
  const { rows } = await listAlerts(order.ctx, AlertQuery.parse({}))
  expect(rows).toMatchObject([
    { kind: 'webhooks.refused', times: 2, detail: expect.stringContaining('Give T-3 back') },
    { kind: 'webhooks.refused', times: 1 },
  ])
})

test('a refund is tied to its payment: one that names another, or more than was paid, is refused', async () => {
  const order = await begin()
  const refund = { status: 'refunded', reference: 'R-1', refund_of: 'T-1' }
  expect(await order.call(refund)).toMatchObject({
    status: 409,
    detail: expect.stringContaining('Send that call first'),
  })
  await order.call()
  await order.see()
  expect(await order.call({ ...refund, refund_of: 'T-9' })).toMatchObject({ status: 409 })
  expect(await order.call({ ...refund, amount: '9.01' })).toMatchObject({
    status: 409,
    detail: expect.stringContaining('€9.00'),
  })
  expect(await order.call({ ...refund, amount: '4.00' })).toMatchObject({ status: 200 })
  expect(await order.call({ ...refund, amount: '4.00' })).toMatchObject({ status: 200 })
  expect(await order.call({ ...refund, reference: 'R-2', amount: '5.01' })).toMatchObject({ status: 409 })
  expect((await order.see()).stage).toBe('ready')
  await order.call({ ...refund, reference: 'R-2', amount: '5.00' })
  expect((await order.see()).stage).toBe('refunded')
  const back = await inTenant(order.ctx, (tx) => tx.select().from(refunds))
  expect(back.map(({ amount }) => amount).sort()).toEqual([400n, 500n])
})

test('a refund that staff have promised waits until the gateway says that it is made, and is one refund', async () => {
  const order = await begin()
  await order.call()
  await order.see()
  const wish = { paymentId: order.id, amount: '9.00', refundable: '900', reason: 'does not work' }
  await requestRefund(order.ctx, { ...wish, code: 'not_working' })
  expect(await order.see()).toMatchObject({ stage: 'refunded', isWaiting: true })
  await order.call({ status: 'refunded', reference: 'R-1', refund_of: 'T-1' })
  expect(await order.see()).toMatchObject({ stage: 'refunded', isWaiting: false })
  const back = await inTenant(order.ctx, (tx) => tx.select().from(refunds))
  expect(back).toMatchObject([{ status: 'succeeded', externalId: 'R-1', isOurs: true, amount: 900n }])
})

test('two parts of the same amount are two refunds, and a later promise waits for its own', async () => {
  const order = await begin()
  await order.call()
  await order.see()
  const wish = { code: 'not_working', text: '' } as const
  const asked = await askForRefund(order.shop.store, order.token, wish)
  const back = { status: 'refunded', refund_of: 'T-1', amount: '2.00' }
  for (const reference of ['R-1', 'R-2']) await order.call({ ...back, reference })
  await order.see()
  await approveRefund(order.ctx, { refundId: asked.id, amount: '2.00', refundable: '500' })
  const made = async () => {
    await order.see()
    const rows = await inTenant(order.ctx, (tx) => tx.select().from(refunds).orderBy(refunds.id))
    return rows.map(({ externalId, status, isOurs }) => [externalId, status, isOurs])
  }
  await order.call({ ...back, reference: 'R-3', amount: '1.00' })
  const theirs = ['R-1', 'R-2', 'R-3'].map((reference) => [reference, 'succeeded', false])
  expect(await made()).toEqual([[null, 'requested', true], ...theirs])
  await order.call({ ...back, reference: 'R-4' })
  expect(await made()).toEqual([['R-4', 'succeeded', true], ...theirs])
})

test('a legacy gateway gets only the id, and answers by GET where the organization allows it', async () => {
  const order = await begin({ legacy: 'on' })
  const { id, ts, exp, sig, shop, ...more } = Object.fromEntries(new URL(order.redirectUrl!).searchParams)
  expect([id, shop, more]).toEqual([order.id, '7', {}])
  const hash = createHash('sha256').update(order.secret).digest('hex')
  const query = { hash, user_id: order.id, amount: '9.00', comment: 'Top-up' }
  expect(await order.get({ ...query, hash: order.secret })).toBe(400)
  expect(await order.get({ ...query, amount: '-1' })).toBe(422)
  expect(await order.get(query)).toBe(200)
  expect(await order.get(query)).toBe(200)
  expect(await order.get({ ...query, amount: '8.00' })).toBe(409)
  expect((await order.see()).stage).toBe('ready')
})

test('without legacy mode nothing is taken by GET', async () => {
  const order = await begin()
  const hash = createHash('sha256').update(order.secret).digest('hex')
  expect(await order.get({ hash, user_id: order.id, amount: '9.00' })).toBe(404)
})

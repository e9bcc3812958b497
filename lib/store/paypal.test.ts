import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { eq, like } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { charges, connections, disputes, entries, notices, orders, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken, open } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { receivePayment } from '@/lib/inbox/receive'
import { fulfilOrder } from '@/lib/orders/jobs'
import { requestRefund } from '@/lib/refunds/request'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import { wireLogOf } from '@/lib/testing/contract'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { webhook } from '@/lib/web/webhook'
import { beginPurchase, payAgain } from './begin'
import { comeBack, lookAtOrder } from './come-back'

// The settings are read once, so the address that goes with each payment must be known before anything else is imported.
const port = await vi.hoisted(async () => {
  const { freePort } = await import('@/db/free-port')
  const free = await freePort()
  process.env.APP_URL = `http://127.0.0.1:${free}`
  return free
})

let sandbox: Awaited<ReturnType<typeof startSandbox>>
const door = webhook(receivePayment)
const web = createServer(async (incoming, outgoing) => {
  const request = new Request(`http://localhost${incoming.url}`, {
    method: 'POST',
    headers: incoming.headers as HeadersInit,
    body: new Uint8Array(await buffer(incoming)),
  })
  const key = incoming.url!.split('/').at(-1)!
  const response = await door(request, { params: Promise.resolve({ key }) })
  outgoing.writeHead(response.status).end()
})
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
  await new Promise<void>((resolve) => web.listen(port, '127.0.0.1', resolve))
})
afterAll(async () => {
  await sandbox.close()
  web.close()
})

const tell = (path: string, body: object = {}) =>
  fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
beforeEach(async () => {
  await tell('webhooks', { service: 'paypal', mode: 'normal' })
})

const from = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, settlePayment, handleNotice, submitRefund]
let serial = 0

/** A shop that takes payments through PayPal, and a buyer who was sent there. */
async function begin() {
  const ctx = await makeTenant()
  const webhookKey = newToken()
  const psp = {
    provider: 'paypal-nvp',
    name: 'PayPal',
    endpoint: `${sandbox.url}/paypal/nvp`,
    plain: {
      endpoint: 'https://api-3t.sandbox.paypal.com/nvp',
      username: `shop${++serial}_api1.example.test`,
      password: 'FAKEFAKEFAKEFAKE',
      checkout: 'https://www.sandbox.paypal.com/cgi-bin/webscr',
      signature: 'Afake'.repeat(11),
    },
    webhookKey,
  }
  const shop = await makeShop(ctx, { psp, stock: 2 })
  const input = makeCheckoutInput(shop)
  const begun = await beginPurchase(shop.store, input, from)
  const read = <T>(work: Parameters<typeof inTenant<T>>[1]) => inTenant(ctx, work)
  return {
    ctx,
    shop,
    ...begun,
    approve: (funding = 'instant', page = begun.redirectUrl!) =>
      fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ funding }) }),
    back: () => comeBack(shop.store, begun.token),
    see: () => lookAtOrder(shop.store, begun.token, 'visit'),
    payment: async () => (await read((tx) => tx.select().from(payments).orderBy(payments.id)))[0]!,
    /** Notices by what came of them, as soon as there are so many. */
    outcomes: async (count: number) => {
      await expect.poll(() => read((tx) => tx.$count(notices))).toBe(count)
      await runJobs(jobs)
      const found = await read((tx) => tx.select().from(notices).orderBy(notices.id))
      return found.map(({ outcome }) => outcome)
    },
    /** What anyone who knows the address may post. */
    post: async (body: string | Uint8Array) =>
      (
        await fetch(`http://127.0.0.1:${port}/api/webhooks/payments/${webhookKey}`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: body as BodyInit,
        })
      ).status,
    paidCount: () => read((tx) => tx.$count(entries, like(entries.cause, '%:paid'))),
    read,
  }
}

test('MS-02 without a single notification the return page takes the money and delivers', async () => {
  await tell('webhooks', { service: 'paypal', mode: 'drop' })
  const order = await begin()
  await order.approve()
  expect((await order.payment()).externalId).toMatch(/^EC-/)
  await order.back()
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('ready')
  expect(await order.payment()).toMatchObject({
    status: 'paid',
    externalId: expect.stringMatching(/^[A-Z0-9]{17}$/),
  })
  expect(await order.paidCount()).toBe(1)
})

test('a buyer who closes the tab after approving is charged and served by the look at open payments', async () => {
  const order = await begin()
  await order.approve()
  await settle(order.ctx.tenantId, (await order.payment()).id)
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('ready')
})

test('MS-01 the return, the look and the notification at once take the money once', async () => {
  const order = await begin()
  await order.approve()
  const { id } = await order.payment()
  await Promise.all([
    ...Array.from({ length: 6 }, () => settle(order.ctx.tenantId, id)),
    order.back(),
    order.back(),
  ])
  await order.outcomes(1)
  expect((await order.see())?.stage).toBe('ready')
  expect(await order.paidCount()).toBe(1)
  expect(await order.read((tx) => tx.$count(charges))).toBe(1)
})

test('MS-56 when the answer to taking the money is lost, the notification brings it, and nothing is taken twice', async () => {
  const order = await begin()
  await order.approve()
  const { id } = await order.payment()
  await order.read((tx) => tx.update(connections).set({ settings: { limitMs: 1_000 } }))
  await tell('faults', {
    service: 'paypal',
    path: '/paypal/nvp/DoExpressCheckoutPayment',
    key: `shop${serial}_`,
    times: 1,
    fault: 'timeout_after_commit',
  })
  await expect(settle(order.ctx.tenantId, id)).rejects.toThrow(/no usable answer/)
  expect(await order.outcomes(1)).toEqual(['applied'])
  expect((await order.see())?.stage).toBe('ready')
  await settle(order.ctx.tenantId, id)
  expect(await order.paidCount()).toBe(1)
})

test('a refused card is said to the buyer, who chooses another on the same page and gets the eSIM', async () => {
  const order = await begin()
  await order.approve('refused')
  await order.back()
  await runJobs(jobs)
  const failed = await order.see()
  expect(failed).toMatchObject({ stage: 'failed', text: expect.stringContaining('Nothing was charged') })
  // Whoever looks meanwhile tries nothing on his own.
  await settle(order.ctx.tenantId, (await order.payment()).id)
  expect(await order.read((tx) => tx.$count(charges))).toBe(1)
  const again = await payAgain(order.ctx.tenantId, failed!.orderId, failed!.payable!.paymentId)
  expect(again.redirectUrl).toBe(order.redirectUrl)
  await order.approve('instant', again.redirectUrl!)
  await order.back()
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('ready')
  expect(await order.paidCount()).toBe(1)
})

/** How often the money of a buyer who agreed was asked for. */
const takings = async () =>
  (await wireLogOf(sandbox.url, 'paypal')).filter(({ body }) =>
    body.includes('METHOD=DoExpressCheckoutPayment'),
  ).length

test.each([
  ['amount', { amount: 800n }, /€8.00, the payment €9.00/],
  ['currency', { currency: 'USD' }, /\$9.00, the payment €9.00/],
])('MS-42 of a buyer who agreed to another %s no money is taken', async (_what, asked, mismatch) => {
  const order = await begin()
  await order.approve()
  await order.read((tx) => tx.update(payments).set(asked))
  const before = await takings()
  await order.back()
  expect(await takings()).toBe(before)
  expect(await order.payment()).toMatchObject({ received: 0n, mismatch: expect.stringMatching(mismatch) })
})

test('of a checkout that another payment began no money is taken', async () => {
  const order = await begin()
  const other = await beginPurchase(order.shop.store, makeCheckoutInput(order.shop), from)
  await order.approve('instant', other.redirectUrl!)
  const [mine, theirs] = await order.read((tx) => tx.select().from(payments).orderBy(payments.id))
  const rename = (id: string, externalId: string) =>
    order.read((tx) => tx.update(payments).set({ externalId }).where(eq(payments.id, id)))
  await rename(theirs!.id, 'EC-FAKE')
  await rename(mine!.id, theirs!.externalId!)
  const before = await takings()
  await order.back()
  expect(await takings()).toBe(before)
  expect(await order.payment()).toMatchObject({
    received: 0n,
    mismatch: expect.stringContaining('reference'),
  })
})

test('who agrees after the checkout has ended is charged nothing', async () => {
  const order = await begin()
  await order.approve()
  await order.read((tx) => tx.update(payments).set({ status: 'expired' }))
  const before = await takings()
  await settle(order.ctx.tenantId, (await order.payment()).id)
  expect(await takings()).toBe(before)
  expect((await order.payment()).status).toBe('expired')
})

test('MS-54 an eCheck is waited for, and delivers once when it has come', async () => {
  const order = await begin()
  await order.approve('echeck')
  await order.back()
  expect(await order.outcomes(1)).toEqual(['applied'])
  expect(await order.see()).toMatchObject({ stage: 'pending' })
  expect(await order.paidCount()).toBe(0)
  const { externalId } = await order.payment()
  await tell(`paypal/${externalId}/settle`)
  expect(await order.outcomes(2)).toEqual(['applied', 'applied'])
  expect((await order.see())?.stage).toBe('ready')
  await tell(`paypal/${externalId}/ipn`)
  expect(await order.outcomes(3)).toEqual(['applied', 'applied', 'applied'])
  expect(await order.paidCount()).toBe(1)
})

describe('a notification that PayPal did not send', () => {
  test('MS-52 ends as forged and stands not in the way of the genuine one, nor of its repeats', async () => {
    const order = await begin()
    await order.approve('echeck')
    await order.back()
    await order.outcomes(1)
    const { externalId } = await order.payment()
    const forged = `txn_id=${externalId}&payment_status=Completed&test_ipn=1&mc_gross=9.00`
    expect(await order.post(forged)).toBe(200)
    expect(await order.outcomes(2)).toEqual(['applied', 'forged'])
    expect((await order.see())?.stage).toBe('pending')
    await tell('webhooks', { service: 'paypal', mode: 'duplicate' })
    await tell(`paypal/${externalId}/settle`)
    expect(await order.outcomes(5)).toEqual(['applied', 'forged', 'applied', 'applied', 'applied'])
    expect((await order.see())?.stage).toBe('ready')
    expect(await order.paidCount()).toBe(1)
  })

  test('is kept byte by byte, whatever it holds, and nothing is read because of it', async () => {
    const order = await begin()
    const bytes = Buffer.concat([
      Buffer.from('txn_type=adjustment&test_ipn=1&name='),
      Buffer.from([0xff, 0, 0xe9]),
    ])
    expect(await order.post(bytes)).toBe(200)
    expect(await order.outcomes(1)).toEqual(['forged'])
    const [kept] = await order.read((tx) => tx.select().from(notices))
    expect(Buffer.from(await open(kept!.body), 'latin1')).toEqual(bytes)
  })

  test('waits while PayPal cannot be asked', async () => {
    const order = await begin()
    await order.approve()
    await tell('faults', {
      service: 'paypal',
      path: '/paypal/cgi-bin/webscr/_notify-validate',
      times: 1,
      fault: 'status:500',
    })
    await order.back()
    expect(await order.outcomes(1)).toEqual([null])
    await runJobs(jobs, { dueNow: true })
    expect(await order.outcomes(1)).toEqual(['applied'])
  })
})

test('MS-55 a genuine notification about a payment of another account changes nothing here', async () => {
  const [order, other] = [await begin(), await begin()]
  await tell('webhooks', { service: 'paypal', mode: 'hold' })
  await other.approve()
  await other.back()
  const { externalId } = await other.payment()
  await tell('webhooks', { service: 'paypal', mode: 'normal' })
  await tell('webhooks/release', { service: 'paypal' })
  expect(await other.outcomes(1)).toEqual(['applied'])
  const [told] = await other.read((tx) => tx.select().from(notices))
  expect(await order.post(Buffer.from(await open(told!.body), 'latin1'))).toBe(200)
  expect(await order.outcomes(1)).toEqual(['foreign'])
  expect((await order.payment()).externalId).not.toBe(externalId)
  expect((await order.payment()).status).not.toBe('paid')
})

test('a refund goes to PayPal once, one made there is seen, and a reversal shows as a dispute', async () => {
  const order = await begin()
  await order.approve()
  await order.back()
  await order.outcomes(1)
  const { id, externalId, amount } = await order.payment()
  await requestRefund(order.ctx, {
    ...{ paymentId: id, amount: '1.00', refundable: amount.toString() },
    ...{ code: 'goodwill', reason: 'slow', override: 'on' },
  })
  await runJobs(jobs)
  await tell(`paypal/${externalId}/refund`, { amount: 200 })
  await order.outcomes(3)
  const made = await order.read((tx) => tx.select().from(refunds).orderBy(refunds.id))
  expect(made.map(({ status, amount, isOurs }) => [status, amount, isOurs])).toEqual([
    ['succeeded', 100n, true],
    ['succeeded', 200n, false],
  ])
  await tell(`paypal/${externalId}/chargeback`)
  await order.outcomes(4)
  expect(await order.read((tx) => tx.select().from(disputes))).toMatchObject([{ status: 'lost', amount }])
  expect(await order.read((tx) => tx.$count(orders, eq(orders.status, 'fulfilled')))).toBe(1)
})

test('two tabs that begin at once lead to one page', async () => {
  const order = await begin()
  const input = { ...makeCheckoutInput(order.shop), checkoutKey: newToken() }
  const tabs = await Promise.all(
    Array.from({ length: 4 }, () => beginPurchase(order.shop.store, input, from)),
  )
  expect(new Set(tabs.map(({ redirectUrl }) => redirectUrl)).size).toBe(1)
})

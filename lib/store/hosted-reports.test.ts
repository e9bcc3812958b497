import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { notices, orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { money, toDecimal } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { receivePayment } from '@/lib/inbox/receive'
import { expireOrder } from '@/lib/orders/expire'
import { fulfilOrder } from '@/lib/orders/jobs'
import { catchUp } from '@/lib/reconcile/catch-up'
import { requestRefund } from '@/lib/refunds/request'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { webhook } from '@/lib/web/webhook'
import { beginPurchase, payAgain } from './begin'
import { comeBack, lookAtOrder } from './come-back'

// Cardknox: nothing is kept of a payment before it is paid, its webhook names no invoice, and the report is the truth.
let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const from = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, settlePayment, handleNotice, submitRefund]
const door = webhook(receivePayment)
const pin = 'fake-pin'
let serial = 0

const bodies = async () => {
  const found = await fetch(`${sandbox.url}/_sandbox/webhooks?service=cardknox`)
  return (await found.json()) as { url: string; status: number }[]
}

type Ends = { amount?: string; card?: string; ends?: string }

/** The buyer on the hosted page, who may edit its amount. */
function payAt(page: string, { amount, card = '4444333322221111', ends }: Ends = {}) {
  const address = new URL(page)
  if (amount) address.searchParams.set('xAmount', amount)
  const form = new URLSearchParams({ xCardNum: card, xExp: '1230', xCVV: '123', ...(ends && { ends }) })
  return fetch(address, { method: 'POST', redirect: 'manual', body: form })
}

/** A shop that takes payments on a hosted page of Cardknox, with its reports to read. */
async function open() {
  const ctx = await makeTenant()
  const webhookKey = newToken()
  const account = `hosted${++serial}`
  const psp = {
    provider: 'cardknox',
    name: 'Cardknox',
    endpoint: `${sandbox.url}/cardknox`,
    plain: {
      xKey: `fakekey${account}`,
      site: account,
      mode: 'test',
      currency: 'EUR',
      timeZone: 'America/New_York',
      referenceField: 'xInvoice',
      returnField: 'xRedirectURL',
    },
    secrets: [pin],
    webhookKey,
  }
  const shop = await makeShop(ctx, { psp, stock: 4 })
  const begin = async () => {
    const begun = await beginPurchase(shop.store, makeCheckoutInput(shop), from)
    const see = () => lookAtOrder(shop.store, begun.token, 'visit')
    return { ...begun, page: begun.redirectUrl!, see }
  }
  const rows = () => inTenant(ctx, (tx) => tx.select().from(payments).orderBy(payments.id))
  const told = () => inTenant(ctx, (tx) => tx.select().from(notices).orderBy(notices.id))
  const fulfilled = () => inTenant(ctx, (tx) => tx.$count(orders, eq(orders.status, 'fulfilled')))
  /** Every transaction of the account as its webhook tells it: without an invoice. */
  const transactions = async () => {
    const body = JSON.stringify({
      ...{ xKey: psp.plain.xKey, xVersion: '5.0.0', xSoftwareName: 'Test', xSoftwareVersion: '1' },
      ...{ xCommand: 'report:all', xBeginDate: '2020-01-01 00:00:00', xEndDate: '2099-01-01 00:00:00' },
    })
    const answer = await fetch(`${sandbox.url}/cardknox/reportjson`, { method: 'POST', body })
    return ((await answer.json()) as { xReportData: Record<string, string>[] }).xReportData
  }
  const tell = async (row: Record<string, string>, key = pin) => {
    const form = new URLSearchParams({
      xRefNum: row.xRefNum!,
      xCommand: row.xCommand!,
      xAmount: row.xAmount!,
    })
    const signature = createHash('md5')
      .update(`${row.xAmount}${row.xCommand}${row.xRefNum}${key}`)
      .digest('hex')
    const request = new Request('http://localhost/', {
      method: 'POST',
      headers: { 'ck-signature': signature },
      body: form,
    })
    return (await door(request, { params: Promise.resolve({ key: webhookKey }) })).status
  }
  return { ctx, shop, account, begin, rows, told, fulfilled, transactions, tell }
}

test('MS-02 the buyer comes back and gets the eSIM without any webhook', async () => {
  const { shop, begin } = await open()
  const order = await begin()
  const back = await payAt(order.page)
  expect(back.headers.get('location')).toMatch(new RegExp(`/orders/${order.token}/return\\?`))
  await comeBack(shop.store, order.token)
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('ready')
})

test('MS-64 coming back with an invented approval changes nothing', async () => {
  const { shop, begin, rows } = await open()
  const order = await begin()
  await comeBack(shop.store, order.token)
  expect((await order.see())?.payable).not.toBeNull()
  expect(await rows()).toMatchObject([{ status: 'requires_action', received: 0n }])
})

test('MS-57 of two equal payments at once each webhook finds its own, though it names no invoice', async () => {
  const { begin, transactions, tell, rows, fulfilled } = await open()
  const [one, two] = [await begin(), await begin()]
  await payAt(two.page)
  const [paid] = await transactions()
  expect(await tell(paid!)).toBe(200)
  await runJobs(jobs)
  expect([(await one.see())?.stage, (await two.see())?.stage]).toEqual(['failed', 'ready'])
  await payAt(one.page, { card: '5555555555554444' })
  for (const row of await transactions()) await tell(row)
  await runJobs(jobs)
  expect((await one.see())?.stage).toBe('ready')
  const found = await rows()
  const invoices = (await transactions()).map(({ xRefNum, xInvoice }) => [xInvoice, xRefNum])
  expect(new Map(found.map(({ id, externalId }) => [id, externalId!]))).toEqual(
    new Map(invoices as [string, string][]),
  )
  expect(await fulfilled()).toBe(2)
})

test('MS-57 a payment that is not of this shop is kept as foreign, and moves nothing', async () => {
  const { account, begin, transactions, tell, told, rows } = await open()
  await begin()
  await payAt(`${sandbox.url}/cardknox/site/${account}?xAmount=9.00&xCurrency=EUR&xInvoice=other-software`)
  expect(await tell((await transactions())[0]!)).toBe(200)
  await runJobs(jobs)
  expect((await told()).map(({ outcome }) => outcome)).toEqual(['foreign'])
  expect(await rows()).toMatchObject([{ received: 0n }])
})

test('MS-58 a replayed webhook changes nothing, and a forged one is refused', async () => {
  const { begin, transactions, tell, told, fulfilled } = await open()
  const order = await begin()
  await payAt(order.page)
  const [paid] = await transactions()
  for (let count = 0; count < 3; count++) expect(await tell(paid!)).toBe(200)
  await runJobs(jobs)
  expect(await tell(paid!)).toBe(200)
  await runJobs(jobs)
  expect(await told()).toMatchObject([{ outcome: 'applied', repeats: 3 }])
  expect(await tell(paid!, '')).toBe(400)
  expect(await tell(paid!, 'another')).toBe(400)
  expect(await fulfilled()).toBe(1)
})

describe('MS-60 an amount that was edited in the address of the page', () => {
  test.each(['return', 'webhook'])('is held, and nothing is delivered: by %s', async (way) => {
    const { shop, begin, transactions, tell, rows, fulfilled } = await open()
    const order = await begin()
    await payAt(order.page, { amount: '0.01' })
    if (way === 'return') await comeBack(shop.store, order.token)
    else await tell((await transactions())[0]!)
    await runJobs(jobs)
    const [payment] = await rows()
    expect(payment).toMatchObject({ mismatch: expect.stringContaining('0.01'), received: 0n })
    expect(payment!.status).not.toBe('paid')
    expect(await fulfilled()).toBe(0)
  })
})

test('MS-42 an approval of only a part of the price is held too', async () => {
  const { shop, begin, rows, fulfilled } = await open()
  const order = await begin()
  await payAt(order.page, { ends: 'partly' })
  await comeBack(shop.store, order.token)
  await runJobs(jobs)
  expect(await rows()).toMatchObject([{ mismatch: expect.stringContaining('4.50') }])
  expect(await fulfilled()).toBe(0)
})

test('MS-59 a refused repeat tells its buyer why, and paying again on purpose goes through', async () => {
  const { ctx, shop, begin } = await open()
  const [first, second] = [await begin(), await begin()]
  for (const order of [first, second]) {
    await payAt(order.page)
    await comeBack(shop.store, order.token)
  }
  const seen = await second.see()
  expect(seen).toMatchObject({ stage: 'failed', text: expect.stringContaining('taken for a repeat') })
  const again = await payAgain(ctx.tenantId, seen!.orderId, seen!.payable!.paymentId)
  await payAt(again.redirectUrl!)
  await comeBack(shop.store, second.token)
  await runJobs(jobs)
  expect((await second.see())?.stage).toBe('ready')
})

test('a checkout that nobody paid ends, and who pays its page later is heard of by the report alone', async () => {
  const { ctx, begin, rows } = await open()
  const order = await begin()
  await expireOrder(ctx.tenantId, (await order.see())!.orderId)
  const [ended] = await rows()
  expect(ended!.status).toBe('expired')
  await payAt(order.page)
  await catchUp({ tenantId: ctx.tenantId, id: ended!.connectionId })
  await runJobs(jobs)
  expect((await rows())[0]!.status).toBe('paid')
  expect((await order.see())?.stage).toBe('ready')
})

test('a refund of the whole order goes back once, by void on the same day', async () => {
  const { ctx, shop, begin, transactions, rows } = await open()
  const order = await begin()
  await payAt(order.page)
  await comeBack(shop.store, order.token)
  await runJobs(jobs)
  const [{ id, received }] = (await rows()) as [typeof payments.$inferSelect]
  await requestRefund(ctx, {
    ...{ paymentId: id, amount: toDecimal(money(received, 'EUR')), refundable: received.toString() },
    ...{ code: 'not_working', reason: 'does not work' },
  })
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('refunded')
  const commands = (await transactions()).map(({ xCommand }) => xCommand)
  expect(commands).toEqual(['CC:Sale', 'CC:Void'])
})

test('MS-32 money that was given back in the portal refunds the order', async () => {
  const { ctx, shop, begin, transactions, tell, rows } = await open()
  const order = await begin()
  await payAt(order.page)
  await comeBack(shop.store, order.token)
  await runJobs(jobs)
  const [sale] = await transactions()
  await fetch(`${sandbox.url}/_sandbox/cardknox/${sale!.xRefNum}/void`, { method: 'POST' })
  await tell((await transactions())[1]!)
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('refunded')
  await settle(ctx.tenantId, (await rows())[0]!.id, { everything: true })
  expect((await order.see())?.stage).toBe('refunded')
})

test('the account of one shop says nothing of the payments of another', async () => {
  const [own, stranger] = [await open(), await open()]
  const order = await own.begin()
  await payAt(order.page)
  const [paid] = await own.transactions()
  expect(await stranger.tell(paid!)).toBe(200)
  await runJobs(jobs)
  expect(await stranger.told()).toMatchObject([{ outcome: 'foreign' }])
  expect((await own.rows())[0]!.received).toBe(0n)
  expect(await bodies()).toEqual([])
})

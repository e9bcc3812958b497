import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notices, orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { money, toDecimal } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { receivePayment } from '@/lib/inbox/receive'
import { fulfilOrder } from '@/lib/orders/jobs'
import { requestRefund } from '@/lib/refunds/request'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { webhook } from '@/lib/web/webhook'
import { beginPurchase, payAgain } from './begin'
import { comeBack, lookAtOrder } from './come-back'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const from = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, settlePayment, handleNotice, submitRefund]
const door = webhook(receivePayment)
let serial = 0

const press = (page: string, fields: Record<string, string>) =>
  fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })

/** A shop that takes payments on Mollie's page, and a buyer who was sent there. */
async function begin() {
  const ctx = await makeTenant()
  const webhookKey = newToken()
  const psp = {
    provider: 'mollie',
    name: 'Mollie',
    endpoint: `${sandbox.url}/mollie`,
    plain: { apiKey: `test_hosted${++serial}`.padEnd(37, 'fake') },
    webhookKey,
  }
  const shop = await makeShop(ctx, { psp, stock: 2 })
  const input = makeCheckoutInput(shop)
  const begun = await beginPurchase(shop.store, input, from)
  const pay = async (end: string, page = begun.redirectUrl!) => {
    await press(page, { method: 'ideal' })
    return press(page, { end })
  }
  const see = () => lookAtOrder(shop.store, begun.token, 'visit')
  const rows = () => inTenant(ctx, (tx) => tx.select().from(payments).orderBy(payments.id))
  /** The classic webhook, as anyone may post it. */
  const notify = async (id: string) => {
    const request = new Request('http://localhost/', { method: 'POST', body: new URLSearchParams({ id }) })
    return (await door(request, { params: Promise.resolve({ key: webhookKey }) })).status
  }
  return { ctx, shop, input, ...begun, pay, see, rows, notify }
}

test('the buyer is sent to the hosted page, comes back, and gets the eSIM without any webhook', async () => {
  const order = await begin()
  expect(order.clientSecret).toBeNull()
  const back = await order.pay('paid')
  expect(back.headers.get('location')).toMatch(new RegExp(`/store/.+/orders/${order.token}/return$`))
  await comeBack(order.shop.store, order.token)
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('ready')
})

test('a webhook alone delivers too, and a repeated or forged one changes nothing', async () => {
  const order = await begin()
  await order.pay('paid')
  const [payment] = await order.rows()
  for (const id of [payment!.externalId!, payment!.externalId!, 'tr_forged0'])
    expect(await order.notify(id)).toBe(200)
  expect(await order.notify('not an id')).toBe(400)
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('ready')
  const told = await inTenant(order.ctx, (tx) => tx.select().from(notices))
  expect(told.map(({ outcome }) => outcome).sort()).toEqual(['applied', 'applied', 'foreign'])
  expect(await inTenant(order.ctx, (tx) => tx.$count(orders, eq(orders.status, 'fulfilled')))).toBe(1)
})

test('MS-08 a failed payment is tried again as a new one, and late news of the first harms nothing', async () => {
  const order = await begin()
  await order.pay('failed')
  await comeBack(order.shop.store, order.token)
  const failed = await order.see()
  expect(failed).toMatchObject({ stage: 'failed', text: expect.stringContaining('Nothing was charged') })
  const again = () => payAgain(order.ctx.tenantId, failed!.orderId, failed!.payable!.paymentId)
  const [second, same] = await Promise.all([again(), again()])
  expect(second.redirectUrl).not.toBe(order.redirectUrl)
  expect(same).toEqual(second)
  await order.pay('paid', second.redirectUrl!)
  await comeBack(order.shop.store, order.token)
  const [first] = await order.rows()
  await order.notify(first!.externalId!)
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('ready')
  expect((await order.rows()).map(({ status }) => status)).toEqual(['failed', 'paid'])
})

test('the form sent again after a failed payment begins a new one, before that the same one', async () => {
  const order = await begin()
  expect((await beginPurchase(order.shop.store, order.input, from)).redirectUrl).toBe(order.redirectUrl)
  await order.pay('canceled')
  await comeBack(order.shop.store, order.token)
  const anew = await beginPurchase(order.shop.store, order.input, from)
  expect(anew.token).toBe(order.token)
  expect(anew.redirectUrl).not.toBe(order.redirectUrl)
})

test('a refund goes to Mollie once, and its end is heard of', async () => {
  const order = await begin()
  await order.pay('paid')
  await comeBack(order.shop.store, order.token)
  await runJobs(jobs)
  const { id, received } = (await order.rows()).find(({ status }) => status === 'paid')!
  await requestRefund(order.ctx, {
    ...{ paymentId: id, amount: toDecimal(money(received, 'EUR')), refundable: received.toString() },
    ...{ code: 'not_working', reason: 'does not work' },
  })
  await runJobs(jobs)
  expect((await order.see())?.stage).toBe('refunded')
})

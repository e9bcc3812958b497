import { eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lines, orders, payments, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { endAuthorization } from '@/lib/reconcile/guard'
import { startSandbox } from '@/lib/sandbox/start'
import { captureHeld, releaseHeld, settlePayment } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { checkOut } from './checkout'
import { expireOrder } from './expire'
import { fulfilOrder, refundAtDeadline } from './jobs'
import { startAtProvider } from './start-payment'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const jobs = [fulfilOrder, captureHeld, releaseHeld, settlePayment]
const buyer = { ip: '192.0.2.1', agent: 'test' }
let serial = 0

/** A store that holds the money first, and a buyer whose card was authorized. */
async function hold({ stock = 1, deliveryMinutes = 70 } = {}) {
  const ctx = await makeTenant()
  const name = `held${++serial}`
  const secretKey = `sk_test_${name}_fake`
  const psp = {
    endpoint: sandbox.url,
    plain: { secretKey, publishableKey: `pk_test_${name}_fake` },
    settings: { limitMs: 1_500 },
  }
  const shop = await makeShop(ctx, { psp, stock, store: { capture: 'manual', deliveryMinutes } })
  const { hostname: host, port } = new URL(sandbox.url)
  const stripe = new Stripe(secretKey, { host, port, protocol: 'http', telemetry: false })
  const input = makeCheckoutInput(shop)
  const { orderId, paymentId } = await checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, input, buyer)
  const { externalId } = await startAtProvider(ctx.tenantId, paymentId)
  await stripe.paymentIntents.confirm(externalId, { payment_method: 'pm_card_visa', return_url: sandbox.url })
  const see = () =>
    inTenant(ctx, async (tx) => ({
      order: (await tx.select().from(orders).where(eq(orders.id, orderId)))[0]!,
      payment: (await tx.select().from(payments).where(eq(payments.id, paymentId)))[0]!,
      sold: await tx.$count(sims, eq(sims.orderId, orderId)),
      booked: (await tx.select().from(lines)).map(({ amount }) => amount),
    }))
  const intent = () => stripe.paymentIntents.retrieve(externalId)
  return { ctx, stripe, orderId, paymentId, externalId, see, intent }
}

const fault = (body: object) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ service: 'stripe', times: 1, ...body }),
  })

test('the eSIM is delivered while the money is held, and the money is taken once it is there', async () => {
  const { ctx, paymentId, see, intent } = await hold()
  await settle(ctx.tenantId, paymentId)
  expect((await see()).order).toMatchObject({ status: 'paid', paidAt: null })
  expect((await see()).booked).toEqual([])
  await runJobs(jobs)
  const { order, payment, sold } = await see()
  expect(order).toMatchObject({ status: 'fulfilled', paidAt: expect.any(Date) })
  expect([payment.status, payment.received, sold]).toEqual(['paid', 900n, 1])
  expect(await intent()).toMatchObject({ status: 'succeeded', amount_received: 900 })
})

test('twenty looks at once and two workers deliver one eSIM and take the money once', async () => {
  const { ctx, paymentId, see, stripe, externalId } = await hold({ stock: 3 })
  await Promise.all(Array.from({ length: 20 }, () => settle(ctx.tenantId, paymentId)))
  await Promise.all([runJobs(jobs), runJobs(jobs)])
  await Promise.all([settle(ctx.tenantId, paymentId), settle(ctx.tenantId, paymentId)])
  const { payment, sold, booked } = await see()
  expect([payment.status, sold]).toEqual(['paid', 1])
  expect(booked.filter((amount) => amount === 900n)).toHaveLength(1)
  const { data } = await stripe.charges.list({ payment_intent: externalId })
  expect(data.map(({ amount_captured }) => amount_captured)).toEqual([900])
})

test('MS-12 what cannot be delivered is let go: the buyer is charged nothing, and nothing is refunded', async () => {
  const { ctx, orderId, paymentId, see, intent } = await hold({ stock: 1, deliveryMinutes: 0 })
  await inTenant(ctx, (tx) => tx.delete(sims))
  await settle(ctx.tenantId, paymentId)
  await runJobs([...jobs, refundAtDeadline], { dueNow: true })
  const { order, payment, sold, booked } = await see()
  expect([order.status, payment.status, sold, booked]).toEqual(['refunded', 'canceled', 0, []])
  expect(await intent()).toMatchObject({ status: 'canceled', amount_received: 0 })
  expect(order.id).toBe(orderId)
})

test('an answer that was lost takes the money once all the same', async () => {
  const { ctx, paymentId, externalId, see, stripe } = await hold()
  await settle(ctx.tenantId, paymentId)
  await fault({ fault: 'timeout_after_commit', path: `/v1/payment_intents/${externalId}/capture` })
  await runJobs(jobs)
  await runJobs(jobs, { dueNow: true })
  expect((await see()).payment).toMatchObject({ status: 'paid', received: 900n })
  const { data } = await stripe.charges.list({ payment_intent: externalId })
  expect(data).toHaveLength(1)
})

test('MS-38 a hold that lapsed before the eSIM was there is said loudly, and never counted as paid', async () => {
  const { ctx, paymentId, externalId, see, stripe } = await hold()
  await settle(ctx.tenantId, paymentId)
  await stripe.paymentIntents.cancel(externalId)
  await runJobs(jobs)
  const { order, payment, booked } = await see()
  expect(payment.status).toBe('canceled')
  expect(order).toMatchObject({
    status: 'fulfilled',
    paidAt: null,
    problem: expect.stringContaining('not paid'),
  })
  expect(booked).toEqual([])
})

test('the end of the checkout does not touch what is held for an order on its way', async () => {
  const { ctx, orderId, paymentId, see } = await hold()
  await settle(ctx.tenantId, paymentId)
  await expireOrder(ctx.tenantId, orderId)
  expect((await see()).payment.status).toBe('authorized')
  await runJobs(jobs)
  expect((await see()).payment.status).toBe('paid')
})

describe('a hold that ends within a day', () => {
  const nearly = ({ ctx }: Awaited<ReturnType<typeof hold>>) =>
    inTenant(ctx, (tx) => tx.update(payments).set({ captureBefore: new Date(Date.now() + 2 * 3_600_000) }))
  const guard = ({ ctx, paymentId }: Awaited<ReturnType<typeof hold>>) =>
    endAuthorization(ctx.tenantId, paymentId)

  test('is taken for an eSIM that was delivered, though every earlier try to take it failed', async () => {
    const held = await hold()
    await settle(held.ctx.tenantId, held.paymentId)
    await runJobs([fulfilOrder])
    await nearly(held)
    await guard(held)
    expect((await held.see()).payment).toMatchObject({ status: 'paid', received: 900n })
  })

  test('is left alone while the eSIM is on its way, which has its own end before', async () => {
    const held = await hold()
    await inTenant(held.ctx, (tx) => tx.delete(sims))
    await settle(held.ctx.tenantId, held.paymentId)
    await runJobs([fulfilOrder])
    await nearly(held)
    await guard(held)
    expect((await held.see()).payment.status).toBe('authorized')
    expect(await held.intent()).toMatchObject({ status: 'requires_capture' })
  })
})

test('MS-38 a hold that lapsed while the eSIM was not there yet ends the order: nothing is delivered unpaid', async () => {
  const { ctx, paymentId, externalId, see, stripe } = await hold()
  await settle(ctx.tenantId, paymentId)
  await stripe.paymentIntents.cancel(externalId)
  await settle(ctx.tenantId, paymentId)
  await runJobs(jobs)
  const { order, sold, booked } = await see()
  expect(order).toMatchObject({ status: 'refunded', simId: null, problem: expect.stringContaining('ended') })
  expect([sold, booked]).toEqual([0, []])
})

import { and, eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { orderEvents, orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import { fulfilOrder } from '@/lib/orders/jobs'
import { resendOrder, resendToBuyer } from '@/lib/orders/resend'
import { viewOrder } from '@/lib/orders/view'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment } from '@/lib/settlement/jobs'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeMember, makeShop, makeStore, makeTenant } from '@/lib/testing/make'
import { beginPurchase } from './begin'
import { comeBack, lookAtOrder } from './come-back'
import { mailOrderLinks } from './find-orders'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const from = { ip: '192.0.2.1', agent: 'test' }
let serial = 0

/** A shop in the sandbox, and a buyer who has pressed "Pay". */
async function begin(endpoint = sandbox.url) {
  const ctx = await makeTenant()
  const secretKey = `sk_test_buying${++serial}_fake`
  const psp = { endpoint, plain: { secretKey, publishableKey: `pk_test_buying${serial}_fake` } }
  const shop = await makeShop(ctx, { psp, stock: 2 })
  const input = makeCheckoutInput(shop)
  const { hostname, port } = new URL(sandbox.url)
  const stripe = new Stripe(secretKey, { host: hostname, port, protocol: 'http', telemetry: false })
  return { ctx, shop, input, stripe }
}

async function placed() {
  const begun = await begin()
  const { token, clientSecret } = await beginPurchase(begun.shop.store, begun.input, from)
  const id = clientSecret!.split('_secret_')[0]!
  const confirm = (method: string) =>
    begun.stripe.paymentIntents
      .confirm(id, { payment_method: method, return_url: 'https://shop.test/' })
      .catch((error: unknown) => error)
  return { ...begun, token, clientSecret, confirm, see: () => viewOrder(begun.shop.store, token, 'visit') }
}

async function delivered() {
  const order = await placed()
  await order.confirm('pm_card_visa')
  await comeBack(order.shop.store, order.token)
  await runJobs([fulfilOrder, settlePayment])
  return order
}

describe('from the form to the payment', () => {
  test('an address that is corrected after the provider gave no answer does not stop the purchase', async () => {
    const secretKey = `sk_test_buying${++serial}_fake`
    const plain = { secretKey, publishableKey: `pk_test_buying${serial}_fake` }
    const psp = { endpoint: sandbox.url, plain, settings: { limitMs: 1_000 } }
    const ctx = await makeTenant()
    const shop = await makeShop(ctx, { psp })
    const input = makeCheckoutInput(shop)
    await fetch(`${sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ service: 'stripe', method: 'POST', path: '/v1/payment_intents', times: 2 },
        fault: 'timeout_after_commit',
      }),
    })
    await expect(beginPurchase(shop.store, input, from)).rejects.toMatchObject({ code: 'unavailable' })
    const right = { ...input, email: 'right@example.test' }
    expect((await beginPurchase(shop.store, right, from)).clientSecret).toBeTruthy()
    const made = await inTenant(ctx, (tx) => tx.select().from(payments))
    expect(made.map(({ status }) => status).sort()).toEqual(['canceled', 'created'])
  })

  test('MS-07 the same form sent twice is one order, one payment and one secret', async () => {
    const { ctx, shop, input } = await begin()
    const [first, second] = await Promise.all([
      beginPurchase(shop.store, input, from),
      beginPurchase(shop.store, input, from),
    ])
    expect(second).toEqual(first)
    expect(await inTenant(ctx, (tx) => tx.$count(orders))).toBe(1)
    expect(await inTenant(ctx, (tx) => tx.$count(payments))).toBe(1)
  })

  test('a form that comes again after its payment has nothing left to pay', async () => {
    const { shop, input, token } = await delivered()
    expect(await beginPurchase(shop.store, input, from)).toEqual({
      token,
      clientSecret: null,
      redirectUrl: null,
    })
  })

  test('a provider that does not answer is said in a sentence for the buyer', async () => {
    const { shop, input } = await begin('http://127.0.0.1:9')
    await expect(beginPurchase(shop.store, input, from)).rejects.toThrow('Nothing was charged')
  })
})

describe('the order page', () => {
  test('a declined card says why and may be tried again; another card then delivers the same order', async () => {
    const order = await placed()
    await order.confirm('pm_card_chargeDeclined')
    await comeBack(order.shop.store, order.token)
    const failed = await order.see()
    expect(failed).toMatchObject({ stage: 'failed', payable: { connectionId: order.shop.connection.id } })
    expect(failed?.text).toMatch(/declined.*Nothing was charged/i)
    await order.confirm('pm_card_visa')
    await comeBack(order.shop.store, order.token)
    expect((await order.see())?.stage).toBe('preparing')
    await runJobs([fulfilOrder, settlePayment])
    expect(await order.see()).toMatchObject({ stage: 'ready', payable: null })
  })

  test('shows the very codes of the eSIM that was sold', async () => {
    const order = await delivered()
    const { esim } = (await order.see())!
    expect(order.shop.sims.map(({ lpa }) => lpa)).toContain(esim?.lpa)
    expect(esim?.lpa).toBe(`LPA:1$${esim?.smdpAddress}$${esim?.matchingId}`)
  })

  test('without a webhook and without the return page, looking at the order finds the payment', async () => {
    const order = await placed()
    await order.confirm('pm_card_visa')
    expect((await lookAtOrder(order.shop.store, order.token, 'visit'))?.stage).toBe('preparing')
  })

  test('MS-64 coming back without having paid claims nothing', async () => {
    const order = await placed()
    await comeBack(order.shop.store, order.token)
    expect(await order.see()).toMatchObject({
      stage: 'failed',
      text: expect.stringContaining('not finished'),
    })
  })

  test('MS-63 is nobody else’s: a wrong token, or the right one in another store, finds nothing', async () => {
    const order = await delivered()
    const { shop: other } = await begin()
    expect(await viewOrder(order.shop.store, `${order.token}x`)).toBeNull()
    expect(await viewOrder(other.store, order.token)).toBeNull()
    expect(await viewOrder(await makeStore(order.ctx), order.token)).toBeNull()
  })

  test('each visit that saw the codes is noted once, and a look without them is not', async () => {
    const order = await delivered()
    const views = () =>
      inTenant(order.ctx, (tx) => tx.$count(orderEvents, and(eq(orderEvents.kind, 'viewed'))))
    expect((await viewOrder(order.shop.store, order.token))?.esim).toBeNull()
    expect(await views()).toBe(0)
    for (const visit of ['monday', 'monday', 'tuesday']) await viewOrder(order.shop.store, order.token, visit)
    expect(await views()).toBe(2)
  })

  test('a refunded order shows its codes no more', async () => {
    const order = await delivered()
    await inTenant(order.ctx, (tx) => tx.update(orders).set({ status: 'refunded' }))
    expect(await order.see()).toMatchObject({ stage: 'refunded', esim: null })
  })
})

/** How many mails wait to be sent. */
const mails = async () => {
  const { pool } = await import('@/db/client')
  const { rows } = await pool.query(
    `select count(*)::int as count from graphile_worker.jobs where task_identifier = 'sendMail'`,
  )
  return rows[0].count as number
}

describe('the mail again', () => {
  test('goes out when the buyer asks, but not without end', async () => {
    const { shop, token, input } = await delivered()
    const before = await mails()
    expect(await resendToBuyer(shop.store, token)).toBe(input.email)
    expect(await mails()).toBe(before + 1)
    for (let again = 0; again < 4; again++) await resendToBuyer(shop.store, token)
    await expect(resendToBuyer(shop.store, token)).rejects.toMatchObject({ code: 'limit' })
  })

  test('is refused while there is no eSIM', async () => {
    const { shop, token } = await placed()
    await expect(resendToBuyer(shop.store, token)).rejects.toMatchObject({ code: 'precondition' })
  })

  test('goes out once when staff press the button twice, and again when they mean it', async () => {
    const { ctx, see } = await delivered()
    const { orderId } = (await see())!
    const before = await mails()
    const press = { orderId, key: newToken() }
    await Promise.all([resendOrder(ctx, press), resendOrder(ctx, press)])
    expect(await mails()).toBe(before + 1)
    await resendOrder(ctx, { orderId, key: newToken() })
    expect(await mails()).toBe(before + 2)
  })

  test('may be asked for by support, not by a viewer and not by strangers', async () => {
    const { ctx, see } = await delivered()
    const { orderId } = (await see())!
    const support = await makeMember(ctx.tenantId, 'support')
    await expect(resendOrder(support, { orderId, key: newToken() })).resolves.toContain('@')
    const viewer = await makeMember(ctx.tenantId, 'viewer')
    await expect(resendOrder(viewer, { orderId, key: newToken() })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(resendOrder(await makeTenant(), { orderId, key: newToken() })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('find my orders', () => {
  test('mails one who bought, and nobody who did not, with the same answer', async () => {
    const { shop, input } = await delivered()
    const before = await mails()
    await mailOrderLinks(shop.store, { email: 'nobody@buyers.test' }, '192.0.2.7')
    expect(await mails()).toBe(before)
    await mailOrderLinks(shop.store, { email: input.email }, '192.0.2.7')
    expect(await mails()).toBe(before + 1)
  })

  test('knows nothing of orders of another store', async () => {
    const { input } = await delivered()
    const { shop: other } = await begin()
    const before = await mails()
    await mailOrderLinks(other.store, { email: input.email }, '192.0.2.8')
    expect(await mails()).toBe(before)
  })
})

import { eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notices, orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import { checkOut } from '@/lib/orders/checkout'
import { fulfilOrder } from '@/lib/orders/jobs'
import { startAtProvider } from '@/lib/orders/start-payment'
import { startSandbox } from '@/lib/sandbox/start'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { webhook } from '@/lib/web/webhook'
import { handleNotice } from './jobs'
import { receivePayment } from './receive'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const secret = 'whsec_answers_fake'
const door = webhook(receivePayment)
let serial = 0

/** A shop with an order that is begun at Stripe, and Stripe's webhooks by hand. */
async function open() {
  const ctx = await makeTenant()
  const name = `answers${++serial}`
  const [secretKey, webhookKey] = [`sk_test_${name}_fake`, newToken()]
  const psp = {
    ...{ endpoint: sandbox.url, webhookKey, secrets: [secret] },
    plain: { secretKey, publishableKey: `pk_test_${name}_fake` },
  }
  const shop = await makeShop(ctx, { psp })
  const at = { tenantId: ctx.tenantId, id: shop.store.id }
  const made = await checkOut(at, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'test' })
  const { hostname: host, port } = new URL(sandbox.url)
  const stripe = new Stripe(secretKey, { host, port, protocol: 'http', telemetry: false })
  const { externalId } = await startAtProvider(ctx.tenantId, made.paymentId)
  const confirm = (method: string) =>
    stripe.paymentIntents.confirm(externalId, { payment_method: method, return_url: sandbox.url })
  const tell = async (type: string) => {
    const object = { id: externalId, object: 'payment_intent' }
    const body = JSON.stringify({
      ...{ id: `evt_${newToken().slice(0, 20)}`, object: 'event', type, livemode: false },
      ...{ created: Math.floor(Date.now() / 1_000), api_version: Stripe.API_VERSION, data: { object } },
    })
    const header = stripe.webhooks.generateTestHeaderString({ payload: body, secret })
    const request = new Request('http://localhost/', {
      ...{ method: 'POST', body },
      headers: { 'stripe-signature': header },
    })
    return (await door(request, { params: Promise.resolve({ key: webhookKey }) })).status
  }
  const statusOf = () =>
    inTenant(
      ctx,
      async (tx) => (await tx.select().from(orders).where(eq(orders.id, made.orderId)))[0]!.status,
    )
  return { ctx, ...made, confirm, tell, statusOf }
}

test('MS-11 failed payments and orders that have ended are answered 200, so that nobody sends them for ever', async () => {
  const { confirm, tell, statusOf } = await open()
  await confirm('pm_card_chargeDeclined').catch(() => {})
  expect(await tell('payment_intent.payment_failed')).toBe(200)
  await runJobs([handleNotice])
  await confirm('pm_card_visa')
  expect(await tell('payment_intent.succeeded')).toBe(200)
  await runJobs([handleNotice, fulfilOrder])
  expect(await statusOf()).toBe('fulfilled')
  for (const type of ['payment_intent.succeeded', 'payment_intent.payment_failed', 'charge.failed'])
    expect(await tell(type)).toBe(200)
  await runJobs([handleNotice, fulfilOrder])
  expect(await statusOf()).toBe('fulfilled')
})

test('MS-04 a webhook that comes before our row knows the id of the provider is matched by our reference, not lost', async () => {
  const { ctx, paymentId, confirm, tell, statusOf } = await open()
  await inTenant(ctx, (tx) => tx.update(payments).set({ externalId: null }).where(eq(payments.id, paymentId)))
  await confirm('pm_card_visa')
  expect(await tell('payment_intent.succeeded')).toBe(200)
  await runJobs([handleNotice, fulfilOrder])
  expect(await statusOf()).toBe('fulfilled')
  const kept = await inTenant(ctx, (tx) => tx.select().from(notices))
  expect(kept.map(({ outcome }) => outcome)).toEqual(['applied'])
})

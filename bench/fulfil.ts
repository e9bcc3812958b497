// From the payment to the eSIM at 20 purchases a second, less the time that the supplier itself takes to sell it.
import { setTimeout as wait } from 'node:timers/promises'
import { Stripe } from 'stripe'
import { pool } from '@/db/client'
import { env } from '@/lib/core/env'
import { newToken } from '@/lib/core/secrets'
import { checkOut } from '@/lib/orders/checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { makeSuppliedPlan } from '@/lib/testing/supplier'
import { quantile, report } from './report'
import { startStopwatch } from './stopwatch'

const perSecond = 20
const seconds = Number(process.env.BENCH_SECONDS ?? 20)
// Processes that have just begun are slow: what is bought in these first seconds does not count.
const warmUpSeconds = 10
// A supplier takes ten calls a second of each organization.
const organizations = 8

const stopwatch = await startStopwatch(env.SANDBOX_URL)
const { hostname: host, port } = new URL(env.SANDBOX_URL)

async function openShop(account: string) {
  const ctx = await makeTenant()
  const secretKey = `sk_test_${account}_fake`
  const stripe = new Stripe(secretKey, { host, port, protocol: 'http', telemetry: false })
  const webhookKey = newToken()
  const { secret } = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${env.PORT}/api/webhooks/payments/${webhookKey}`,
    enabled_events: ['payment_intent.succeeded', 'charge.succeeded', 'charge.updated'],
  })
  const plain = { secretKey, publishableKey: `pk_test_${account}_fake`, webhookSecret: '' }
  const psp = { endpoint: env.SANDBOX_URL, webhookKey, secrets: [secret!], plain }
  const shop = await makeShop(ctx, { psp })
  return { ctx, stripe, shop: { ...shop, plan: await makeSuppliedPlan(ctx, stopwatch.url, account, 20_000) } }
}

type Open = Awaited<ReturnType<typeof openShop>>

/** A buyer who has chosen and has only to press "Pay". */
async function readyToPay({ ctx, stripe, shop }: Open) {
  const at = { tenantId: ctx.tenantId, id: shop.store.id }
  const made = await checkOut(at, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'bench' })
  const { externalId } = await startAtProvider(ctx.tenantId, made.paymentId)
  const pay = () =>
    stripe.paymentIntents.confirm(externalId, { payment_method: 'pm_card_visa', return_url: env.APP_URL })
  return { orderId: made.orderId, pay }
}

const shops = await Promise.all(
  Array.from({ length: organizations }, (_, n) => openShop(`bench${n}_unlimited`)),
)
const buyers: Awaited<ReturnType<typeof readyToPay>>[] = []
for (let n = 0; n < perSecond * (warmUpSeconds + seconds); n += organizations)
  buyers.push(...(await Promise.all(shops.map((shop) => readyToPay(shop)))))

const [paidAt, readyAt, iccids] = [
  new Map<string, number>(),
  new Map<string, number>(),
  new Map<string, string>(),
]

async function watch(): Promise<void> {
  for (
    const until = Date.now() + (warmUpSeconds + seconds + 60) * 1_000;
    readyAt.size < buyers.length;
    await wait(10)
  ) {
    if (Date.now() > until)
      throw new Error(`Only ${readyAt.size} of ${buyers.length} purchases were delivered.`)
    const { rows } = await pool.query<{ id: string; iccid: string }>(
      `select o.id, s.iccid from orders o join sims s on s.id = o.sim_id
       where o.status = 'fulfilled' and o.id = any($1)`,
      [[...paidAt.keys()].filter((id) => !readyAt.has(id))],
    )
    const now = performance.now()
    for (const { id, iccid } of rows) {
      readyAt.set(id, now)
      iccids.set(id, iccid)
    }
  }
}

const watching = watch()
const startedAt = performance.now()
const payments = buyers.map(async ({ orderId, pay }, n) => {
  await wait(Math.max(0, startedAt + (n * 1_000) / perSecond - performance.now()))
  paidAt.set(orderId, performance.now())
  await pay()
})
await Promise.all([...payments, watching])

const counted = buyers.slice(perSecond * warmUpSeconds)
const total = counted.map(({ orderId }) => readyAt.get(orderId)! - paidAt.get(orderId)!)
const supplier = counted.map(({ orderId }) => stopwatch.took.get(iccids.get(orderId)!) ?? 0)
const ours = total.map((ms, n) => ms - supplier[n]!)
report(
  { bench: 'fulfil', value: quantile(ours, 0.95), unit: 'ms', limit: quantile(supplier, 0.95) },
  { median: quantile(ours, 0.5), totalP95: quantile(total, 0.95), purchases: counted.length },
)
stopwatch.close()
await pool.end()

import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pool } from '@/db/client'
import { freePort } from '@/db/free-port'
import { newToken } from '@/lib/core/secrets'
import { makeTempFolder } from '@/lib/testing/folder'
import { makeCheckoutInput, makeShop, makeStore, makeTenant, type Shop } from '@/lib/testing/make'
import { runProcess } from '@/lib/testing/process'
import { makeSuppliedPlan, supplierOrders } from '@/lib/testing/supplier'
import { freePorts } from '@/scripts/serve/ports'

const buyers = 200
const atOnce = 8
// On two cores it takes about a minute; on a machine that is busy otherwise, ten times that.
const limitMs = 900_000
const faults = ['timeout', 'timeout_after_commit', 'reset', 'status:500', 'status:429']
// Each account may be called ten times a second; with several, the test is not slowed by that.
const accounts = ['chaos1', 'chaos2', 'chaos3', 'chaos4']
const secretKey = 'sk_test_chaos_fake'

type Running = ReturnType<typeof runProcess>
let [sandboxUrl, doorUrl, sandbox, door] = ['', '', {} as Running, {} as Running]
let workers: Running[] = []

beforeAll(async () => {
  const [, sandboxPort] = await freePorts()
  const doorPort = await freePort()
  sandboxUrl = `http://localhost:${sandboxPort}`
  doorUrl = `http://127.0.0.1:${doorPort}`
  const env = { SMTP_URL: `smtp://127.0.0.1:${sandboxPort + 1}`, SANDBOX_PORT: String(sandboxPort) }
  sandbox = runProcess('lib/sandbox/main.ts', [], { ...env, DATA_DIR: makeTempFolder() })
  door = runProcess('lib/testing/door.ts', [String(doorPort)], env)
  workers = [0, 1].map(() => runProcess('lib/worker/main.ts', [], env))
  await patiently(() => fetch(`${sandboxUrl}/_sandbox/clock`))
}, limitMs)
afterAll(() => Promise.all([...workers, door, sandbox].map((each) => each.stop())))

/** Tries until it works, as people and browsers do. */
const patiently = <T>(work: () => Promise<T>): Promise<T> =>
  vi.waitFor(work, { timeout: limitMs, interval: 200 })

async function post<T>(url: string, body: unknown): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

const tellSandbox = (path: string, body: unknown) => post(`${sandboxUrl}/_sandbox/${path}`, body)

const stripeOf = (url: string) => {
  const { hostname: host, port } = new URL(url)
  return new Stripe(secretKey, {
    host,
    port,
    protocol: 'http',
    telemetry: false,
    timeout: 1_000,
    maxNetworkRetries: 0,
  })
}

/** One shop that delivers and one that gives up at once, each with a plan of its stock and one of its supplier. */
async function openShops(stripe: Stripe) {
  const ctx = await makeTenant()
  const webhookKey = newToken()
  const { secret } = await stripe.webhookEndpoints.create({
    url: `${doorUrl}/webhooks/${webhookKey}`,
    enabled_events: ['payment_intent.succeeded', 'charge.succeeded', 'charge.refunded', 'refund.created'],
  })
  const plain = { secretKey, publishableKey: 'pk_test_chaos_fake', webhookSecret: '' }
  const psp = { endpoint: sandboxUrl, webhookKey, secrets: [secret!], plain, settings: { limitMs: 1_000 } }
  const fromStock = await makeShop(ctx, { psp, stock: buyers / 2 })
  const plans: Shop['plan'][] = []
  for (const account of accounts) plans.push(await makeSuppliedPlan(ctx, sandboxUrl, account))
  const hasty = await makeStore(ctx, { deliveryMinutes: 0 })
  const shopFor = (buyer: number): Shop => ({
    ...fromStock,
    ...(buyer % 2 === 1 && { plan: plans[(buyer >> 1) % plans.length]! }),
    ...(buyer % 20 >= 18 && { store: hasty }),
  })
  return { ctx, shopFor }
}

/** A buyer at his browser: checks out, pays, and every third comes back to the page. What fails he tries again. */
async function buy(tenantId: string, shop: Shop, stripe: Stripe, comesBack: boolean) {
  const form = { ...makeCheckoutInput(shop), tenantId, storeId: shop.store.id }
  const { orderId, externalId } = await patiently(() =>
    post<{ orderId: string; externalId: string }>(`${doorUrl}/checkout`, form),
  )
  await patiently(async () => {
    const { status } = await stripe.paymentIntents.retrieve(externalId)
    if (status !== 'succeeded')
      await stripe.paymentIntents.confirm(externalId, { payment_method: 'pm_card_visa', return_url: doorUrl })
  })
  if (comesBack) await post(`${doorUrl}/return`, { tenantId, orderId }).catch(() => {})
}

async function addFaults(buyer: number) {
  const fault = faults[buyer % faults.length]
  await tellSandbox('faults', { service: 'stripe', times: 1, fault })
  await tellSandbox('faults', { service: 'esim-go', times: 1, fault })
  if (buyer % 4 === 1)
    await tellSandbox('faults', { service: 'esim-go', method: 'POST', path: '/orders', times: 1, fault })
}

/** Between payment and delivery: what was just paid is on its way through these processes. */
async function killSomething(buyer: number) {
  if (buyer % 30 === 15) await workers[(buyer % 60) % 2]!.kill()
  if (buyer % 60 === 40) await door.kill()
}

async function everyoneBuys(tenantId: string, shopFor: (buyer: number) => Shop, stripe: Stripe) {
  let next = 0
  const queue = async () => {
    for (let buyer = next++; buyer < buyers; buyer = next++) {
      if (buyer === buyers / 2) await tellSandbox('webhooks', { service: 'stripe', mode: 'shuffle' })
      await addFaults(buyer)
      await buy(tenantId, shopFor(buyer), stripe, buyer % 3 === 0)
      await killSomething(buyer)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, queue))
}

/** Brings forward what would come by itself within hours: retries, the look at lost purchases, the mop-up. */
async function passTime() {
  await pool.query(`update provisions set called_at = called_at - interval '2 minutes'
    where (status = 'unknown' or status = 'calling') and called_at > now() - interval '2 minutes' and not exists (
      select from graphile_worker._private_jobs job where locked_at is not null and payload::text like '%' || order_id || '%')`)
  await pool.query(`update payments set created_at = created_at - interval '200 minutes', checked_at = null
    where status <> 'paid' and external_id is not null`)
  await pool.query(`update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null
    and task_id in (select id from graphile_worker._private_tasks
      where identifier not in ('orders.expireCheckout', 'orders.refundAtDeadline'))`)
  await pool.query(`select graphile_worker.add_job('reconcile.mopUp', '{"input":{}}', job_key := 'mop-up')`)
}

const number = async (query: string): Promise<number> => Number((await pool.query(query)).rows[0].n)

async function untilAllAreDone() {
  await patiently(async () => {
    await passTime()
    expect(await number(`select count(*) n from orders where status not in ('fulfilled', 'refunded')`)).toBe(
      0,
    )
  })
}

/** What each party holds in the end; every line of it is what must be true of it. */
async function countAll(stripe: Stripe) {
  const intents = await stripe.paymentIntents.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 })
  const refunds = await stripe.refunds.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 })
  const bought = await Promise.all(accounts.map((account) => supplierOrders(sandboxUrl, account)))
  const sold = `from orders o join sims s on s.id = o.sim_id and s.order_id = o.id and s.sold_at is not null`
  return {
    'payments at Stripe': intents.filter(({ status }) => status === 'succeeded').length,
    'payments of ours that are paid': await number(`select count(*) n from payments where status = 'paid'`),
    'orders with exactly one eSIM': await number(
      `select count(distinct s.id) n ${sold} where o.status = 'fulfilled'`,
    ),
    'orders with exactly one full refund':
      await number(`select count(*) n from orders o where o.status = 'refunded'
      and o.sim_id is null and o.amount = (select sum(r.amount) from refunds r join payments p on p.id = r.payment_id
      where p.order_id = o.id and r.status = 'succeeded' having count(*) = 1)`),
    'refunds at Stripe': refunds.length,
    'eSIMs sold': await number(`select count(*) n from sims where sold_at is not null`),
    'eSIMs bought at the supplier': bought.flat().length,
    'purchases of ours at the supplier': await number(
      `select count(*) n from provisions where status = 'ready'`,
    ),
    'ledger, sum of all lines': await number(`select coalesce(sum(amount), 0) n from lines`),
    'ledger, money at Stripe without fees': await number(
      `select sum(l.amount) n from lines l join entries e on e.id = l.entry_id
        where account like 'psp:%' and e.cause not like '%:fee:%'`,
    ),
  }
}

test(
  '200 purchases with faults, lost answers and killed processes: each ends with one eSIM or one refund',
  async () => {
    const stripe = stripeOf(sandboxUrl)
    await tellSandbox('webhooks', { service: 'stripe', mode: 'duplicate' })
    const { ctx, shopFor } = await openShops(stripe)
    await everyoneBuys(ctx.tenantId, shopFor, stripe)
    await untilAllAreDone()
    await fetch(`${sandboxUrl}/_sandbox/faults`, { method: 'DELETE' })

    const counts = await countAll(stripe)
    const kills = [...workers, door].map((each) => each.kills())
    console.table({ ...counts, 'kills of the workers': kills[0]! + kills[1]!, 'kills of the web': kills[2] })
    const [bought, refunded] = [buyers * 0.9, buyers * 0.1]
    expect(counts).toEqual({
      'payments at Stripe': buyers,
      'payments of ours that are paid': buyers,
      'orders with exactly one eSIM': bought,
      'orders with exactly one full refund': refunded,
      'refunds at Stripe': refunded,
      'eSIMs sold': bought,
      'eSIMs bought at the supplier': bought / 2,
      'purchases of ours at the supplier': bought / 2,
      'ledger, sum of all lines': 0,
      'ledger, money at Stripe without fees': bought * 900,
    })
  },
  limitMs * 2,
)

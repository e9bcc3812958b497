// Events per second that a catch-up reads at the provider and keeps, over reading the same list and keeping nothing.
import { Stripe } from 'stripe'
import { pool } from '@/db/client'
import { env } from '@/lib/core/env'
import { type CatchUpInput, catchUp } from '@/lib/reconcile/catch-up'
import { makeConnection, makeTenant } from '@/lib/testing/make'
import { quantile, report } from './report'

const payments = 700
const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const { hostname: host, port } = new URL(env.SANDBOX_URL)
const secretKey = 'sk_test_catchup_fake'
const stripe = new Stripe(secretKey, { host, port, protocol: 'http', telemetry: false })

/** Payments of an outage: nobody was told of them. */
for (let made = 0; made < payments; made += 10)
  await Promise.all(
    Array.from({ length: 10 }, () =>
      stripe.paymentIntents.create({
        ...{ amount: 900, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' },
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      }),
    ),
  )

const since = new Date(Date.now() - 86_400_000)

/** Each round an organization of its own, which has received nothing. */
async function keepAll(): Promise<number> {
  const ctx = await makeTenant()
  const connection = await makeConnection(ctx, {
    ...{ kind: 'psp', provider: 'stripe', mode: 'test', endpoint: env.SANDBOX_URL },
    plain: { secretKey, publishableKey: 'pk_test_catchup_fake' },
  })
  const startedAt = performance.now()
  let rest: CatchUpInput | null = { tenantId: ctx.tenantId, id: connection.id, since }
  while (rest) rest = await catchUp(rest)
  const ms = performance.now() - startedAt
  const { rows } = await pool.query('select count(*)::int n from notices where tenant_id = $1', [
    ctx.tenantId,
  ])
  return (rows[0].n * 1_000) / ms
}

async function readAll(): Promise<number> {
  const startedAt = performance.now()
  let count = 0
  const created = { gte: Math.floor(since.getTime() / 1_000) }
  for await (const _ of stripe.events.list({ created, limit: 100 })) count++
  return (count * 1_000) / (performance.now() - startedAt)
}

const [values, limits]: [number[], number[]] = [[], []]
for (let round = 0; round <= rounds; round++) {
  const pair = [await keepAll(), await readAll()] as const
  if (round === 0) continue
  values.push(pair[0])
  limits.push(pair[1])
}
const ratios = values.map((value, index) => value / limits[index]!)
report(
  { bench: 'catchup', value: Math.max(...values), unit: 'events/s', limit: Math.max(...limits) },
  { medianRatio: quantile(ratios, 0.5) },
)
await pool.end()

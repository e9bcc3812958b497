// Signed payment events accepted per second, each another one, over an empty route handler of the same server.
import { createHmac, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { db, pool } from '@/db/client'
import { connections } from '@/db/schema'
import { webhookSecretsOf } from '@/lib/connections/find'
import { env } from '@/lib/core/env'
import { inTurns } from './load'
import { report } from './report'

const clients = 50
const perClient = 600

const [connection] = await db.select().from(connections).where(eq(connections.provider, 'stripe'))
const [secret] = await webhookSecretsOf(connection!)
const { hostname: host, port } = new URL(env.SANDBOX_URL)
const stripe = new Stripe('sk_test_demo_fake', { host, port, protocol: 'http', telemetry: false })
const { data } = await stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 })
const example = JSON.stringify(data[0], null, 2)

const paymentId = (data[0]!.data.object as Stripe.PaymentIntent).id

/** A real event about a payment of its own, signed as Stripe does (docs.stripe.com/webhooks/signature). */
function signedEvent() {
  const unique = randomBytes(12).toString('hex')
  const body = example.replace(data[0]!.id, `evt_${unique}`).replaceAll(paymentId, `pi_${unique}`)
  const at = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', secret!).update(`${at}.${body}`).digest('hex')
  return {
    method: 'POST' as const,
    path: `/api/webhooks/payments/${connection!.webhookKey}`,
    headers: { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` },
    body,
  }
}

const web = `http://127.0.0.1:${env.PORT}`

const { value, limit, medianRatio } = await inTurns(
  () => {
    const events = Array.from({ length: clients }, () => Array.from({ length: perClient }, signedEvent))
    return { url: web, connections: clients, setupClient: (client) => client.setRequests(events.pop()!) }
  },
  () => ({ url: `${web}/api/healthz`, connections: clients }),
)
report({ bench: 'inbox', value, unit: 'events/s', limit }, { medianRatio })
await pool.end()

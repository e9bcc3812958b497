import { and, eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { expect } from 'vitest'
import { notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { checkOut } from '@/lib/orders/checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import { eventTypes } from '@/lib/payments/providers/stripe/events'
import { readPayoutLines } from '@/lib/payouts/jobs'
import { startSandbox } from '@/lib/sandbox/start'
import { makeTempFolder } from './folder'
import { runJobs } from './jobs'
import { makeCheckoutInput, makeShop, makeTenant } from './make'
import { receiveAll } from './receive'

type Wish = {
  enabled?: readonly string[]
  mode?: 'test' | 'live'
  stock?: number
  settings?: Record<string, unknown>
  store?: object
}

let serial = 0

/** A sandbox and a door for its webhooks; `openShop` makes a shop with a Stripe account of its own, which tells it all. */
export async function openStripeWorld() {
  const sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
  const inbox = await receiveAll()

  const tell = async (path: string, body: object = {}): Promise<void> => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  }

  async function openShop({ enabled = eventTypes, mode = 'test', stock = 1, ...wish }: Wish = {}) {
    const ctx = await makeTenant()
    const account = `shop${process.pid}x${++serial}`
    const plain = { secretKey: `sk_${mode}_${account}_fake`, publishableKey: `pk_${mode}_${account}_fake` }
    const { hostname, port } = new URL(sandbox.url)
    const stripe = new Stripe(plain.secretKey, { host: hostname, port, protocol: 'http', telemetry: false })
    const webhookKey = newToken()
    const endpoint = await stripe.webhookEndpoints.create({
      url: `${inbox.url}/${webhookKey}`,
      enabled_events: enabled as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
      api_version: Stripe.API_VERSION,
    })
    const shop = await makeShop(ctx, {
      stock,
      store: wish.store,
      psp: {
        ...(wish.settings && { settings: wish.settings }),
        endpoint: sandbox.url,
        mode,
        facts: { accountId: `acct_${account}` },
        plain,
        webhookKey,
        secrets: [endpoint.secret!],
      },
    })

    /** A checkout up to the card form. */
    async function begin() {
      const store = { tenantId: ctx.tenantId, id: shop.store.id }
      const made = await checkOut(store, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'test' })
      return { ...made, externalId: (await startAtProvider(ctx.tenantId, made.paymentId)).externalId }
    }

    async function buy(card = 'pm_card_visa') {
      const made = await begin()
      const confirm = { payment_method: card, return_url: 'http://localhost/' }
      await stripe.paymentIntents.confirm(made.externalId, confirm).catch(() => {})
      return made
    }

    const noticesOf = (type: string) =>
      inTenant(ctx, (tx) =>
        tx
          .select()
          .from(notices)
          .where(and(eq(notices.connectionId, shop.connection.id), eq(notices.type, type))),
      )

    /** Works on the event of this type that is kept; gives what came of it. */
    async function work(type: string) {
      const [kept] = await noticesOf(type)
      await handleNotice.run({ tenantId: ctx.tenantId, noticeId: kept!.id })
      return (await noticesOf(type))[0]!
    }

    /** Ends when an event of this type has come and was worked on; gives what came of it. */
    async function heard(type: string) {
      await expect.poll(async () => (await noticesOf(type)).length, { timeout: 15_000 }).toBeGreaterThan(0)
      await runJobs([handleNotice, readPayoutLines])
      return (await noticesOf(type))[0]!
    }

    return { ctx, ...shop, stripe, account: `acct_${account}`, begin, buy, work, heard }
  }

  return {
    url: sandbox.url,
    inbox,
    tell,
    openShop,
    async close() {
      await inbox.close()
      await sandbox.close()
    },
  }
}

export type StripeWorld = Awaited<ReturnType<typeof openStripeWorld>>
export type StripeShop = Awaited<ReturnType<StripeWorld['openShop']>>

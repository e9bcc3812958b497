import { eq } from 'drizzle-orm'
import { addresses, connections, offers } from '@/db/schema'
import { env } from '@/lib/core/env'
import { newId } from '@/lib/core/id'
import { newToken, seal } from '@/lib/core/secrets'
import { installationId } from '@/lib/payments/installation'
import { cardknox } from '@/lib/payments/providers/cardknox'
import type { CardknoxCredentials } from '@/lib/payments/providers/cardknox/credentials'
import { mollie } from '@/lib/payments/providers/mollie'
import { stripe } from '@/lib/payments/providers/stripe'
import { esimGo } from '@/lib/telecom/providers/esim-go'
import type { Context } from '@/lib/tenancy/context'
import { db } from '../client'
import { inTenant } from '../tenant'

export type Telecoms = { stockId: string; esimGoId: string; stripeId: string }

type NewConnection = Omit<
  typeof connections.$inferInsert,
  'credentials' | 'webhookSecrets' | 'webhookKey'
> & {
  plain: Record<string, string>
  secrets?: string[]
  webhookKey: string
}

/** Keeps a connection as a person would have made it. */
export async function connect(
  { tenantId }: Context,
  { plain, secrets = [], ...values }: NewConnection,
): Promise<string> {
  const id = newId('con')
  const sealed = {
    credentials: seal(JSON.stringify(plain)),
    webhookSecrets: seal(JSON.stringify(secrets)),
  }
  await inTenant(tenantId, (tx) => tx.insert(connections).values({ id, ...values, ...sealed }))
  await db.insert(addresses).values({ kind: 'webhook', key: values.webhookKey, tenantId, entityId: id })
  return id
}

/** Own stock, eSIM Go, Stripe, Mollie and Cardknox; all but the first in the sandbox, which knows where to send its webhooks. */
export async function seedTelecoms(ctx: Context, slug: string): Promise<Telecoms> {
  const checkedAt = new Date().toISOString()
  const stockId = await connect(ctx, {
    kind: 'telecom',
    provider: 'stock',
    name: 'Own stock',
    mode: 'live',
    endpoint: '',
    plain: {},
    webhookKey: newToken(),
    health: { checkedAt },
  })
  const telecoms = {
    stockId,
    esimGoId: await connectEsimGo(ctx, slug),
    stripeId: await connectStripe(ctx, slug),
  }
  await connectMollie(ctx, slug)
  await connectCardknox(ctx, slug)
  return telecoms
}

async function connectEsimGo(ctx: Context, slug: string): Promise<string> {
  const endpoint = `${env.SANDBOX_URL}/esim-go/v2.5`
  // The demo is made faster than the vendor lets anybody call.
  const plain = { apiKey: `sbx_esimgo_${slug}_unlimited` }
  const carrier = esimGo.connect(plain, { url: endpoint })
  const account = await carrier.testConnection!()
  const webhookKey = newToken()
  const connectionId = await connect(ctx, {
    kind: 'telecom',
    provider: 'esim-go',
    name: 'eSIM Go',
    mode: 'test',
    endpoint,
    plain,
    webhookKey,
    facts: { accountName: account.name, currency: account.currency, last4: slug.slice(-4) },
    health: { checkedAt: new Date().toISOString() },
  })
  // In the real world a person enters this in the supplier's portal.
  await fetch(`${env.SANDBOX_URL}/_sandbox/esim-go/callback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      api_key: plain.apiKey,
      url: `${env.APP_URL}/api/webhooks/telecoms/${webhookKey}`,
      encoding: 'hex',
    }),
  })
  const found: (typeof offers.$inferInsert)[] = []
  for await (const { price, topUp, autostart: _, ...facts } of carrier.listOffers!())
    found.push({
      ...facts,
      connectionId,
      cost: price.amount,
      currency: price.currency,
      canTopUp: topUp,
      region: facts.region ?? null,
    })
  await inTenant(ctx.tenantId, async (tx) => {
    await tx.insert(offers).values(found)
    await tx.update(connections).set({ syncedAt: new Date() }).where(eq(connections.id, connectionId))
  })
  return connectionId
}

async function connectStripe(ctx: Context, slug: string): Promise<string> {
  const plain = {
    publishableKey: `pk_test_${slug}_fake`,
    secretKey: `sk_test_${slug}_fake`,
    webhookSecret: '',
  }
  const webhookKey = newToken()
  const link = { url: env.SANDBOX_URL }
  const checked = await stripe.check(plain, link)
  const webhook = await stripe.installWebhook!(plain, link, {
    webhookUrl: `${env.APP_URL}/api/webhooks/payments/${webhookKey}`,
    installation: await installationId(),
  })
  return connect(ctx, {
    kind: 'psp',
    provider: 'stripe',
    name: 'Stripe',
    mode: 'test',
    endpoint: env.SANDBOX_URL,
    plain,
    webhookKey,
    secrets: webhook.secret ? [webhook.secret] : [],
    webhookId: webhook.id,
    webhookEvents: webhook.subscribed,
    facts: { ...stripe.publicPart(plain), ...checked },
    health: { checkedAt: new Date().toISOString() },
  })
}

async function connectMollie(ctx: Context, slug: string): Promise<void> {
  const plain = { apiKey: `test_${slug}`.padEnd(37, 'fake') }
  const endpoint = env.SANDBOX_URL + mollie.sandbox.path
  await connect(ctx, {
    kind: 'psp',
    provider: 'mollie',
    name: 'Mollie',
    mode: 'test',
    endpoint,
    plain,
    webhookKey: newToken(),
    facts: { ...mollie.publicPart(plain), ...(await mollie.check(plain, { url: endpoint })) },
    health: { checkedAt: new Date().toISOString() },
  })
}

async function connectCardknox(ctx: Context, slug: string): Promise<void> {
  const [webhookKey, pin] = [newToken(), newToken()]
  const plain: CardknoxCredentials = {
    ...{ xKey: `fakekey${slug}`, site: slug, mode: 'test', currency: 'EUR' },
    ...{ timeZone: 'America/New_York', referenceField: 'xInvoice', returnField: 'xRedirectURL' },
    webhookSecret: '',
  }
  const endpoint = env.SANDBOX_URL + cardknox.sandbox.path
  await connect(ctx, {
    kind: 'psp',
    provider: 'cardknox',
    name: 'Cardknox',
    mode: 'test',
    endpoint,
    plain,
    secrets: [pin],
    webhookKey,
    facts: { ...cardknox.publicPart(plain), ...(await cardknox.check(plain, { url: endpoint })) },
    health: { checkedAt: new Date().toISOString() },
  })
  // In the real world a person enters this in the portal.
  await fetch(`${env.SANDBOX_URL}/_sandbox/cardknox/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      account: slug,
      url: `${env.APP_URL}/api/webhooks/payments/${webhookKey}`,
      pin,
    }),
  })
}

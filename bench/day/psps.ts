// The payment providers of a day, each with an account in the sandbox and a buyer who pays on its page.
import { Stripe } from 'stripe'
import { env } from '@/lib/core/env'
import { newToken } from '@/lib/core/secrets'
import type { PaymentState } from '@/lib/payments/states'
import type { Context } from '@/lib/tenancy/context'
import { makeConnection } from '@/lib/testing/make'

const base = env.SANDBOX_URL
const web = `http://localhost:${env.PORT}`

export type Psp = {
  service: string
  connectionId: string
  /** Of a hundred buyers. */
  share: number
  /** Can be asked for a payment; one that cannot must not lose its call-back. */
  isSilent: boolean
  pay(state: PaymentState): Promise<void>
}

async function tell(path: string, body: object): Promise<void> {
  const response = await fetch(`${base}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
}

/** A form of a hosted page, as a browser sends it. */
async function press(page: string, fields: Record<string, string>): Promise<void> {
  const response = await fetch(page, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
  })
  if (response.status >= 400) throw new Error(`${page}: ${response.status} ${await response.text()}`)
}

const settings = { limitMs: 2_000 }
const common = { kind: 'psp' as const, mode: 'test' as const, settings }

async function stripe(ctx: Context): Promise<Psp> {
  const secretKey = 'sk_test_day_fake'
  const { hostname: host, port } = new URL(base)
  const client = new Stripe(secretKey, {
    host,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 5,
  })
  const webhookKey = newToken()
  const { secret } = await client.webhookEndpoints.create({
    url: `${web}/api/webhooks/payments/${webhookKey}`,
    enabled_events: [
      'payment_intent.succeeded',
      'charge.succeeded',
      'charge.updated',
      'charge.refunded',
      'refund.created',
    ],
  })
  const { id } = await makeConnection(ctx, {
    ...{ ...common, provider: 'stripe', name: 'Stripe', endpoint: base, webhookKey, secrets: [secret!] },
    plain: { secretKey, publishableKey: 'pk_test_day_fake' },
  })
  const pay = async ({ externalId }: PaymentState) => {
    const { status } = await client.paymentIntents.retrieve(externalId)
    if (status !== 'succeeded')
      await client.paymentIntents.confirm(externalId, { payment_method: 'pm_card_visa', return_url: web })
  }
  return { service: 'stripe', connectionId: id, share: 40, isSilent: false, pay }
}

async function mollie(ctx: Context): Promise<Psp> {
  const { id } = await makeConnection(ctx, {
    ...{ ...common, provider: 'mollie', name: 'Mollie', endpoint: `${base}/mollie` },
    plain: { apiKey: 'test_day'.padEnd(37, 'fake') },
  })
  const pay = async ({ redirectUrl }: PaymentState) => {
    await press(redirectUrl!, { method: 'ideal' })
    await press(redirectUrl!, { end: 'paid' })
  }
  return { service: 'mollie', connectionId: id, share: 20, isSilent: false, pay }
}

async function paypal(ctx: Context): Promise<Psp> {
  const { id } = await makeConnection(ctx, {
    ...{ ...common, provider: 'paypal-nvp', name: 'PayPal', endpoint: `${base}/paypal/nvp` },
    plain: {
      endpoint: 'https://api-3t.sandbox.paypal.com/nvp',
      username: 'day_api1.example.test',
      password: 'FAKEFAKEFAKEFAKE',
      checkout: 'https://www.sandbox.paypal.com/cgi-bin/webscr',
      signature: `Afake${'fake'.repeat(12)}xyz`,
    },
  })
  const pay = ({ redirectUrl }: PaymentState) => press(redirectUrl!, { funding: 'instant' })
  return { service: 'paypal', connectionId: id, share: 15, isSilent: false, pay }
}

async function cardknox(ctx: Context): Promise<Psp> {
  const [webhookKey, pin] = [newToken(), newToken()]
  const { id } = await makeConnection(ctx, {
    ...{ ...common, provider: 'cardknox', name: 'Cardknox', endpoint: `${base}/cardknox`, webhookKey },
    secrets: [pin],
    plain: {
      ...{ xKey: 'fakekeyday', site: 'day', mode: 'test', currency: 'EUR', timeZone: 'America/New_York' },
      ...{ referenceField: 'xInvoice', returnField: 'xRedirectURL', webhookSecret: '' },
    },
  })
  const url = `${web}/api/webhooks/payments/${webhookKey}`
  await tell('cardknox/webhook', { account: 'day', url, pin })
  const card = { xCardNum: '4444333322221111', xExp: '1230', xCVV: '123' }
  const pay = ({ redirectUrl }: PaymentState) => press(redirectUrl!, card)
  return { service: 'cardknox', connectionId: id, share: 15, isSilent: false, pay }
}

async function custom(ctx: Context): Promise<Psp> {
  const secret = 'fake-shared-secret-of-a-whole-day-of-payments'
  const webhookKey = newToken()
  const { id } = await makeConnection(ctx, {
    ...{ ...common, provider: 'custom', name: 'Acme Pay', endpoint: `${base}/custom`, webhookKey },
    plain: { title: 'Acme Pay', paymentUrl: '', secret, mode: 'test', legacy: '' },
  })
  await tell('custom/shops', { webhook_url: `${web}/api/webhooks/payments/${webhookKey}`, secret })
  const pay = ({ redirectUrl }: PaymentState) => press(redirectUrl!, { end: 'paid' })
  return { service: 'custom', connectionId: id, share: 10, isSilent: true, pay }
}

export const sandbox = { tell }

/** Every provider that can be paid without a person of the organization, connected for one organization. */
export const openPsps = async (ctx: Context): Promise<Psp[]> => [
  await stripe(ctx),
  await mollie(ctx),
  await paypal(ctx),
  await cardknox(ctx),
  await custom(ctx),
]

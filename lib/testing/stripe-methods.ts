import { eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { paymentMethods } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { beginAdding } from '@/lib/payment-methods/add'
import { settle } from '@/lib/payment-methods/settle-setup'
import type { Context } from '@/lib/tenancy/context'
import { makeCompany, makeConnection } from './make'

let serial = 0

/** An organization's Stripe account in the sandbox, a company, and the company's browser. */
export async function openOwner(ctx: Context, sandboxUrl: string) {
  const account = `saved${process.pid}n${++serial}`
  const { hostname, port } = new URL(sandboxUrl)
  const key = `sk_test_${account}_fake`
  const stripe = new Stripe(key, { host: hostname, port, protocol: 'http', telemetry: false })
  const connection = await makeConnection(ctx, {
    kind: 'psp',
    provider: 'stripe',
    name: 'Stripe',
    mode: 'test',
    endpoint: sandboxUrl,
    settings: { limitMs: 1_500 },
    plain: { secretKey: key, publishableKey: `pk_test_${account}_fake`, webhookSecret: '' },
  })
  return { stripe, connection, ...(await makeOwner(ctx, { stripe, connection })) }
}

/** A company that saves cards at a Stripe account of the sandbox. */
export async function makeOwner(
  ctx: Context,
  { stripe, connection }: { stripe: Stripe; connection: { id: string } },
) {
  const company = await makeCompany(ctx, { ownerEmail: 'owner@company.test' })

  const begin = (owner = company.id) =>
    beginAdding(ctx, {
      owner,
      connectionId: connection.id,
      consent: { text: 'You may charge this card when the wallet runs low.', ip: '192.0.2.1', agent: 'test' },
      returnUrl: (id) => `https://shop.test/added/${id}`,
      currency: 'EUR',
    })

  /** What the provider's form does in a browser with the secret of a set-up; a decline is left for us to find. */
  const enter = (clientSecret: string, card: string) =>
    stripe.setupIntents
      .confirm(clientSecret.split('_secret')[0]!, { payment_method: card, return_url: 'https://shop.test/' })
      .catch((error: unknown) => {
        if (!(error instanceof Stripe.errors.StripeCardError)) throw error
      })

  /** Saves a card from the form to the return page. */
  const save = async (card = 'pm_card_visa', owner = company.id) => {
    const { id, clientSecret } = await begin(owner)
    await enter(clientSecret!, card)
    return settle(ctx.tenantId, id)
  }

  const read = async (id: string) => {
    const [row] = await inTenant(ctx.tenantId, (tx) =>
      tx.select().from(paymentMethods).where(eq(paymentMethods.id, id)),
    )
    return row!
  }

  return { company, begin, enter, save, read }
}

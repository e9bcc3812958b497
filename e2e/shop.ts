import { createHmac } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { charges, notices, orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { makeShop, makeTenant, type Shop } from '@/lib/testing/make'
import { settings, unique } from './fixtures'

export type OpenShop = Shop & {
  owner: Context
  /** What its Stripe keys have in common. */
  account: string
  secret: string
  checkout: string
  webhookUrl: string
}

/** A shop of this test's own with eSIMs to sell, which its Stripe account can tell nothing: no webhook is set up there. */
export async function openShop({ stock = 2 }: { stock?: number } = {}): Promise<OpenShop> {
  const owner = await makeTenant()
  const account = unique()
  const secret = `whsec_fake${unique()}`
  const shop = await makeShop(owner, {
    stock,
    psp: {
      endpoint: settings.sandbox,
      plain: { publishableKey: `pk_test_${account}_fake`, secretKey: `sk_test_${account}_fake` },
      secrets: [secret],
      settings: { limitMs: 1_500 },
    },
  })
  return {
    ...shop,
    ...{ owner, account, secret },
    checkout: `/store/${shop.store.slug}/checkout/${shop.plan.slug}`,
    webhookUrl: `/api/webhooks/payments/${shop.connection.webhookKey}`,
  }
}

export type Books = { orders: number; payments: number; charged: bigint; delivered: number }

/** What the shop's books say that happened: money really taken, eSIMs really given away. */
export const booksOf = ({ owner }: OpenShop): Promise<Books> =>
  inTenant(owner, async (tx) => {
    const taken = await tx
      .select({ amount: charges.amount })
      .from(charges)
      .where(eq(charges.status, 'succeeded'))
    return {
      orders: await tx.$count(orders),
      payments: await tx.$count(payments),
      charged: taken.reduce((total, { amount }) => total + amount, 0n),
      delivered: await tx.$count(
        orders,
        and(eq(orders.status, 'fulfilled'), sql`${orders.simId} is not null`),
      ),
    }
  })

export const noticesOf = ({ owner }: OpenShop): Promise<number> => inTenant(owner, (tx) => tx.$count(notices))

/** `Stripe-Signature` as Stripe makes it: HMAC-SHA256 of time and body. */
export function signatureOf(body: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  const proof = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return `t=${at},v1=${proof}`
}

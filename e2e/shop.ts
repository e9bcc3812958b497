import { createHmac } from 'node:crypto'
import { and, desc, eq, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { charges, notices, orders, payments, refunds, stores, tenants } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { checkOut } from '@/lib/orders/checkout'
import { type Context, systemContext } from '@/lib/tenancy/context'
import { makeCheckoutInput, makePlan, makeShop, makeStock, makeTenant, type Shop } from '@/lib/testing/make'
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

/** Puts a plan and eSIMs of it into the store of an organization that has signed up; gives its checkout. */
export async function stockUp(slug: string, count = 3): Promise<{ owner: Context; checkout: string }> {
  const [tenant] = await db.select().from(tenants).where(eq(tenants.slug, slug))
  const owner = systemContext(tenant!.id)
  const plan = await makePlan(owner)
  for (let made = 0; made < count; made++) await makeStock(owner, plan.id, plan.connectionId)
  const [store] = await inTenant(owner, (tx) => tx.select().from(stores))
  return { owner, checkout: `/store/${store!.slug}/checkout/${plan.slug}` }
}

/** A payment and a refund of it in the books of an organization that has signed up; no provider knows of them. */
export async function bookRefund(slug: string): Promise<void> {
  const [tenant] = await db.select().from(tenants).where(eq(tenants.slug, slug))
  const owner = systemContext(tenant!.id)
  const shop = await makeShop(owner)
  const buyer = { ip: '192.0.2.1', agent: 'test' }
  const { paymentId } = await checkOut(
    { tenantId: owner.tenantId, id: shop.store.id },
    makeCheckoutInput(shop),
    buyer,
  )
  const refund = { paymentId, amount: 900n, currency: 'EUR', reason: 'A test', status: 'succeeded' as const }
  await inTenant(owner, (tx) => tx.insert(refunds).values(refund))
}

export type Books = { orders: number; payments: number; charged: bigint; delivered: number }

/** What the shop's books say that happened: money really taken, eSIMs really given away. */
export const booksOf = ({ owner }: Pick<OpenShop, 'owner'>): Promise<Books> =>
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

/** The newest payment, by our id and by the provider's. */
export const paymentOf = ({ owner }: Pick<OpenShop, 'owner'>): Promise<{ id: string; externalId: string }> =>
  inTenant(owner, async (tx) => {
    const found = await tx
      .select({ id: payments.id, externalId: payments.externalId })
      .from(payments)
      .orderBy(desc(payments.id))
      .limit(1)
    return { id: found[0]!.id, externalId: found[0]!.externalId! }
  })

export const noticesOf = ({ owner }: Pick<OpenShop, 'owner'>): Promise<number> =>
  inTenant(owner, (tx) => tx.$count(notices))

/** `Stripe-Signature` as Stripe makes it: HMAC-SHA256 of time and body. */
export function signatureOf(body: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  const proof = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return `t=${at},v1=${proof}`
}

import { eq, sql } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { orders, payments, plans as planTable } from '@/db/schema'
import { env } from '@/lib/core/env'
import { money, toDecimal } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { checkOut } from '@/lib/orders/checkout'
import { expireOrder } from '@/lib/orders/expire'
import { fulfil } from '@/lib/orders/fulfil'
import { startAtProvider } from '@/lib/orders/start-payment'
import { requestRefund } from '@/lib/refunds/request'
import { makeRefund } from '@/lib/settlement/refund'
import { settle } from '@/lib/settlement/settle'
import { inTenant } from '../tenant'
import type { Organization } from './people'
import type { Plans } from './plans'
import type { Telecoms } from './telecoms'

type Scene = { email: string; method?: string; ending?: 'fulfil' | 'refund' | 'expire' | 'none' }

/** One order for each way that a purchase can go, really bought in the sandbox. */
const scenes: Scene[] = [
  { email: 'maria@buyers.test', method: 'pm_card_visa', ending: 'fulfil' },
  { email: 'nikos@buyers.test', method: 'pm_card_mastercard', ending: 'fulfil' },
  { email: 'sofia@buyers.test', method: 'pm_card_amex', ending: 'fulfil' },
  { email: 'disputing@buyers.test', method: 'pm_card_createDispute', ending: 'fulfil' },
  { email: 'refunded@buyers.test', method: 'pm_card_visa', ending: 'refund' },
  { email: 'just-paid@buyers.test', method: 'pm_card_visa', ending: 'none' },
  { email: 'declined@buyers.test', method: 'pm_card_chargeDeclinedInsufficientFunds', ending: 'none' },
  { email: 'three-d-secure@buyers.test', method: 'pm_card_authenticationRequired', ending: 'none' },
  { email: 'undecided@buyers.test', ending: 'none' },
  { email: 'gone@buyers.test', ending: 'expire' },
]

export async function seedOrders(
  { ctx, slug, storeId }: Organization,
  { stripeId }: Telecoms,
  plans: Plans,
): Promise<void> {
  const { hostname, port } = new URL(env.SANDBOX_URL)
  const stripe = new Stripe(`sk_test_${slug}_fake`, {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
  })
  for (const [n, scene] of scenes.entries()) {
    const plan = n % 3 === 2 ? plans.fromSupplier[0]! : plans.stock[n % plans.stock.length]!
    await play(ctx, stripe, storeId, stripeId, plan, scene)
  }
  await spread(ctx.tenantId)
}

/** As if the orders had come one after the other over the last days. */
const spread = (tenantId: string) =>
  inTenant(tenantId, (tx) =>
    tx.execute(sql`update ${orders} o set created_at = o.created_at - n.age, paid_at = o.paid_at - n.age,
        fulfilled_at = o.fulfilled_at - n.age
      from (select id, (row_number() over (order by id desc) - 1) * interval '14 hours' as age from ${orders}) n
      where n.id = o.id`),
  )

async function play(
  ctx: Organization['ctx'],
  stripe: Stripe,
  storeId: string,
  connectionId: string,
  { planId, versionId }: { planId: string; versionId: string },
  { email, method, ending }: Scene,
): Promise<void> {
  const { tenantId } = ctx
  const [plan] = await inTenant(tenantId, (tx) => tx.select().from(planTable).where(eq(planTable.id, planId)))
  const { orderId, paymentId } = await checkOut(
    { tenantId, id: storeId },
    { checkoutKey: newToken(), planSlug: plan!.slug, versionId, connectionId, email, device: 'on' },
    { ip: '192.0.2.10', agent: 'Demo' },
  )
  const { externalId } = await startAtProvider(tenantId, paymentId)
  // What the buyer's browser does; a decline is one of the ways it can go.
  if (method)
    await stripe.paymentIntents
      .confirm(externalId, { payment_method: method, return_url: env.APP_URL })
      .catch((error: unknown) => {
        if (!(error instanceof Stripe.errors.StripeCardError)) throw error
      })
  await settle(tenantId, paymentId, { everything: true })
  if (ending === 'fulfil' || ending === 'refund') await fulfil(tenantId, orderId)
  if (ending === 'expire') await expireOrder(tenantId, orderId)
  if (ending === 'refund') await giveBack(ctx, paymentId)
}

async function giveBack(ctx: Organization['ctx'], paymentId: string): Promise<void> {
  const [payment] = await inTenant(ctx.tenantId, (tx) =>
    tx.select().from(payments).where(eq(payments.id, paymentId)),
  )
  const left = money(payment!.received, payment!.currency)
  const { id } = await requestRefund(ctx, {
    ...{ paymentId, amount: toDecimal(left), refundable: left.amount.toString() },
    ...{ code: 'plans_changed', reason: 'The traveller changed plans' },
  })
  await makeRefund(ctx.tenantId, id)
}

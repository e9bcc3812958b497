import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { orders, payments, plans as planTable, sims } from '@/db/schema'
import { env } from '@/lib/core/env'
import { money, toDecimal } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { checkOut } from '@/lib/orders/checkout'
import { expireOrder } from '@/lib/orders/expire'
import { fulfil } from '@/lib/orders/fulfil'
import { checkOutRefill } from '@/lib/orders/refill-checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import { requestRefund } from '@/lib/refunds/request'
import { makeRefund } from '@/lib/settlement/refund'
import { settle } from '@/lib/settlement/settle'
import { refreshById } from '@/lib/usage/refresh'
import { inTenant } from '../tenant'
import type { Organization } from './people'
import type { Plans } from './plans'
import type { Telecoms } from './telecoms'

export type Played = { token: string; paymentId: string; externalId: string }

export type Scene = {
  email: string
  method?: string
  ending?: 'fulfil' | 'refund' | 'expire' | 'none'
  /** Data is used, and more is added. */
  isRefilled?: boolean
}

/** One order for each way that a purchase can go, really bought in the sandbox. */
const scenes: Scene[] = [
  { email: 'maria@buyers.test', method: 'pm_card_visa', ending: 'fulfil' },
  { email: 'nikos@buyers.test', method: 'pm_card_mastercard', ending: 'fulfil' },
  { email: 'sofia@buyers.test', method: 'pm_card_amex', ending: 'fulfil', isRefilled: true },
  { email: 'disputing@buyers.test', method: 'pm_card_createDispute', ending: 'fulfil' },
  { email: 'refunded@buyers.test', method: 'pm_card_visa', ending: 'refund' },
  { email: 'just-paid@buyers.test', method: 'pm_card_visa', ending: 'none' },
  { email: 'declined@buyers.test', method: 'pm_card_chargeDeclinedInsufficientFunds', ending: 'none' },
  { email: 'three-d-secure@buyers.test', method: 'pm_card_authenticationRequired', ending: 'none' },
  { email: 'undecided@buyers.test', ending: 'none' },
  { email: 'gone@buyers.test', ending: 'expire' },
]

/** The organization's own Stripe in the sandbox. */
export function stripeOf(slug: string): Stripe {
  const { hostname, port } = new URL(env.SANDBOX_URL)
  return new Stripe(`sk_test_${slug}_fake`, { host: hostname, port, protocol: 'http', telemetry: false })
}

export async function seedOrders(
  { ctx, slug, storeId }: Organization,
  { stripeId }: Telecoms,
  plans: Plans,
): Promise<void> {
  const stripe = stripeOf(slug)
  for (const [n, scene] of scenes.entries()) {
    const plan = n % 3 === 2 ? plans.fromSupplier[0]! : plans.stock[n % plans.stock.length]!
    const { token } = await play(ctx, stripe, storeId, stripeId, plan, scene)
    if (scene.isRefilled) await addData(ctx, stripe, storeId, stripeId, { ...plan, token })
  }
}

/** As if the orders had come one after the other over the last days. */
export const spread = (tenantId: string) =>
  inTenant(tenantId, (tx) =>
    tx.execute(sql`update ${orders} o set created_at = o.created_at - n.age, paid_at = o.paid_at - n.age,
        fulfilled_at = o.fulfilled_at - n.age
      from (select id, (row_number() over (order by id desc) - 1) * interval '14 hours' as age from ${orders}) n
      where n.id = o.id`),
  )

export async function play(
  ctx: Organization['ctx'],
  stripe: Stripe,
  storeId: string,
  connectionId: string,
  { planId, versionId }: { planId: string; versionId: string },
  { email, method, ending }: Scene,
): Promise<Played> {
  const { tenantId } = ctx
  const [plan] = await inTenant(tenantId, (tx) => tx.select().from(planTable).where(eq(planTable.id, planId)))
  const { orderId, paymentId, token } = await checkOut(
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
  return { token, paymentId, externalId }
}

/** The owner of an eSIM uses it, and buys more data for it. */
async function addData(
  { tenantId }: Organization['ctx'],
  stripe: Stripe,
  storeId: string,
  connectionId: string,
  { planId, versionId, token }: { planId: string; versionId: string; token: string },
): Promise<void> {
  const [sim] = await inTenant(tenantId, (tx) =>
    tx
      .select()
      .from(sims)
      .where(and(eq(sims.planId, planId), isNotNull(sims.orderId)))
      .limit(1),
  )
  await fetch(`${env.SANDBOX_URL}/_sandbox/esim/${sim!.iccid}/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ bytes: 700_000_000 }),
  })
  await refreshById(tenantId, sim!.id)
  const { orderId, paymentId } = await checkOutRefill(
    { tenantId, id: storeId },
    token,
    { checkoutKey: newToken(), versionId, connectionId, size: '1000000000' },
    { ip: '192.0.2.10', agent: 'Demo' },
  )
  const { externalId } = await startAtProvider(tenantId, paymentId)
  await stripe.paymentIntents.confirm(externalId, {
    payment_method: 'pm_card_amex',
    return_url: env.APP_URL,
  })
  await settle(tenantId, paymentId, { everything: true })
  await fulfil(tenantId, orderId)
  await refreshById(tenantId, sim!.id)
}

/** All that was paid, or a part in minor units. */
export async function giveBack(ctx: Organization['ctx'], paymentId: string, part?: bigint): Promise<void> {
  const [payment] = await inTenant(ctx.tenantId, (tx) =>
    tx.select().from(payments).where(eq(payments.id, paymentId)),
  )
  const left = money(payment!.received, payment!.currency)
  const { id } = await requestRefund(ctx, {
    ...{ paymentId, amount: toDecimal({ ...left, amount: part ?? left.amount }) },
    refundable: left.amount.toString(),
    ...{ code: 'plans_changed', reason: 'The traveller changed plans' },
  })
  await makeRefund(ctx.tenantId, id)
}

import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { offers, orders, payments, plans, planVersions, stores } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { currency, formatMoney, money } from '@/lib/core/money'
import { hashToken, newToken, open, seal } from '@/lib/core/secrets'
import { assertNoUnknownCharge, type CardWish, openFor } from '@/lib/payment-methods/with-payment'
import { carrierOf } from '@/lib/telecom/carrier'
import { addPayment, assertUsable } from './attempt'
import { deadlineOf, endAt, waitLonger } from './deadline'
import { reserveFor } from './reserve'
import { lockOrder } from './state'
import { tell } from './timeline'

export const CheckoutInput = z.object({
  /** Made with the page: one form sent twice is one order. */
  checkoutKey: z.string().min(16).max(64),
  planSlug: z.string(),
  /** The version whose price the buyer saw. */
  versionId: z.string(),
  connectionId: z.string({ error: 'Choose how you want to pay.' }),
  email: z
    .email('Write your e-mail address like name@example.com: the eSIM is sent there.')
    .max(254)
    .transform((text) => text.toLowerCase()),
  /** A signed-in buyer keeps the card for next time. */
  save: z.literal('on').optional(),
  device: z.literal('on', {
    error: 'Please confirm that your device supports eSIM and is not locked to a carrier.',
  }),
})

export type Buyer = { ip: string; agent: string }
export type Checkout = { orderId: string; paymentId: string; token: string }

/**
 * Turns a checkout form into an order that waits for its payment: the price is ours, the eSIM is reserved, the payment
 * row is there before the provider hears of it. The same form again gives the same order. `wish`: with a saved card, or
 * to keep the one that is paid with.
 */
export async function checkOut(
  store: { tenantId: string; id: string },
  input: z.output<typeof CheckoutInput>,
  buyer: Buyer,
  wish: CardWish | null = null,
): Promise<Checkout> {
  await assertSupplierCanDeliver(store.tenantId, input.planSlug)
  return inTenant(store.tenantId, async (tx) => {
    const [shop] = await tx.select().from(stores).where(eq(stores.id, store.id))
    if (!shop?.isOpen) throw new AppError('precondition', 'This store is closed at the moment.')
    // The same form may come several times at once: one after the other finds what the first has made.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${input.checkoutKey}, 0))`)
    const [known] = await tx
      .select()
      .from(orders)
      .where(eq(orders.checkoutKey, input.checkoutKey))
      .for('update')
    if (known) return resume(tx, shop, known, input, wish)
    const { plan, version } = await planForSale(tx, input)
    const connection = await getConnection(tx, input.connectionId)
    await assertUsable(tx, connection, wish)
    const token = newToken()
    const price = money(version.amount, version.currency)
    const expiresAt = await deadlineOf(connection, shop, price)
    const [order] = await tx
      .insert(orders)
      .values({
        storeId: shop.id,
        tokenHash: hashToken(token),
        tokenSealed: seal(token),
        email: input.email,
        planVersionId: version.id,
        amount: version.amount,
        currency: version.currency,
        mode: connection.mode,
        checkoutKey: input.checkoutKey,
        expiresAt,
        consent: {
          termsVersion: shop.termsVersion,
          device: true,
          ip: buyer.ip,
          agent: buyer.agent.slice(0, 300),
        },
      })
      .returning()
    await reserveFor(tx, plan, order!, buyer.ip)
    const paymentId = await addPayment(tx, order!, connection, wish)
    await tell(tx, order!.id, { kind: 'placed', text: 'Checkout begun', cause: 'placed' })
    await endAt(tx, order!, expiresAt)
    return { orderId: order!.id, paymentId, token }
  })
}

type Order = typeof orders.$inferSelect
type Shop = typeof stores.$inferSelect

/** The form again: a corrected e-mail address is taken over, another way to pay gets a payment of its own. */
export async function resume(
  tx: Tx,
  shop: Shop,
  order: Order,
  input: Pick<z.output<typeof CheckoutInput>, 'connectionId' | 'email'>,
  wish: CardWish | null = null,
): Promise<Checkout> {
  const token = await open(order.tokenSealed)
  const locked = await lockOrder(tx, order.id)
  const all = await tx.select().from(payments).where(eq(payments.orderId, order.id))
  if (locked.status !== 'pending_payment') return { orderId: order.id, paymentId: all[0]!.id, token }
  if (locked.email !== input.email)
    await tx.update(orders).set({ email: input.email }).where(eq(orders.id, order.id))
  const same = await openFor(tx, all, input.connectionId, wish)
  const isStale = same && locked.email !== input.email && (await dropUnknown(tx, same.id))
  if (same && !isStale) return { orderId: order.id, paymentId: same.id, token }
  assertNoUnknownCharge(all)
  const connection = await getConnection(tx, input.connectionId)
  await assertUsable(tx, connection, wish)
  if (connection.mode !== order.mode)
    throw invalidField('connectionId', 'Reload the page and choose how to pay again.')
  await waitLonger(tx, locked, connection, shop)
  return { orderId: order.id, paymentId: await addPayment(tx, locked, connection, wish), token }
}

/**
 * The call that began a payment may have been lost on its way back, and under its key the provider takes no other
 * address: the payment is given up for a new one. Nobody ever got what it takes to pay it.
 */
async function dropUnknown(tx: Tx, paymentId: string): Promise<boolean> {
  const dropped = await tx
    .update(payments)
    .set({ status: 'canceled' })
    .where(
      and(
        eq(payments.id, paymentId),
        eq(payments.status, 'created'),
        isNull(payments.externalId),
        // A saved card may be charged by it already.
        sql`${payments.methodUse} is distinct from 'present'`,
      ),
    )
    .returning({ id: payments.id })
  return dropped.length > 0
}

async function planForSale(tx: Tx, { planSlug, versionId }: { planSlug: string; versionId: string }) {
  const [found] = await tx
    .select({ plan: plans, version: planVersions })
    .from(plans)
    .innerJoin(planVersions, eq(planVersions.id, plans.versionId))
    .where(and(eq(plans.slug, planSlug), eq(plans.isPublished, true), isNull(plans.companyId)))
  if (!found || found.plan.archivedAt) throw notFound('plan')
  if (found.version.id !== versionId) {
    const price = formatMoney({ amount: found.version.amount, currency: currency(found.version.currency) })
    throw new AppError(
      'conflict',
      `This plan has changed since you opened the page; it costs ${price} now. Look at it again, then press Pay.`,
    )
  }
  return found
}

/** A supplier that says no before the money is taken spares a refund after. One that does not answer stops no sale. */
async function assertSupplierCanDeliver(tenantId: string, planSlug: string): Promise<void> {
  const found = await inTenant(tenantId, async (tx) => {
    const [row] = await tx
      .select({ connectionId: plans.connectionId, offerId: offers.externalId })
      .from(plans)
      .innerJoin(offers, eq(offers.id, plans.offerId))
      .where(eq(plans.slug, planSlug))
    return row && { offerId: row.offerId, connection: await getConnection(tx, row.connectionId) }
  })
  if (!found) return
  const carrier = await carrierOf(found.connection, 3_000)
  const quote = await carrier.quote?.({ offerId: found.offerId, quantity: 1 }).catch((error: unknown) => {
    log().warn({ err: error, connection: found.connection.id }, 'supplier gave no quote')
    return undefined
  })
  if (quote && !quote.valid)
    throw new AppError(
      'precondition',
      'This plan is not available at the moment. Nothing was charged; please choose another plan.',
    )
}

import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { orders, stores } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, notFound } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { formatMoney } from '@/lib/core/money'
import { hashToken, newToken, seal } from '@/lib/core/secrets'
import type { CardWish } from '@/lib/payment-methods/with-payment'
import { carrierOf } from '@/lib/telecom/carrier'
import { addPayment, assertUsable } from './attempt'
import { type Buyer, type Checkout, resume } from './checkout'
import { deadlineOf, endAt } from './deadline'
import { type RefillOffer, refillOfferOfOrder } from './refill-offer'
import { tell } from './timeline'
import { findOrder } from './view'

export const RefillCheckoutInput = z.object({
  /** Made with the page: one form sent twice is one order. */
  checkoutKey: z.string().min(16).max(64),
  /** The version whose price the buyer saw, and of its sizes the one that was chosen, in bytes. */
  versionId: z.string(),
  size: z.string().regex(/^\d{1,18}$/, 'Choose how much data to add.'),
  connectionId: z.string({ error: 'Choose how you want to pay.' }),
  /** A signed-in buyer keeps the card for next time. */
  save: z.literal('on').optional(),
})
export type RefillCheckout = z.output<typeof RefillCheckoutInput>

/**
 * Turns the wish for more data on the eSIM of an order into an order of its own, that waits for its payment. The same
 * form again gives the same order. Throws `not_found` for a wrong token, `conflict` when the price is another by now, and
 * `precondition` when the eSIM cannot be refilled. `card`: with a saved card or a wallet, or to keep the card that is paid with.
 */
export async function checkOutRefill(
  store: { tenantId: string; id: string },
  token: string,
  input: RefillCheckout,
  buyer: Buyer,
  card: CardWish | null = null,
): Promise<Checkout> {
  const { tenantId } = store
  const of = await inTenant(tenantId, (tx) => findOrder(tx, store, token))
  if (!of) throw notFound('order')
  const offer = await refillOfferOfOrder(tenantId, of)
  return checkOutOffer(store, { email: of.email, offer }, input, buyer, card)
}

/** The same for what is offered for a SIM, whoever's it is; `email` hears of it. */
export async function checkOutOffer(
  store: { tenantId: string; id: string },
  { email, offer: offered }: { email: string; offer: RefillOffer | null },
  input: RefillCheckout,
  buyer: Buyer,
  card: CardWish | null,
): Promise<Checkout> {
  const { tenantId } = store
  const wish = chosen(offered, input)
  await assertFits(wish)
  return inTenant(tenantId, async (tx) => {
    const [shop] = await tx.select().from(stores).where(eq(stores.id, store.id))
    if (!shop?.isOpen) throw new AppError('precondition', 'This store is closed at the moment.')
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${input.checkoutKey}, 0))`)
    const [known] = await tx
      .select()
      .from(orders)
      .where(eq(orders.checkoutKey, input.checkoutKey))
      .for('update')
    if (known) return resume(tx, shop, known, { connectionId: input.connectionId, email: known.email }, card)
    const connection = await getConnection(tx, input.connectionId)
    await assertUsable(tx, connection, card)
    const { price, bytes, days, offer } = wish.size
    const expiresAt = await deadlineOf(connection, shop, price)
    const made = newToken()
    const [order] = await tx
      .insert(orders)
      .values({
        ...{ kind: 'refill', simId: wish.sim.id, refill: { bytes: bytes.toString(), days, offer } },
        ...{ storeId: shop.id, email, planVersionId: wish.plan.versionId, mode: connection.mode },
        ...{ tokenHash: hashToken(made), tokenSealed: seal(made), checkoutKey: input.checkoutKey, expiresAt },
        amount: price.amount,
        currency: price.currency,
        consent: {
          termsVersion: shop.termsVersion,
          device: true,
          ip: buyer.ip,
          agent: buyer.agent.slice(0, 300),
        },
      })
      .returning()
    const paymentId = await addPayment(tx, order!, connection, card)
    await tell(tx, order!.id, { kind: 'placed', text: 'Checkout begun', cause: 'placed' })
    await endAt(tx, order!, expiresAt)
    return { orderId: order!.id, paymentId, token: made }
  })
}

export type Wish = Omit<RefillOffer, 'sizes'> & { size: RefillOffer['sizes'][number] }

/** The size that was chosen, while it is on offer and costs what the buyer saw. */
export function chosen(
  offer: RefillOffer | null,
  { versionId, size: bytes }: Pick<RefillCheckout, 'versionId' | 'size'>,
): Wish {
  const size = offer?.sizes.find((each) => each.bytes === BigInt(bytes))
  if (!offer || !size)
    throw new AppError('precondition', 'This cannot be added at the moment. Nothing was charged.')
  if (offer.plan.versionId !== versionId)
    throw new AppError(
      'conflict',
      `The plan has changed since you opened the page; this costs ${formatMoney(size.price)} now. Reload the page, then press Pay.`,
    )
  return { ...offer, size }
}

/** A supplier that says no before the money is taken spares a refund after. One that does not answer stops no sale. */
export async function assertFits({ connection, sim, size }: Wish): Promise<void> {
  const carrier = await carrierOf(connection, 3_000)
  const fits = await carrier.isCompatible?.(sim.iccid, size.offer).catch((error: unknown) => {
    log().warn({ err: error, connection: connection.id }, 'supplier did not say whether a refill fits')
    return undefined
  })
  if (fits === false)
    throw new AppError(
      'precondition',
      'This does not fit your eSIM. Nothing was charged; please choose another size.',
    )
}

import { eq } from 'drizzle-orm'
import { endUsers } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Checkout, Buyer as Origin } from '@/lib/orders/checkout'
import { checkOutOffer, checkOutRefill, type RefillCheckout } from '@/lib/orders/refill-checkout'
import { type RefillOffer, refillOfferOf, refillOfferOfOrder } from '@/lib/orders/refill-offer'
import { startAtProvider } from '@/lib/orders/start-payment'
import { findOrder } from '@/lib/orders/view'
import type { CardWish } from '@/lib/payment-methods/with-payment'
import { payFromWallet } from '@/lib/settlement/from-wallet'
import { ownSim } from '@/lib/sim-refills/settings'
import type { Buyer } from '@/lib/tenancy/buyers'
import { type Begun, openPayment } from './begin'
import { readChoice } from './card-wish'
import type { Store } from './find'
import { payWithSaved } from './pay-saved'

type At = Pick<Store, 'tenantId' | 'id'>

/** True for the token of an order of this store. */
export const findBuyersOrder = (store: At, token: string): Promise<boolean> =>
  inTenant(store.tenantId, async (tx) => (await findOrder(tx, store, token)) !== null)

/** What the buyer of an order can add to its eSIM; null where nothing can be added, and for a wrong token. */
export async function refillsFor(store: At, token: string): Promise<RefillOffer | null> {
  const order = await inTenant(store.tenantId, (tx) => findOrder(tx, store, token))
  return order && refillOfferOfOrder(store.tenantId, order)
}

/** What a signed-in buyer can add to a SIM of his own; null where nothing can be added. Throws `not_found`. */
export async function refillsForOwn(buyer: Buyer, simId: string): Promise<RefillOffer | null> {
  await inTenant(buyer.tenantId, (tx) => ownSim(tx, buyer, simId))
  return refillOfferOf(buyer.tenantId, simId)
}

/**
 * From the choice of a size to a payment that its provider knows. Safe to repeat: one form is one order and one payment.
 * `buyer`: who is signed in. Throws a sentence for the buyer, also when a saved card was declined.
 */
export const beginRefill = (
  store: At,
  token: string,
  form: RefillCheckout,
  origin: Origin,
  buyer: Buyer | null = null,
): Promise<Begun> =>
  begin(store.tenantId, form, origin, buyer, (input, wish) =>
    checkOutRefill(store, token, input, origin, wish),
  )

/** The same for a SIM of a signed-in buyer, which may have been given by staff. Throws `not_found` for any other. */
export async function beginOwnRefill(
  store: At,
  buyer: Buyer,
  simId: string,
  form: RefillCheckout,
  origin: Origin,
): Promise<Begun> {
  const { tenantId, endUserId } = buyer
  const offer = await refillsForOwn(buyer, simId)
  const email = await inTenant(tenantId, (tx) => emailOf(tx, endUserId))
  return begin(tenantId, form, origin, buyer, (input, wish) =>
    checkOutOffer(store, { email, offer }, input, origin, wish),
  )
}

async function emailOf(tx: Tx, endUserId: string): Promise<string> {
  const [user] = await tx.select({ email: endUsers.email }).from(endUsers).where(eq(endUsers.id, endUserId))
  return user!.email
}

async function begin(
  tenantId: string,
  form: RefillCheckout,
  origin: Origin,
  buyer: Buyer | null,
  checkOut: (input: RefillCheckout, wish: CardWish | null) => Promise<Checkout>,
): Promise<Begun> {
  const { connectionId, wish } = await readChoice(tenantId, form, buyer, origin)
  const made = await checkOut({ ...form, connectionId }, wish)
  if (wish && 'methodId' in wish)
    return { token: made.token, ...(await payWithSaved(tenantId, made.paymentId, startAtProvider)) }
  if (wish && 'walletId' in wish) {
    await payFromWallet(tenantId, made.paymentId)
    return { token: made.token, clientSecret: null, redirectUrl: null }
  }
  return { token: made.token, ...(await openPayment(tenantId, made.paymentId)) }
}

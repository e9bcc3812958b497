import { inTenant } from '@/db/tenant'
import type { Buyer } from '@/lib/orders/checkout'
import { checkOutRefill, type RefillCheckout } from '@/lib/orders/refill-checkout'
import { type RefillOffer, refillOfferOfOrder } from '@/lib/orders/refill-offer'
import { findOrder } from '@/lib/orders/view'
import { type Begun, openPayment } from './begin'
import type { Store } from './find'

type At = Pick<Store, 'tenantId' | 'id'>

/** True for the token of an order of this store. */
export const findBuyersOrder = (store: At, token: string): Promise<boolean> =>
  inTenant(store.tenantId, async (tx) => (await findOrder(tx, store, token)) !== null)

/** What the buyer of an order can add to its eSIM; null where nothing can be added, and for a wrong token. */
export async function refillsFor(store: At, token: string): Promise<RefillOffer | null> {
  const order = await inTenant(store.tenantId, (tx) => findOrder(tx, store, token))
  return order && refillOfferOfOrder(store.tenantId, order)
}

/** From the choice of a size to a payment that its provider knows. Safe to repeat: one form is one order and one payment. */
export async function beginRefill(
  store: At,
  token: string,
  input: RefillCheckout,
  buyer: Buyer,
): Promise<Begun> {
  const made = await checkOutRefill(store, token, input, buyer)
  return { token: made.token, ...(await openPayment(store.tenantId, made.paymentId)) }
}

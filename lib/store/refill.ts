import { inTenant } from '@/db/tenant'
import type { Buyer as Origin } from '@/lib/orders/checkout'
import { checkOutRefill, type RefillCheckout } from '@/lib/orders/refill-checkout'
import { type RefillOffer, refillOfferOfOrder } from '@/lib/orders/refill-offer'
import { startAtProvider } from '@/lib/orders/start-payment'
import { findOrder } from '@/lib/orders/view'
import { payFromWallet } from '@/lib/settlement/from-wallet'
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

/**
 * From the choice of a size to a payment that its provider knows. Safe to repeat: one form is one order and one payment.
 * `buyer`: who is signed in. Throws a sentence for the buyer, also when a saved card was declined.
 */
export async function beginRefill(
  store: At,
  token: string,
  form: RefillCheckout,
  origin: Origin,
  buyer: Buyer | null = null,
): Promise<Begun> {
  const { tenantId } = store
  const { connectionId, wish } = await readChoice(tenantId, form, buyer, origin)
  const made = await checkOutRefill(store, token, { ...form, connectionId }, origin, wish)
  if (wish && 'methodId' in wish)
    return { token: made.token, ...(await payWithSaved(tenantId, made.paymentId, startAtProvider)) }
  if (wish && 'walletId' in wish) {
    await payFromWallet(tenantId, made.paymentId)
    return { token: made.token, clientSecret: null, redirectUrl: null }
  }
  return { token: made.token, ...(await openPayment(tenantId, made.paymentId)) }
}

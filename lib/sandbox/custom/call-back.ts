import { headersFor, legacyHash } from './proof'
import type { Payment, Shop, Store } from './store'

const retryAfterS = [10, 60, 300, 1_800, 7_200, 43_200]

/** Tells the shop where its payment stands; a payment that is still open is nothing to tell. */
export function tellStatus(store: Store, { id, shopId, reference, status, amount, currency }: Payment): void {
  if (status === 'open') return
  const shop = store.shops.get(shopId)!
  const comment = status === 'failed' ? 'The bank said no.' : undefined
  if (shop.legacy) tellOldWay(store, shop, { id, amount, reference, status })
  else send(store, shop, status, { id, reference, status, amount, currency, method: 'acme', comment })
}

export function tellRefund(store: Store, payment: Payment, refund: Payment['refunds'][number]): void {
  const { id, shopId, reference: refund_of, currency } = payment
  const call = { id, ...refund, status: 'refunded', currency, refund_of }
  send(store, store.shops.get(shopId)!, 'refunded', call)
}

function send({ kernel }: Store, shop: Shop, type: string, call: object): void {
  const body = JSON.stringify(call)
  kernel.deliver({
    service: 'custom',
    type,
    url: shop.webhookUrl,
    body,
    headers: () => headersFor(shop, body),
    retryAfterS,
    ref: shop.id,
  })
}

type Old = Pick<Payment, 'id' | 'amount' | 'reference' | 'status'>

/** The old way knows nothing but money that came. */
function tellOldWay({ kernel }: Store, shop: Shop, { id, amount, reference, status }: Old): void {
  if (status !== 'paid') return
  const query = new URLSearchParams({ hash: legacyHash(shop), user_id: id, amount, comment: reference })
  kernel.deliver({
    ...{ service: 'custom', type: 'paid (GET)', method: 'GET', body: '', headers: () => ({}), retryAfterS },
    url: `${shop.webhookUrl}?${query}`,
  })
}

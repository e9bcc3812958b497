import { inTenant } from '@/db/tenant'
import { findOrder, type OrderView, viewOrder } from '@/lib/orders/view'
import { settleReturned, settleStale } from '@/lib/settlement/returned'
import type { Store } from './find'

type At = Pick<Store, 'tenantId' | 'id'>

/** The buyer is back from paying: what the provider says now is taken over. Nothing of the address is believed. */
export async function comeBack(store: At, token: string): Promise<void> {
  const order = await inTenant(store.tenantId, (tx) => findOrder(tx, store, token))
  if (order?.status === 'pending_payment') await settleReturned(store.tenantId, { orderId: order.id })
}

/** The order as its buyer sees it; an open payment is first read again when that was long ago. Null: wrong token. */
export async function lookAtOrder(store: At, token: string, viewer: string): Promise<OrderView | null> {
  const seen = await viewOrder(store, token, viewer)
  if (!seen || (seen.stage !== 'pending' && !seen.payable)) return seen
  await settleStale(store.tenantId, { orderId: seen.orderId })
  return viewOrder(store, token, viewer)
}

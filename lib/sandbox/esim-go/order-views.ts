import type { checkOrder, OrderRequest } from './orders'
import { dollars, iso, type Order, type OrderLine, type Store, smdpAddress } from './store'

const priceOf = ({ item, quantity, unitCents, allowReassign }: OrderLine) => ({
  type: 'bundle',
  item,
  quantity,
  subTotal: dollars(unitCents * quantity),
  pricePerUnit: dollars(unitCents),
  AllowReassign: allowReassign,
})

/** The answer to a dry run (OrderResponseValidate of the vendor's OpenAPI). */
export const quoteView = (
  { lines, totalCents }: ReturnType<typeof checkOrder>,
  { assign }: OrderRequest,
  now: number,
) => ({
  order: lines.map(priceOf),
  total: dollars(totalCents),
  valid: true,
  currency: 'USD',
  createdDate: iso(now),
  assigned: assign,
})

const esimsOf = (store: Store, { iccids }: OrderLine) => ({
  esims: iccids.map((iccid) => ({ iccid, matchingId: store.esims.get(iccid)?.matchingId, smdpAddress })),
  iccids,
})

function statusMessage({ status, lines, assign }: Order): string {
  if (status === 'processing') return 'Order is being processed'
  const count = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return `Order completed: ${count} ${assign ? 'eSIMs assigned' : 'bundles added to inventory'}`
}

/** An order (OrderResponseTransaction of the vendor's OpenAPI); the eSIMs only when asked for and made. */
export const orderView = (store: Store, order: Order, withEsims: boolean) => ({
  order: order.lines.map((line) => ({
    ...(withEsims && order.assign && order.status === 'completed' ? esimsOf(store, line) : {}),
    ...priceOf(line),
  })),
  total: dollars(order.totalCents),
  currency: 'USD',
  status: order.status,
  statusMessage: statusMessage(order),
  orderReference: order.reference,
  createdDate: iso(order.createdAt),
  assigned: order.assign,
  sourceIP: '127.0.0.1',
})

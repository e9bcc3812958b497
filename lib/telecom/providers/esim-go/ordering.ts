import type { z } from 'zod'
import {
  type Carrier,
  type FoundOrder,
  type Quote,
  TelecomError,
  type TelecomErrorKind,
} from '../../provider'
import { notReady, readAssignments } from './assignments'
import { type Client, rowsOf } from './client'
import { name } from './errors'
import { toFoundOrders, toPlacedOrder, toQuote } from './translate-orders'
import { CompatibleReply, OrderReply, OrdersReply, QuoteReply } from './wire'

const ordersPerPage = 10

/** What a dry run may answer; a bad key or a broken line is no answer to it. */
const refusals: readonly TelecomErrorKind[] = [
  'validation',
  'not_found',
  'insufficient_balance',
  'out_of_stock',
  'not_compatible',
]

type Line = { quantity: number; item: string; iccids?: string[]; allowReassign: boolean }

/** One line for each order. The API has no field for our reference and no idempotency key. */
const orderCall = (type: 'validate' | 'transaction', line: Line) => ({
  method: 'POST' as const,
  path: '/orders',
  body: { type, assign: true, order: [{ type: 'bundle', ...line }] },
  buys: type === 'transaction',
})

const buy = (client: Client, line: Omit<Line, 'quantity'>) =>
  client.read(orderCall('transaction', { quantity: 1, ...line }), OrderReply.transform(toPlacedOrder))

/** `installUrl` of v2.5 gives the Android link too. */
export const ordering = (client: Client, isOld: boolean) =>
  ({
    async quote({ offerId, quantity }): Promise<Quote> {
      const call = orderCall('validate', { quantity, item: offerId, allowReassign: false })
      try {
        return await client.read(call, QuoteReply.transform(toQuote))
      } catch (error) {
        if (!(error instanceof TelecomError) || !refusals.includes(error.kind)) throw error
        return { valid: false, reason: error.message }
      }
    },

    order: ({ offerId }) => buy(client, { item: offerId, allowReassign: false }),

    async topUp({ iccid, offerId, allowNewSim = false }) {
      const placed = await buy(client, { item: offerId, iccids: [iccid], allowReassign: allowNewSim })
      const [landed] = placed.iccids
      if (!landed && allowNewSim)
        throw new TelecomError(
          name,
          'unknown_outcome',
          `eSIM Go accepted order ${placed.orderId} without saying on which eSIM. Read its orders again.`,
        )
      return { orderId: placed.orderId, iccid: landed ?? iccid, profile: placed.profiles[0] }
    },

    async findOrders(since) {
      // Whole seconds: an order dated without fractions must not fall just before its own attempt.
      const from = new Date(Math.floor(since.getTime() / 1000) * 1000)
      const found: FoundOrder[] = []
      const shape = OrdersReply.transform((orders) =>
        orders.map((order) => ({ key: order.orderReference, lines: toFoundOrders(order) })),
      )
      const pages = rowsOf(
        ordersPerPage,
        ({ key }: z.output<typeof shape>[number]) => key,
        (page) =>
          client.read(
            {
              path: '/orders',
              query: {
                includeIccids: 'true',
                page: String(page),
                limit: String(ordersPerPage),
                createdAt: `gte:${from.toISOString()}`,
              },
            },
            shape,
          ),
      )
      for await (const { lines } of pages) found.push(...lines.filter(({ createdAt }) => createdAt >= from))
      return found
    },

    async fetchActivation(orderId) {
      const query = { reference: orderId, additionalFields: isOld ? 'appleInstallUrl' : 'installUrl' }
      const call = { path: '/esims/assignments', query }
      return client.ask(call).then((answer) => readAssignments(call, answer), notReady)
    },

    isCompatible: (iccid, offerId) =>
      client.read(
        { path: `/esims/${encodeURIComponent(iccid)}/compatible/${encodeURIComponent(offerId)}` },
        CompatibleReply.transform(({ compatible }) => compatible),
      ),
  }) satisfies Carrier

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { charges, conflicts, connections, disputes, notices, orders, payments, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AlertQuery, listAlerts } from '@/lib/alerts/list'
import { checkOut } from '@/lib/orders/checkout'
import type { Context } from '@/lib/tenancy/context'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { watch } from './look'

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

/** A shop with one order, whose payment the test bends into trouble. */
async function open() {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  const at = { tenantId: ctx.tenantId, id: shop.store.id }
  const made = await checkOut(at, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'test' })
  const bend = (work: (tx: Tx) => Promise<unknown>) => inTenant(ctx, work)
  return { ctx, connectionId: shop.connection.id, ...made, bend }
}

type Shop = Awaited<ReturnType<typeof open>>

const payment = (tx: Tx, { paymentId }: Shop, set: Partial<typeof payments.$inferInsert>) =>
  tx.update(payments).set(set).where(eq(payments.id, paymentId))

async function kindsOf(ctx: Context): Promise<string[]> {
  await watch(ctx.tenantId)
  return (await listAlerts(ctx, AlertQuery.parse({}))).rows.map(({ kind }) => kind)
}

const attempts = (shop: Shop, count: number, status: 'failed' | 'succeeded', minutes = 5) =>
  shop.bend((tx) =>
    tx.insert(charges).values(
      Array.from({ length: count }, (_, n) => ({
        ...{ paymentId: shop.paymentId, status, amount: 900n, currency: 'EUR' },
        externalId: `ch_${status}_${minutes}_${n}`,
        madeAt: minutesAgo(minutes),
      })),
    ),
  )

test('a shop where all is well raises nothing', async () => {
  const shop = await open()
  await attempts(shop, 20, 'succeeded', 600)
  await attempts(shop, 2, 'failed')
  expect(await kindsOf(shop.ctx)).toEqual([])
})

test('declines far above the past of the shop are told, and cleared when the hour is over', async () => {
  const shop = await open()
  await attempts(shop, 100, 'succeeded', 600)
  await attempts(shop, 12, 'failed')
  expect(await kindsOf(shop.ctx)).toEqual(['declines.spike'])
  await shop.bend((tx) =>
    tx
      .update(charges)
      .set({ madeAt: minutesAgo(90) })
      .where(eq(charges.status, 'failed')),
  )
  expect(await kindsOf(shop.ctx)).toEqual([])
})

const troubles: [string, (tx: Tx, shop: Shop) => Promise<unknown>][] = [
  ['payments.unknown', (tx, shop) => payment(tx, shop, { startedAt: minutesAgo(70) })],
  ['payments.held', (tx, shop) => payment(tx, shop, { mismatch: 'The order is €9.00, the payment €1.00.' })],
  [
    'authorizations.ending',
    (tx, shop) => payment(tx, shop, { status: 'authorized', captureBefore: minutesAgo(-60) }),
  ],
  [
    'orders.undelivered',
    (tx, { orderId }) =>
      tx
        .update(orders)
        .set({ status: 'paid', paidAt: minutesAgo(20) })
        .where(eq(orders.id, orderId)),
  ],
  [
    'refunds.failed',
    (tx, { paymentId }) =>
      tx
        .insert(refunds)
        .values({ paymentId, amount: 900n, currency: 'EUR', reason: 'test', status: 'failed' }),
  ],
  [
    'refunds.slow',
    (tx, { paymentId }) =>
      tx.insert(refunds).values({
        ...{ paymentId, amount: 900n, currency: 'EUR', reason: 'test', status: 'pending' },
        createdAt: minutesAgo(6 * 24 * 60),
      }),
  ],
  [
    'disputes.opened',
    (tx, { paymentId }) =>
      tx.insert(disputes).values({
        ...{
          paymentId,
          externalId: `du_${paymentId}`,
          status: 'needs_response',
          amount: 900n,
          currency: 'EUR',
        },
        ...{ reason: 'fraudulent', isRefundable: true, openedAt: minutesAgo(5), dueBy: minutesAgo(-9_000) },
      }),
  ],
  [
    'connections.broken',
    (tx, { connectionId }) =>
      tx.update(connections).set({ status: 'broken' }).where(eq(connections.id, connectionId)),
  ],
  [
    'webhooks.failing',
    (tx, { connectionId }) =>
      tx.insert(notices).values({
        ...{ connectionId, externalId: 'evt_fake', type: 'charge.updated', body: '', problem: 'no answer' },
        ...{ occurredAt: minutesAgo(20), createdAt: minutesAgo(20) },
      }),
  ],
]

test.each(troubles)('%s is found in the shop that has it, and in no other', async (kind, make) => {
  const [shop, other] = [await open(), await open()]
  await shop.bend((tx) => make(tx, shop))
  expect(await kindsOf(shop.ctx)).toEqual([kind])
  expect(await kindsOf(other.ctx)).toEqual([])
})

test('a dispute that ends within three days is told of a second time', async () => {
  const shop = await open()
  await shop.bend((tx) =>
    tx.insert(disputes).values({
      ...{ paymentId: shop.paymentId, externalId: 'du_due', status: 'needs_response', amount: 900n },
      ...{ currency: 'EUR', reason: 'fraudulent', isRefundable: true, openedAt: minutesAgo(5) },
      dueBy: minutesAgo(-60),
    }),
  )
  expect((await kindsOf(shop.ctx)).sort()).toEqual(['disputes.due', 'disputes.opened'])
})

test('webhooks count as silent only when payments are made and none is told', async () => {
  const shop = await open()
  await attempts(shop, 3, 'succeeded', 30)
  expect(await kindsOf(shop.ctx)).toEqual(['webhooks.silent'])
  await shop.bend((tx) =>
    tx
      .update(connections)
      .set({ health: { lastEventAt: minutesAgo(20).toISOString() } })
      .where(eq(connections.id, shop.connectionId)),
  )
  expect(await kindsOf(shop.ctx)).toEqual([])
})

test('webhooks that the secret does not prove are told of, until a good one comes', async () => {
  const shop = await open()
  const health = (set: object) =>
    shop.bend((tx) =>
      tx.update(connections).set({ health: set }).where(eq(connections.id, shop.connectionId)),
    )
  await health({ lastBadSignatureAt: minutesAgo(5).toISOString() })
  expect(await kindsOf(shop.ctx)).toEqual(['webhooks.failing'])
  await health({ lastBadSignatureAt: minutesAgo(5).toISOString(), lastEventAt: minutesAgo(1).toISOString() })
  expect(await kindsOf(shop.ctx)).toEqual([])
})

test('a held payment is told of until somebody decided on it; that it was recorded here decides nothing', async () => {
  const shop = await open()
  const { connectionId, paymentId } = shop
  const decided: Omit<typeof conflicts.$inferInsert, 'kind'> = {
    ...{ connectionId, paymentId, subject: `pi_${paymentId}`, amount: 900n, currency: 'EUR' },
    ...{ object: 'payment', status: 'resolved', closedAt: new Date() },
  }
  await shop.bend((tx) => payment(tx, shop, { mismatch: 'Not ours.' }))
  await shop.bend((tx) =>
    tx.insert(conflicts).values({ ...decided, kind: 'missing_here', resolution: 'adopted' }),
  )
  expect(await kindsOf(shop.ctx)).toEqual(['payments.held'])
  await shop.bend((tx) =>
    tx.insert(conflicts).values({ ...decided, kind: 'amount', resolution: 'explained' }),
  )
  expect(await kindsOf(shop.ctx)).toEqual([])
})

test('two looks at once tell a trouble once', async () => {
  const shop = await open()
  await shop.bend((tx) => payment(tx, shop, { mismatch: 'Not ours.' }))
  await Promise.all(Array.from({ length: 5 }, () => watch(shop.ctx.tenantId)))
  expect(await kindsOf(shop.ctx)).toEqual(['payments.held'])
})

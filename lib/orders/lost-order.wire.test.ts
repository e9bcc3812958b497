import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { offers, orderEvents, provisions } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { startSandbox } from '@/lib/sandbox/start'
import { carrierOf } from '@/lib/telecom/carrier'
import type { FoundOrder } from '@/lib/telecom/provider'
import { makeTempFolder } from '@/lib/testing/folder'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { makeSuppliedPlan } from '@/lib/testing/supplier'
import { checkOut } from './checkout'
import { findLostOrder } from './lost-order'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

let serial = 0

/** A shop, and another system that buys at the same supplier with the same key. */
async function open() {
  const ctx = await makeTenant()
  const account = `lost${++serial}`
  const plan = await makeSuppliedPlan(ctx, sandbox.url, account)
  const shop = { ...(await makeShop(ctx)), plan }
  const { connection, offer } = await inTenant(ctx, async (tx) => ({
    connection: await getConnection(tx, plan.connectionId),
    offer: (await tx.select().from(offers).where(eq(offers.id, plan.offerId!)))[0]!,
  }))
  const carrier = await carrierOf(connection)
  /** A purchase of ours whose answer never came. */
  async function lose(agoMs = 0) {
    const store = { tenantId: ctx.tenantId, id: shop.store.id }
    const { orderId } = await checkOut(store, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'test' })
    const [row] = await inTenant(ctx, (tx) =>
      tx
        .insert(provisions)
        .values({
          ...{ orderId, connectionId: connection.id, offerExternalId: offer.externalId, attempt: 1 },
          ...{ status: 'unknown', calledAt: new Date(Date.now() - agoMs) },
        })
        .returning(),
    )
    return row!
  }
  const order = (reference: string) => carrier.order!({ offerId: offer.externalId, reference })
  const look = (provision: typeof provisions.$inferSelect) => findLostOrder(ctx.tenantId, carrier, provision)
  return { ctx, carrier, lose, order, look }
}

test('an order that was made long after our call is not taken for ours', async () => {
  const { lose, order, look } = await open()
  const [late, fresh] = [await lose(10 * 60_000), await lose()]
  const { orderId } = await order('other')
  expect(await look(late)).toBeNull()
  expect(await look(fresh)).toMatchObject({ orderId })
})

test('of more orders than we have lost none is taken, nothing is bought anew, and staff are told', async () => {
  const { ctx, lose, order, look } = await open()
  const provision = await lose()
  await order('other')
  await order('other')
  expect(await look(provision)).toBe('unclear')
  expect(await look(provision)).toBe('unclear')
  const told = await inTenant(ctx, (tx) =>
    tx.select().from(orderEvents).where(eq(orderEvents.orderId, provision.orderId)),
  )
  expect(told.filter(({ text }) => text.startsWith('The supplier has 2 orders'))).toHaveLength(1)
})

test('once the order of the other system bears its reference, ours is found', async () => {
  const { carrier, lose, order, look } = await open()
  const provision = await lose()
  const [theirs, ours] = [await order('other'), await order('ours')]
  await carrier.tag!(theirs.iccids[0]!, 'other system')
  expect(await look(provision)).toMatchObject({ orderId: ours.orderId })
})

test('two lost purchases find two orders, each its own', async () => {
  const { ctx, lose, order, look } = await open()
  const [first, second] = [await lose(), await lose()]
  await order('first')
  await order('second')
  const found = (await look(first)) as FoundOrder
  await inTenant(ctx, (tx) =>
    tx
      .update(provisions)
      .set({ status: 'ordered', externalOrderId: found.orderId })
      .where(eq(provisions.id, first.id)),
  )
  const other = (await look(second)) as FoundOrder
  expect(other.orderId).not.toBe(found.orderId)
})

test('an order is found though the clock of the supplier runs ahead', async () => {
  const { lose, order, look } = await open()
  const provision = await lose(10 * 60_000)
  await fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance_s: 86_400 }),
  })
  const { orderId } = await order('ours')
  expect(await look(provision)).toMatchObject({ orderId })
})

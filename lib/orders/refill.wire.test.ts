import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  assignments,
  entries,
  lines,
  offers,
  orders,
  plans,
  planVersions,
  provisions,
  sims,
  stores,
} from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { newToken } from '@/lib/core/secrets'
import { settle } from '@/lib/settlement/settle'
import { carrierOf } from '@/lib/telecom/carrier'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeStore } from '@/lib/testing/make'
import {
  refillBuyer as buyer,
  refillJobs as jobs,
  openRefillWorld,
  type RefillWorld,
} from '@/lib/testing/refill-shop'
import { supplierOrders } from '@/lib/testing/supplier'
import { refreshById } from '@/lib/usage/refresh'
import { checkOut } from './checkout'
import { eligibilityOf } from './eligibility'
import { fulfil } from './fulfil'
import { fulfilOrder } from './jobs'
import { findLostOrder } from './lost-order'
import { checkOutRefill } from './refill-checkout'
import { refillOfferOfOrder } from './refill-offer'
import { viewOrder } from './view'

const GB = 1_000_000_000n
let world: RefillWorld
beforeAll(async () => {
  world = await openRefillWorld()
})
afterAll(() => world.close())
const open = () => world.openShop()

test('data is on the eSIM once, though three tell of the payment and two workers ask', async () => {
  const { ctx, account, wish, pay, orderOf, simOf, bundles, esim } = await open()
  const made = await wish()
  await pay(made)
  await Promise.all([1, 2, 3].map(() => settle(ctx.tenantId, made.paymentId)))
  await Promise.all([runJobs(jobs), runJobs(jobs), fulfil(ctx.tenantId, made.orderId)])
  await runJobs(jobs, { dueNow: true })
  expect((await orderOf(made.orderId)).status).toBe('fulfilled')
  expect([await bundles(), (await supplierOrders(world.url, account)).length]).toEqual([2, 2])
  expect((await simOf()).dataLeft).toBe(2n * GB)
  expect((await orderOf(esim.orderId)).simId).toBe((await orderOf(made.orderId)).simId)
})

test('the books have the money of a refill as a sale, once', async () => {
  const { ctx, wish, pay } = await open()
  const made = await wish()
  await pay(made)
  const booked = await inTenant(ctx.tenantId, (tx) =>
    tx
      .select({ account: lines.account, amount: lines.amount })
      .from(lines)
      .innerJoin(entries, eq(entries.id, lines.entryId))
      .where(eq(entries.cause, `${made.paymentId}:paid`)),
  )
  expect(booked).toHaveLength(2)
  expect(
    booked.map(({ account, amount }) => account === 'sales' && [-450n, 450n].includes(amount)),
  ).toContain(true)
})

test('one form that is sent twice is one refill', async () => {
  const { wish } = await open()
  const checkoutKey = newToken()
  const [first, second] = await Promise.all([wish({ checkoutKey }), wish({ checkoutKey })])
  expect(first).toEqual(second)
})

test('remaining data and end move with what the carrier says of plan and refill together', async () => {
  const { ctx, wish, pay, until, use, simOf } = await open()
  await use(400_000_000n)
  await refreshById(ctx.tenantId, (await simOf()).id)
  const before = await simOf()
  expect([before.dataLeft, before.monthBytes]).toEqual([600_000_000n, 400_000_000n])
  const made = await wish()
  await pay(made)
  await until(made.orderId, 'fulfilled')
  const after = await simOf()
  expect(after.dataLeft).toBe(1_600_000_000n)
  expect(after.endsAt!.getTime()).toBeGreaterThanOrEqual(before.endsAt!.getTime())
  await use(1_000_000_000n)
  await refreshById(ctx.tenantId, after.id)
  const [used, lines] = [
    await simOf(),
    await inTenant(ctx.tenantId, (tx) => tx.select().from(assignments).orderBy(assignments.id)),
  ]
  expect([used.dataLeft, used.monthBytes]).toEqual([600_000_000n, 1_400_000_000n])
  expect(lines.map(({ usedBytes, status }) => [usedBytes, status])).toEqual([
    [GB, 'depleted'],
    [400_000_000n, 'active'],
  ])
})

test('a supplier that added the data but never answered is looked up, not asked again', async () => {
  const { account, wish, pay, until, fault, provisionOf, bundles } = await open()
  const made = await wish()
  await pay(made)
  await fault('timeout_after_commit')
  await runJobs([fulfilOrder])
  expect((await provisionOf(made.orderId)).status).toBe('unknown')
  await until(made.orderId, 'fulfilled')
  expect([
    (await provisionOf(made.orderId)).attempt,
    await bundles(),
    (await supplierOrders(world.url, account)).length,
  ]).toEqual([1, 2, 2])
})

test('a call that provably never arrived is made again, once', async () => {
  const { ctx, wish, pay, until, fault, provisionOf, bundles } = await open()
  const made = await wish()
  await pay(made)
  await fault('timeout')
  await runJobs([fulfilOrder])
  await runJobs([fulfilOrder], { dueNow: true })
  expect((await provisionOf(made.orderId)).status).toBe('unknown')
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(provisions).set({ calledAt: sql`${provisions.calledAt} - interval '2 minutes'` }),
  )
  await until(made.orderId, 'fulfilled')
  expect([(await provisionOf(made.orderId)).attempt, await bundles()]).toEqual([2, 2])
})

test('what the supplier refuses is paid back at once', async () => {
  const { stripe, wish, pay, until, fault, provisionOf, bundles, simOf, orderOf, esim } = await open()
  const made = await wish()
  const { externalId } = await pay(made)
  await fault('status:400')
  await runJobs([fulfilOrder])
  expect((await provisionOf(made.orderId)).status).toBe('failed')
  await until(made.orderId, 'refunded')
  const { data } = await stripe.refunds.list({ payment_intent: externalId })
  expect([data.map(({ amount }) => amount), await bundles()]).toEqual([[450], 1])
  expect((await simOf()).orderId).toBe(esim.orderId)
  expect((await orderOf(esim.orderId)).status).toBe('fulfilled')
})

test('data that is applied after the money went back is told to staff, and paid back no second time', async () => {
  const { ctx, stripe, wish, pay, until, fault, orderOf, provisionOf, simOf } = await open()
  const made = await wish()
  const { externalId } = await pay(made)
  await fault('timeout_after_commit')
  await runJobs([fulfilOrder])
  await inTenant(ctx.tenantId, (tx) =>
    tx
      .update(orders)
      .set({ deliverBy: new Date(0) })
      .where(eq(orders.id, made.orderId)),
  )
  await until(made.orderId, 'refunded')
  await expect
    .poll(async () => {
      await runJobs(jobs, { dueNow: true })
      return (await provisionOf(made.orderId)).status
    })
    .toBe('ready')
  expect((await orderOf(made.orderId)).status).toBe('refunded')
  expect((await stripe.refunds.list({ payment_intent: externalId })).data).toHaveLength(1)
  expect((await simOf()).dataLeft).toBe(2n * GB)
})

test('a lost eSIM is never taken for a refill, nor the other way round', async () => {
  const { ctx, shop, store, plan, wish, simOf } = await open()
  const sim = await simOf()
  const connection = await inTenant(ctx.tenantId, (tx) => getConnection(tx, plan.connectionId))
  const carrier = await carrierOf(connection)
  const lose = async (orderId: string) => {
    const at = { attempt: 1, status: 'unknown' as const, calledAt: new Date() }
    const values = { orderId, connectionId: connection.id, offerExternalId: plan.offerName, ...at }
    return (await inTenant(ctx.tenantId, (tx) => tx.insert(provisions).values(values).returning()))[0]!
  }
  const esim = await lose((await checkOut(store, makeCheckoutInput(shop), buyer)).orderId)
  const refill = await lose((await wish()).orderId)
  const look = (provision: typeof esim, iccid: string | null) =>
    findLostOrder(ctx.tenantId, carrier, provision, iccid)
  // Nobody has marked the eSIM at the supplier: the number alone says whose it is.
  await carrier.tag!(sim.iccid, '')
  const added = await carrier.topUp!({ iccid: sim.iccid, offerId: plan.offerName, reference: 'x' })
  await expect.poll(() => look(esim, null)).toBeNull()
  await expect.poll(() => look(refill, sim.iccid)).toMatchObject({ orderId: added.orderId })
  const bought = await carrier.order!({ offerId: plan.offerName, reference: 'x' })
  await expect.poll(() => look(esim, null)).toMatchObject({ orderId: bought.orderId })
  await expect.poll(() => look(refill, sim.iccid)).toMatchObject({ orderId: added.orderId })
})

test('whether it can be refunded is said of the refill itself, not of the eSIM', async () => {
  const { ctx, wish, pay, until, use, simOf, esim } = await open()
  await use(100_000_000n)
  const made = await wish()
  await pay(made)
  await until(made.orderId, 'fulfilled')
  const verdictOf = (orderId: string) =>
    inTenant(ctx.tenantId, async (tx) => {
      const [order] = await tx.select().from(orders).where(eq(orders.id, orderId))
      return (await eligibilityOf(tx, order!)).verdict
    })
  await refreshById(ctx.tenantId, (await simOf()).id)
  expect([await verdictOf(esim.orderId), await verdictOf(made.orderId)]).toEqual(['used', 'free'])
  await use(1_000_000_000n)
  await refreshById(ctx.tenantId, (await simOf()).id)
  expect(await verdictOf(made.orderId)).toBe('used')
})

test('nothing is offered where nothing can be added', async () => {
  const { ctx, orderOf, esim, plan, simOf } = await open()
  const offered = async () =>
    (await refillOfferOfOrder(ctx.tenantId, await orderOf(esim.orderId)))?.sizes.length ?? 0
  const change = (set: Partial<typeof sims.$inferInsert>) =>
    inTenant(ctx.tenantId, async (tx) => tx.update(sims).set(set).where(eq(sims.planId, plan.id)))
  expect(await offered()).toBe(1)
  await change({ status: 'suspended' })
  expect(await offered()).toBe(0)
  await change({ status: 'active' })
  await inTenant(ctx.tenantId, (tx) => tx.update(offers).set({ goneAt: new Date() }))
  expect(await offered()).toBe(0)
  await inTenant(ctx.tenantId, (tx) => tx.update(offers).set({ goneAt: null }))
  await inTenant(ctx.tenantId, async (tx) => {
    const { id: _, ...terms } = plan.version
    const [next] = await tx
      .insert(planVersions)
      .values({ ...terms, number: 2, canTopUp: false })
      .returning()
    await tx.update(plans).set({ versionId: next!.id }).where(eq(plans.id, plan.id))
  })
  expect(await offered()).toBe(0)
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(plans).set({ versionId: plan.versionId }).where(eq(plans.id, plan.id)),
  )
  expect(await offered()).toBe(1)
  const shop = await makeShop(ctx)
  const sim = await simOf()
  await change({ connectionId: shop.plan.connectionId })
  expect([sim.connectionId === shop.plan.connectionId, await offered()]).toEqual([false, 0])
})

test('a price that has changed since the page was opened is not charged', async () => {
  const { wish } = await open()
  await expect(wish({ versionId: 'ver_other' })).rejects.toMatchObject({ code: 'conflict' })
  await expect(wish({ size: '5' })).rejects.toMatchObject({ code: 'precondition' })
})

test('another store, another organization and a closed store add nothing', async () => {
  const { ctx, store, esim, input } = await open()
  const other = await makeStore(ctx)
  const stranger = await open()
  const at = (tenantId: string, id: string) => checkOutRefill({ tenantId, id }, esim.token, input(), buyer)
  await expect(at(ctx.tenantId, other.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(at(stranger.ctx.tenantId, stranger.store.id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await viewOrder({ tenantId: ctx.tenantId, id: other.id }, esim.token)).toBeNull()
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(stores).set({ isOpen: false }).where(eq(stores.id, store.id)),
  )
  await expect(at(ctx.tenantId, store.id)).rejects.toMatchObject({ code: 'precondition' })
})

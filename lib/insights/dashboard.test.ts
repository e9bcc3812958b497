import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { disputes, notices, orders } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { checkOut } from '@/lib/orders/checkout'
import { settleOrder } from '@/lib/orders/settle'
import type { Context } from '@/lib/tenancy/context'
import {
  makeCheckoutInput,
  makeCompany,
  makeConnection,
  makeMember,
  makeShop,
  makeSim,
  makeState,
  makeTenant,
  type Shop,
} from '@/lib/testing/make'
import { getDashboard } from './dashboard'
import { readSales } from './sales'

async function buy(ctx: Context, shop: Shop, paidAt?: Date) {
  const made = await checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), {
    ip: '192.0.2.1',
    agent: 'test',
  })
  const state = await makeState(ctx, made.paymentId)
  await inTenant(ctx, (tx) => settleOrder(tx, made.orderId, made.paymentId, state))
  if (paidAt)
    await inTenant(ctx, (tx) => tx.update(orders).set({ paidAt }).where(eq(orders.id, made.orderId)))
  return made
}

const titles = async (ctx: Context) => (await getDashboard(ctx, 'UTC')).concerns.map(({ title }) => title)

test('counts what was paid, not what was only begun, by currency and mode', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock: 3 })
  await buy(ctx, shop)
  const { orderId } = await buy(ctx, shop)
  await inTenant(ctx, (tx) =>
    tx.update(orders).set({ mode: 'live', currency: 'USD' }).where(eq(orders.id, orderId)),
  )
  await checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), {
    ip: '192.0.2.1',
    agent: 'test',
  })
  const { sales, recent } = await getDashboard(ctx, 'UTC')
  expect(sales).toMatchObject([
    { mode: 'test', currency: 'EUR', today: { count: 1 }, week: { count: 1, amount: { amount: 900n } } },
    { mode: 'live', currency: 'USD', today: { count: 1 }, week: { count: 1, amount: { amount: 900n } } },
  ])
  expect(recent).toHaveLength(3)
})

test('the day of a sale is that of the organization, not of London', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  const now = new Date()
  now.setUTCHours(12, 0, 0, 0)
  const lateYesterday = new Date(now.getTime() - 13 * 3_600_000)
  await buy(ctx, shop, lateYesterday)
  const countToday = (zone: string) =>
    inTenant(ctx, async (tx) => (await readSales(tx, zone, now)).sales[0]?.today.count)
  expect(await countToday('UTC')).toBe(0)
  expect(await countToday('Europe/Athens')).toBe(1)
})

test('what was paid eight days ago is not of this week', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  await buy(ctx, shop, new Date(Date.now() - 7.5 * 86_400_000))
  expect((await getDashboard(ctx, 'UTC')).sales).toEqual([])
})

test('tells of broken connections, disputes, failed webhooks and plans that run out', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock: 2 })
  const { paymentId } = await buy(ctx, shop)
  const broken = await makeConnection(ctx, { name: 'Old carrier', status: 'broken' })
  await inTenant(ctx, async (tx) => {
    await tx.insert(disputes).values({
      ...{ paymentId, externalId: 'du_fake', status: 'needs_response', amount: 900n, currency: 'EUR' },
      ...{ reason: 'fraudulent', isRefundable: true, openedAt: new Date() },
    })
    await tx.insert(notices).values({
      ...{ connectionId: broken.id, externalId: 'evt_fake', type: 'usage', body: '', occurredAt: new Date() },
      problem: 'no answer',
    })
  })
  expect(await titles(ctx)).toEqual([
    'Old carrier does not work',
    'A buyer disputes a payment',
    '1 webhook could not be worked on',
    'Greece 5 GB: 1 left',
  ])
})

test('company staff see the figures of their own SIMs and nothing of the sales', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  await buy(ctx, shop)
  const company = await makeCompany(ctx)
  await makeSim(ctx, { companyId: company.id, connectionId: shop.plan.connectionId })
  const staff = await makeMember(ctx.tenantId, 'company', company.id)
  expect(await getDashboard(staff, 'UTC')).toMatchObject({
    sales: null,
    recent: [],
    simTotal: 1,
    concerns: [],
  })
})

test('shows nothing of another organization', async () => {
  const ctx = await makeTenant()
  await buy(ctx, await makeShop(ctx))
  expect(await getDashboard(await makeTenant(), 'UTC')).toMatchObject({
    sales: [],
    recent: [],
    simTotal: 0,
    concerns: [],
  })
})

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entries, lines, payoutLines, payouts } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { makeTenant } from '@/lib/testing/make'
import { openStripeWorld, type StripeShop, type StripeWorld } from '@/lib/testing/stripe-shop'
import { applyPayout } from './apply'
import { readPayoutLines, syncConnectionPayouts } from './jobs'
import { syncPayouts } from './sync'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
})
afterAll(() => world.close())

const payoutsOf = (ctx: Context) => inTenant(ctx, (tx) => tx.select().from(payouts))
const linesOf = (ctx: Context) => inTenant(ctx, (tx) => tx.select().from(payoutLines))

async function bankOf(ctx: Context): Promise<bigint> {
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({ amount: lines.amount })
      .from(lines)
      .innerJoin(entries, eq(entries.id, lines.entryId))
      .where(eq(lines.account, 'bank')),
  )
  return found.reduce((sum, { amount }) => sum + amount, 0n)
}

async function paidOut(with_: { amount?: number } = {}) {
  const shop = await world.openShop()
  const sale = await shop.buy()
  await world.tell(`stripe/${sale.externalId}/payout`, with_)
  await world.tell('clock', { advance_s: 5 })
  return { ...shop, sale }
}

const paid = async (shop: StripeShop) => {
  await shop.heard('payout.paid')
  await shop.heard('payout.reconciliation_completed')
}

test('a payout that is paid goes to the bank, with the lines that it is made of', async () => {
  const shop = await paidOut()
  await paid(shop)
  const [payout] = await payoutsOf(shop.ctx)
  expect(payout).toMatchObject({ status: 'paid', amount: 861n, currency: 'EUR', isAutomatic: true })
  expect(payout!.itemizedAt).not.toBeNull()
  expect(await bankOf(shop.ctx)).toBe(861n)
  const found = await linesOf(shop.ctx)
  expect(found.find(({ kind }) => kind === 'charge')).toMatchObject({
    paymentExternalId: shop.sale.externalId,
    gross: 900n,
    fee: 39n,
    net: 861n,
  })
  expect(found.reduce((sum, { net }) => sum + net, 0n)).toBe(0n)
})

test('a payout that the bank sends back after it was paid is failed, and its money is with the provider again', async () => {
  const shop = await paidOut()
  await paid(shop)
  await world.tell(`stripe/${shop.sale.externalId}/payout_failed`)
  await shop.heard('payout.failed')
  const [payout] = await payoutsOf(shop.ctx)
  expect(payout).toMatchObject({ status: 'failed', failureReason: 'The bank account has been closed.' })
  expect(await bankOf(shop.ctx)).toBe(0n)
})

test('MS-16 old news of a payout changes nothing, and each is booked once', async () => {
  const shop = await paidOut()
  await paid(shop)
  await world.tell(`stripe/${shop.sale.externalId}/payout_failed`)
  await shop.heard('payout.failed')
  const [payout] = await payoutsOf(shop.ctx)
  const state = {
    externalId: payout!.externalId,
    amount: { amount: payout!.amount, currency: 'EUR' as never },
    arrivesAt: payout!.arrivesAt,
    isAutomatic: true,
    isItemized: true,
    failureReason: null,
    at: payout!.madeAt,
  }
  for (const status of ['in_transit', 'paid'] as const)
    await inTenant(shop.ctx, (tx) => applyPayout(tx, shop.connection, { ...state, status }))
  const [after] = await payoutsOf(shop.ctx)
  expect([after!.status, after!.failureReason]).toEqual(['failed', 'The bank account has been closed.'])
  expect(await bankOf(shop.ctx)).toBe(0n)
})

test('a payout of a chosen amount is known without lines, and one that was called off moves no money', async () => {
  const shop = await world.openShop()
  const { externalId } = await shop.buy()
  await world.tell(`stripe/${externalId}/payout`, { amount: 300 })
  await world.tell(`stripe/${externalId}/payout_canceled`)
  await shop.heard('payout.canceled')
  expect(await payoutsOf(shop.ctx)).toMatchObject([{ status: 'canceled', amount: 300n, isAutomatic: false }])
  expect(await bankOf(shop.ctx)).toBe(0n)
})

test('payouts of which no webhook came are found by the clock, once', async () => {
  const shop = await world.openShop(['charge.succeeded'])
  const { externalId } = await shop.buy()
  await world.tell(`stripe/${externalId}/payout`)
  await world.tell('clock', { advance_s: 5 })
  const { tenantId } = shop.ctx
  for (let times = 0; times < 2; times++) {
    await syncConnectionPayouts.run({ tenantId, id: shop.connection.id })
    await runJobs([readPayoutLines])
  }
  expect(await payoutsOf(shop.ctx)).toMatchObject([{ status: 'paid' }])
  expect([await bankOf(shop.ctx), (await linesOf(shop.ctx)).length]).toEqual([861n, 2])
})

test('a payout and its lines do not exist for another organization', async () => {
  const shop = await paidOut()
  await paid(shop)
  const stranger = await makeTenant()
  expect([await payoutsOf(stranger), await linesOf(stranger)]).toEqual([[], []])
  await expect(syncPayouts(stranger.tenantId, shop.connection.id)).rejects.toMatchObject({
    code: 'not_found',
  })
})

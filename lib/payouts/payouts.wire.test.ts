import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entries, lines, payoutLines, payouts } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AlertQuery, listAlerts } from '@/lib/alerts/list'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { makeTenant } from '@/lib/testing/make'
import { openStripeWorld, type StripeShop, type StripeWorld } from '@/lib/testing/stripe-shop'
import { applyPayout } from './apply'
import { getPayout, LineQuery } from './get'
import { readPayoutLines, syncConnectionPayouts } from './jobs'
import { listPayouts, PayoutQuery } from './list'
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
  const { rows } = await listAlerts(shop.ctx, AlertQuery.parse({}))
  expect(rows).toMatchObject([
    { kind: 'payouts.failed', times: 1, href: `/transactions/payouts/${payout!.id}` },
  ])
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
  await world.tell('clock', { advance_s: 30 })
  await world.tell(`stripe/${externalId}/payout_canceled`)
  await shop.heard('payout.canceled')
  expect(await payoutsOf(shop.ctx)).toMatchObject([{ status: 'canceled', amount: 300n, isAutomatic: false }])
  expect(await bankOf(shop.ctx)).toBe(0n)
})

test('payouts of which no webhook came are found by the clock, once', async () => {
  const shop = await world.openShop({ enabled: ['charge.succeeded'] })
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

test('each line says which payment, refund or dispute of ours it is of, and what is not ours is shown', async () => {
  const shop = await world.openShop()
  const sale = await shop.buy()
  const other = await shop.stripe.paymentIntents.create({
    amount: 500,
    currency: 'eur',
    confirm: true,
    payment_method: 'pm_card_visa',
    allowed_payment_method_types: ['card'],
  })
  await world.tell('clock', { advance_s: 5 })
  await shop.heard('charge.updated')
  await world.tell(`stripe/${sale.externalId}/refund`, { amount: 100 })
  await shop.heard('refund.created')
  await world.tell(`stripe/${sale.externalId}/payout`)
  await world.tell('clock', { advance_s: 5 })
  await paid(shop)
  const [row] = (await listPayouts(shop.ctx, PayoutQuery.parse({}))).rows
  const { lines, sums, unmatchedCount } = await getPayout(shop.ctx, row!.id, LineQuery.parse({}))
  const of = (kind: string) => lines.rows.filter((line) => line.kind === kind)
  expect(of('refund')).toMatchObject([{ transactionId: expect.stringMatching(/^ref_/), isUnmatched: false }])
  expect(of('payout')).toMatchObject([{ transactionId: null, isUnmatched: false }])
  expect(of('charge').find(({ transactionId }) => transactionId)).toMatchObject({
    transactionId: sale.paymentId,
    orderId: sale.orderId,
  })
  const unmatched = await getPayout(shop.ctx, row!.id, LineQuery.parse({ show: 'unmatched' }))
  expect([unmatchedCount, unmatched.lines.rows]).toMatchObject([1, [{ source: other.latest_charge }]])
  expect(sums.find(({ kind }) => kind === 'charge')).toMatchObject({ count: 2, gross: { amount: 1400n } })
})

test('a payout and its lines do not exist for another organization', async () => {
  const shop = await paidOut()
  await paid(shop)
  const [payout] = await payoutsOf(shop.ctx)
  const stranger = await makeTenant()
  expect([await payoutsOf(stranger), await linesOf(stranger)]).toEqual([[], []])
  await expect(getPayout(stranger, payout!.id, LineQuery.parse({}))).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(syncPayouts(stranger.tenantId, shop.connection.id)).rejects.toMatchObject({
    code: 'not_found',
  })
})

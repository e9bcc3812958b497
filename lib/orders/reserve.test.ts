import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { payments, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeState, makeTenant } from '@/lib/testing/make'
import { checkOut } from './checkout'
import { fulfilOrder } from './jobs'
import { settleOrder } from './settle'

async function open(stock: number) {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock })
  const buy = (ip: string, email?: string) =>
    checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop, email ? { email } : {}), {
      ip,
      agent: 'test',
    })
  const buyMany = async (count: number, ip: string) => {
    let made = 0
    for (let n = 0; n < count; n++)
      made += await buy(ip).then(
        () => 1,
        () => 0,
      )
    return made
  }
  return { ctx, buy, buyMany }
}

const holderOf = async (ctx: Context) =>
  (await inTenant(ctx, (tx) => tx.select().from(sims))).map(({ orderId }) => orderId)

test('one network cannot take all stock away by opening checkouts', async () => {
  const { buy, buyMany } = await open(24)
  expect(await buyMany(24, '203.0.113.7')).toBe(12)
  await expect(buy('203.0.113.7')).rejects.toMatchObject({
    code: 'precondition',
    message: expect.stringMatching(/Nothing was charged. Finish one of them, or try again/),
  })
  await buy('203.0.113.8')
})

test('nor by opening them all at once', async () => {
  const { buy } = await open(24)
  const all = await Promise.allSettled(Array.from({ length: 24 }, () => buy('203.0.113.7')))
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(12)
})

test('an IPv6 network counts as one, whichever of its addresses is used', async () => {
  const { buyMany } = await open(13)
  expect(await buyMany(10, '2001:db8:1:2::1')).toBe(10)
  expect(await buyMany(1, '2001:db8:1:2::2')).toBe(0)
  expect(await buyMany(1, '2001:db8:1:3::1')).toBe(1)
})

test.each(['127.0.0.1', '10.0.0.2', 'unknown'])(
  'behind a proxy whose own address is all we see (%s) nobody is refused',
  async (ip) => {
    const { buyMany } = await open(13)
    expect(await buyMany(13, ip)).toBe(13)
  },
)

test('a family behind one address buys as many as it needs, to the last one', async () => {
  const { buyMany } = await open(6)
  expect(await buyMany(6, '203.0.113.7')).toBe(6)
})

test('one who begins again gets the eSIM of the checkout that was left', async () => {
  const { ctx, buy } = await open(1)
  await buy('203.0.113.7', 'ann@example.test')
  const { orderId } = await buy('203.0.113.7', 'ann@example.test')
  expect(await holderOf(ctx)).toEqual([orderId])
  await expect(buy('203.0.113.7', 'bob@example.test')).rejects.toThrow(/sold out/)
})

test('a checkout that is being paid keeps its eSIM', async () => {
  const { ctx, buy } = await open(1)
  const first = await buy('203.0.113.7', 'ann@example.test')
  await inTenant(ctx, (tx) =>
    tx.update(payments).set({ status: 'requires_action' }).where(eq(payments.id, first.paymentId)),
  )
  await expect(buy('203.0.113.7', 'ann@example.test')).rejects.toThrow(/sold out/)
  expect(await holderOf(ctx)).toEqual([first.orderId])
})

test('a checkout that gave its eSIM back and is paid after all is delivered from stock', async () => {
  const { ctx, buy } = await open(2)
  const first = await buy('203.0.113.7', 'ann@example.test')
  const second = await buy('203.0.113.7', 'ann@example.test')
  const state = await makeState(ctx, first.paymentId)
  await inTenant(ctx, (tx) => settleOrder(tx, first.orderId, first.paymentId, state))
  await runJobs([fulfilOrder])
  expect((await holderOf(ctx)).sort()).toEqual([first.orderId, second.orderId].sort())
})

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { runJobs } from '@/lib/testing/jobs'
import { makeBuyer, makeWallet } from '@/lib/testing/make'
import { openRefillWorld, type RefillWorld, refillJobs } from '@/lib/testing/refill-shop'
import { getWallet } from '@/lib/wallets/list'
import { beginRefill } from './refill'

const from = { ip: '192.0.2.1', agent: 'test' }
let world: RefillWorld
beforeAll(async () => {
  world = await openRefillWorld()
})
afterAll(() => world.close())

/** A shop that has sold an eSIM, and a signed-in buyer with 10.00 EUR in the wallet. */
async function open() {
  const shop = await world.openShop()
  const buyer = await makeBuyer(shop.ctx)
  const wallet = await makeWallet(shop.ctx, { endUserId: buyer.endUserId, filled: 1_000n })
  const balance = async () => (await getWallet(buyer, wallet.id)).settled
  return { ...shop, buyer, wallet, balance }
}

test('a signed-in buyer pays a refill from the own wallet, once for one form sent five times', async () => {
  const { ctx, store, esim, input, buyer, wallet, balance, bundles } = await open()
  const form = input({ connectionId: wallet.id })
  const begun = await Promise.all(
    Array.from({ length: 5 }, () => beginRefill(store, esim.token, form, from, buyer)),
  )
  expect(new Set(begun.map(({ token }) => token)).size).toBe(1)
  expect(await balance()).toBe(550n)
  await runJobs(refillJobs, { dueNow: true })
  const made = await inTenant(ctx.tenantId, (tx) => tx.select().from(orders).where(eq(orders.kind, 'refill')))
  expect(made.map(({ status }) => status)).toEqual(['fulfilled'])
  expect(await bundles()).toBe(2)
})

test('nobody pays from the wallet of another, signed in or not', async () => {
  const { ctx, store, esim, input, wallet, balance } = await open()
  const form = input({ connectionId: wallet.id })
  for (const who of [null, await makeBuyer(ctx), (await open()).buyer])
    await expect(beginRefill(store, esim.token, form, from, who)).rejects.toMatchObject({ code: 'invalid' })
  expect(await balance()).toBe(1_000n)
  const placed = await inTenant(ctx.tenantId, (tx) => tx.$count(payments))
  expect(placed).toBe(1)
})

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orders, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { makeBuyer, makeStore } from '@/lib/testing/make'
import { openRefillWorld, type RefillWorld } from '@/lib/testing/refill-shop'
import { ownEsims } from './own-esims'

let world: RefillWorld
beforeAll(async () => {
  world = await openRefillWorld()
})
afterAll(() => world.close())

test('a signed-in buyer finds the own eSIMs with the way to more data, and nobody else does', async () => {
  const { ctx, store, esim, simOf } = await world.openShop()
  const [buyer, other] = [await makeBuyer(ctx), await makeBuyer(ctx)]
  const sim = await simOf()
  const set = (values: Partial<typeof sims.$inferInsert>) =>
    inTenant(ctx.tenantId, (tx) => tx.update(sims).set(values).where(eq(sims.id, sim.id)))
  expect(await ownEsims(store, buyer)).toEqual([])
  await set({ endUserId: buyer.endUserId })
  expect(await ownEsims(store, buyer)).toMatchObject([
    { token: esim.token, iccid: sim.iccid, plan: 'Greece 5 GB', canAdd: true },
  ])
  expect(await ownEsims(store, other)).toEqual([])
  const elsewhere = { tenantId: ctx.tenantId, id: (await makeStore(ctx)).id }
  expect(await ownEsims(elsewhere, buyer)).toEqual([])
  await set({ status: 'suspended' })
  expect(await ownEsims(store, buyer)).toMatchObject([{ canAdd: false }])
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(orders).set({ status: 'refunded' }).where(eq(orders.id, esim.orderId)),
  )
  expect(await ownEsims(store, buyer)).toEqual([])
})

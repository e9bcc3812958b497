import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orders, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { viewOrder } from '@/lib/orders/view'
import type { Buyer } from '@/lib/tenancy/buyers'
import { runJobs } from '@/lib/testing/jobs'
import { makeBuyer, makeSim, makeStore, makeWallet } from '@/lib/testing/make'
import { openRefillWorld, type RefillWorld, refillJobs } from '@/lib/testing/refill-shop'
import { getWallet } from '@/lib/wallets/list'
import { ownEsims } from './own-esims'
import { beginOwnRefill, refillsForOwn } from './refill'

const from = { ip: '192.0.2.1', agent: 'test' }
let world: RefillWorld
beforeAll(async () => {
  world = await openRefillWorld()
})
afterAll(() => world.close())

/** A shop that has sold one eSIM, and what can be done to it. */
async function open() {
  const shop = await world.openShop()
  const { ctx, store, esim } = shop
  const sim = await shop.simOf()
  const set = (values: Partial<typeof sims.$inferInsert>) =>
    inTenant(ctx.tenantId, (tx) => tx.update(sims).set(values).where(eq(sims.id, sim.id)))
  const setOrder = (values: Partial<typeof orders.$inferInsert>) =>
    inTenant(ctx.tenantId, (tx) => tx.update(orders).set(values).where(eq(orders.id, esim.orderId)))
  const list = async (buyer: Buyer, at = store) => (await ownEsims(at, buyer)).rows
  /** Makes the eSIM one that this buyer has bought. */
  const sellTo = async ({ endUserId, user }: Buyer) => {
    await set({ endUserId })
    await setOrder({ email: user.email })
  }
  return { ...shop, sim, set, setOrder, list, sellTo }
}

test('a signed-in buyer finds the own eSIMs with the way to more data, and nobody else does', async () => {
  const { ctx, store, esim, sim, set, setOrder, list, sellTo } = await open()
  const [buyer, other, stranger] = [
    await makeBuyer(ctx),
    await makeBuyer(ctx),
    await makeBuyer((await open()).ctx),
  ]
  expect(await list(buyer)).toEqual([])
  await sellTo(buyer)
  expect(await list(buyer)).toMatchObject([
    { token: esim.token, iccid: sim.iccid, plan: 'Greece 5 GB', canAdd: true },
  ])
  for (const who of [other, stranger]) {
    expect(await list(who)).toEqual([])
    await expect(refillsForOwn(who, sim.id)).rejects.toMatchObject({ code: 'not_found' })
  }
  const elsewhere = { ...store, id: (await makeStore(ctx)).id }
  expect(await list(buyer, elsewhere)).toMatchObject([{ token: null, canAdd: true }])
  await set({ status: 'suspended' })
  expect(await list(buyer)).toMatchObject([{ canAdd: false }])
  await setOrder({ status: 'refunded' })
  expect(await list(buyer)).toEqual([])
})

test('a SIM that staff gave is listed without codes, and its former owner has it no longer', async () => {
  const { ctx, sim, set, list, sellTo } = await open()
  const [former, buyer] = [await makeBuyer(ctx), await makeBuyer(ctx)]
  await sellTo(former)
  await set({ endUserId: buyer.endUserId, dataLeft: 700_000_000n })
  expect(await list(buyer)).toMatchObject([
    { simId: sim.id, token: null, plan: 'Greece 5 GB', left: 700_000_000n, canAdd: true },
  ])
  expect(await list(former)).toEqual([])
  await expect(refillsForOwn(former, sim.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('data is added to a SIM that staff gave, from the own wallet, and by nobody else', async () => {
  const { ctx, store, sim, set, sellTo, input, bundles } = await open()
  const [former, buyer] = [await makeBuyer(ctx), await makeBuyer(ctx)]
  const stranger = await makeBuyer((await open()).ctx)
  await sellTo(former)
  await set({ endUserId: buyer.endUserId })
  const wallet = await makeWallet(ctx, { endUserId: buyer.endUserId, filled: 1_000n })
  const form = input({ connectionId: wallet.id })
  for (const who of [former, stranger])
    await expect(beginOwnRefill(store, who, sim.id, form, from)).rejects.toMatchObject({ code: 'not_found' })
  const begun = await Promise.all(
    Array.from({ length: 3 }, () => beginOwnRefill(store, buyer, sim.id, form, from)),
  )
  const token = begun[0]!.token
  expect(new Set(begun.map((each) => each.token))).toEqual(new Set([token]))
  await runJobs(refillJobs, { dueNow: true })
  expect([(await getWallet(buyer, wallet.id)).settled, await bundles()]).toEqual([550n, 2])
  // What the former owner bought, and its codes, are not behind it.
  expect(await viewOrder(store, token, 'visit')).toMatchObject({
    ...{ email: buyer.user.email, stage: 'ready', esim: null, esimToken: null },
  })
})

test('a SIM without a plan is listed, one that is archived is not, and many are parted into pages', async () => {
  const { ctx, store, list } = await open()
  const buyer = await makeBuyer(ctx)
  const mine = { endUserId: buyer.endUserId }
  const { connectionId } = await makeSim(ctx, { ...mine, status: 'archived' })
  expect(await list(buyer)).toEqual([])
  const made: string[] = []
  for (let each = 0; each < 21; each++) made.push((await makeSim(ctx, { ...mine, connectionId })).id)
  const first = await ownEsims(store, buyer)
  const second = await ownEsims(store, buyer, first.next!)
  expect([...first.rows, ...second.rows].map(({ simId }) => simId)).toEqual(made.reverse())
  expect([second.rows, second.next]).toMatchObject([[{ plan: 'No plan', canAdd: false }], null])
})

import { and, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { plans, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { checkOut } from '@/lib/orders/checkout'
import type { Context } from '@/lib/tenancy/context'
import {
  makeCheckoutInput,
  makeConnection,
  makeMember,
  makeShop,
  makeTenant,
  type Shop,
} from '@/lib/testing/make'
import { findShopPlan, listShopPlans } from './catalogue'
import { baseOf, findStore } from './find'
import { isTestStore, payWaysOf } from './pay-ways'
import { getStore, StoreSettings, saveStore } from './settings'

let ctx: Context
let shop: Shop
beforeEach(async () => {
  ctx = await makeTenant()
  shop = await makeShop(ctx)
})

const buyer = { ip: '192.0.2.1', agent: 'test' }

const typed = (with_: Record<string, unknown> = {}) =>
  StoreSettings.parse({
    name: 'Island eSIM',
    color: '#0f766e',
    refundDays: '30',
    deliveryMinutes: '70',
    isOpen: 'on',
    slug: shop.store.slug,
    ...with_,
  })

describe('the shop window', () => {
  test('shows published plans of its own organization only', async () => {
    await makeShop(await makeTenant())
    expect((await listShopPlans(shop.store)).map(({ slug }) => slug)).toEqual([shop.plan.slug])
  })

  test('shows no plan that is a draft or was archived', async () => {
    const set = (values: Partial<typeof plans.$inferInsert>) =>
      inTenant(ctx, (tx) => tx.update(plans).set(values).where(eq(plans.id, shop.plan.id)))
    await set({ isPublished: false })
    expect(await findShopPlan(shop.store, shop.plan.slug)).toBeNull()
    await set({ isPublished: true, archivedAt: new Date() })
    expect(await findShopPlan(shop.store, shop.plan.slug)).toBeNull()
  })

  test('says sold out while the last eSIM is reserved, and for sale again when it is free', async () => {
    expect((await findShopPlan(shop.store, shop.plan.slug))?.isSoldOut).toBe(false)
    await checkOut(shop.store, makeCheckoutInput(shop), buyer)
    expect((await findShopPlan(shop.store, shop.plan.slug))?.isSoldOut).toBe(true)
    await inTenant(ctx, (tx) =>
      tx
        .update(sims)
        .set({ reservedUntil: new Date(0) })
        .where(and(eq(sims.planId, shop.plan.id))),
    )
    expect((await findShopPlan(shop.store, shop.plan.slug))?.isSoldOut).toBe(false)
  })

  test('says test mode while a payment connection is in test mode', async () => {
    expect(await isTestStore(shop.store)).toBe(true)
    const live = await makeShop(await makeTenant(), { psp: { mode: 'live' } })
    expect(await isTestStore(live.store)).toBe(false)
  })
})

describe('the ways to pay', () => {
  test('a connected Stripe is a card form with its publishable key and the amount as Stripe counts it', async () => {
    const [way] = await payWaysOf(shop.store, (await findShopPlan(shop.store, shop.plan.slug))!.price)
    expect(way).toMatchObject({
      id: shop.connection.id,
      label: 'Card',
      card: { publishableKey: 'pk_test_shop_fake', amount: 900, currency: 'eur', scriptUrl: null },
    })
    expect(JSON.stringify(way)).not.toContain('sk_test')
  })

  test('a connection that cannot take the amount, or is off, is not offered', async () => {
    const plan = (await findShopPlan(shop.store, shop.plan.slug))!
    expect(await payWaysOf(shop.store, { ...plan.price, amount: 1n })).toEqual([])
    const off = await makeShop(await makeTenant(), { psp: { status: 'disabled' } })
    expect(await payWaysOf(off.store, plan.price)).toEqual([])
  })
})

test('beside a live connection a test one is neither offered nor taken: its cards cost nothing', async () => {
  const live = await makeConnection(ctx, {
    kind: 'psp',
    provider: 'stripe',
    name: 'Live',
    mode: 'live',
    plain: { secretKey: 'sk_live_fake', publishableKey: 'pk_live_fake' },
  })
  const { price } = (await findShopPlan(shop.store, shop.plan.slug))!
  expect((await payWaysOf(shop.store, price)).map(({ id }) => id)).toEqual([live.id])
  await expect(checkOut(shop.store, makeCheckoutInput(shop), buyer)).rejects.toMatchObject({
    detail: { fields: { connectionId: [expect.stringContaining('not available')] } },
  })
})

describe('the settings of a store', () => {
  test('what was saved is what the public sees, under the new address and the old one', async () => {
    const slug = `new-${shop.store.slug}`
    await saveStore(ctx, typed({ slug, tagline: 'Hello', supportEmail: 'help@island.test' }))
    const seen = { name: 'Island eSIM', tagline: 'Hello', slug, supportEmail: 'help@island.test' }
    expect(await findStore(slug)).toMatchObject(seen)
    expect(await findStore(shop.store.slug)).toMatchObject(seen)
  })

  test('a store answers under its own host until it gives the host up', async () => {
    const host = `${shop.store.slug}.shop.test`
    await saveStore(ctx, typed({ host: host.toUpperCase() }))
    expect((await findStore(host))?.id).toBe(shop.store.id)
    expect(baseOf(host)).toBe('')
    await saveStore(ctx, typed())
    expect(await findStore(host)).toBeNull()
  })

  test('the address or host of another store is refused at its field, and nothing is changed', async () => {
    const other = await makeTenant()
    const theirs = await makeShop(other)
    const host = `${theirs.store.slug}.shop.test`
    await saveStore(other, typed({ slug: theirs.store.slug, host }))
    for (const wish of [{ slug: theirs.store.slug }, { host }])
      await expect(saveStore(ctx, typed({ ...wish, name: 'Taken over' }))).rejects.toMatchObject({
        detail: { fields: { [Object.keys(wish)[0]!]: [expect.stringContaining('Another store')] } },
      })
    expect((await findStore(host))?.id).toBe(theirs.store.id)
    expect((await getStore(ctx)).name).toBe('Test store')
  })

  test('other terms are a new version of them, the same terms are not', async () => {
    await saveStore(ctx, typed({ terms: 'Be kind.' }))
    expect((await getStore(ctx)).termsVersion).toBe(2)
    await saveStore(ctx, typed({ terms: 'Be kind.' }))
    expect((await getStore(ctx)).termsVersion).toBe(2)
  })

  test('only who may change the store can, and a viewer may look', async () => {
    const viewer = await makeMember(ctx.tenantId, 'viewer')
    await expect(saveStore(viewer, typed())).rejects.toMatchObject({ code: 'forbidden' })
    expect((await getStore(viewer)).id).toBe(shop.store.id)
  })

  test('what cannot be a host name is refused', () => {
    for (const host of ['localhost', '10.0.0.1', 'https://x.test', 'a b.test'])
      expect(StoreSettings.shape.host.safeParse(host).success, host).toBe(false)
  })
})

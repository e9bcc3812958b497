import { afterAll, beforeAll, expect, test } from 'vitest'
import { payments, stores } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { wireLogOf } from '@/lib/testing/contract'
import { makeCheckoutInput } from '@/lib/testing/make'
import { openStripeWorld, type StripeShop, type StripeWorld } from '@/lib/testing/stripe-shop'
import { beginPurchase } from './begin'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
})
afterAll(() => world.close())

const from = (place = 1) => ({ ip: `192.0.2.${place}`, agent: 'test' })
const buyers = 12

const busy = (shop: StripeShop, times: number) =>
  world.tell('faults', {
    service: 'stripe',
    method: 'POST',
    path: '/v1/payment_intents',
    key: shop.account.replace('acct_', ''),
    fault: 'status:429',
    times,
  })

test('MS-50 a campaign that Stripe is too busy for: every buyer gets on, each with one payment', async () => {
  const shop = await world.openShop({ stock: buyers })
  await busy(shop, buyers + 4)
  const begun = await Promise.all(
    Array.from({ length: buyers }, (_, place) =>
      beginPurchase(shop.store, makeCheckoutInput(shop), from(place)),
    ),
  )
  expect(new Set(begun.map(({ clientSecret }) => clientSecret)).size).toBe(buyers)
  expect((await shop.stripe.paymentIntents.list({ limit: 100 })).data).toHaveLength(buyers)

  const calls = (await wireLogOf(world.url, 'stripe')).filter(
    ({ method, path }) => method === 'POST' && path === '/v1/payment_intents',
  )
  expect(calls.filter(({ status }) => status === 429)).toHaveLength(buyers + 4)
  const done = calls.filter(({ status }) => status === 200)
  expect(new Set(done.map(({ headers }) => headers['idempotency-key'])).size).toBe(buyers)
})

test('MS-50 where Stripe stays busy the buyer is told to try again, and that makes no second payment', async () => {
  const shop = await world.openShop()
  const input = makeCheckoutInput(shop)
  await busy(shop, 50)
  await expect(beginPurchase(shop.store, input, from())).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('Nothing was charged; please try again in a minute.'),
  })
  await world.tell('faults/clear')
  expect((await beginPurchase(shop.store, input, from())).clientSecret).toBeTruthy()
  expect((await shop.stripe.paymentIntents.list()).data).toHaveLength(1)
  expect(await inTenant(shop.ctx, (tx) => tx.$count(payments))).toBe(1)
})

test('MS-43 a setting that changes while an answer is lost makes no second payment, and stops no buyer', async () => {
  const shop = await world.openShop({ settings: { limitMs: 1_000 } })
  const input = makeCheckoutInput(shop)
  await world.tell('faults', {
    service: 'stripe',
    method: 'POST',
    path: '/v1/payment_intents',
    key: shop.account.replace('acct_', ''),
    fault: 'timeout_after_commit',
    times: 2,
  })
  await expect(beginPurchase(shop.store, input, from())).rejects.toMatchObject({ code: 'unavailable' })
  await inTenant(shop.ctx, (tx) => tx.update(stores).set({ capture: 'manual' }))
  const { clientSecret } = await beginPurchase(shop.store, input, from())
  const [only, ...more] = (await shop.stripe.paymentIntents.list()).data
  expect([clientSecret?.split('_secret_')[0], more]).toEqual([only!.id, []])
})

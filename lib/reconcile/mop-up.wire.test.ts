import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { orderEvents, orders, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { setConnectionUse } from '@/lib/connections/change'
import { fulfilOrder } from '@/lib/orders/jobs'
import { settleReturned } from '@/lib/settlement/returned'
import { runJobs } from '@/lib/testing/jobs'
import { countWaiting } from '@/lib/testing/waiting'
import {
  begin,
  change,
  type Opened,
  openWorld,
  orderStatus,
  pay,
  paymentOf,
  type World,
} from './fixtures/world'
import { findLost, guardAll, guardAuthorization, lookAtPayment, mopUpPayments } from './jobs'
import { findLostPayment } from './lost-payment'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)

async function mopUp() {
  await mopUpPayments.run({})
  await runJobs([lookAtPayment, findLost, fulfilOrder])
}

const intentsOf = async ({ stripe }: Opened) => (await stripe.paymentIntents.list({ limit: 100 })).data

/** The call that began it reached Stripe, but our process ended before it could write down the answer. */
async function lose(opened: Opened, startedAt: Date) {
  const made = await begin(opened)
  await change(opened.ctx, made.paymentId, { externalId: null, startedAt })
  return made
}

/** What it was for has ended meanwhile. */
const expire = ({ ctx }: Opened, orderId: string) =>
  inTenant(ctx, (tx) => tx.update(orders).set({ status: 'expired' }).where(eq(orders.id, orderId)))

describe('open payments', () => {
  test('MS-02 one that is older than three hours is read, though no webhook ever comes', async () => {
    const opened = await world.openShop()
    const { orderId, paymentId, externalId } = await begin(opened)
    await pay(opened.stripe, externalId)
    await change(opened.ctx, paymentId, { createdAt: ago(181) })
    await mopUp()
    expect(await orderStatus(opened.ctx, orderId)).toBe('fulfilled')
  })

  test('MS-47 one of a PSP that was disabled is brought to its end', async () => {
    const opened = await world.openShop()
    const { orderId, paymentId, externalId } = await begin(opened)
    await pay(opened.stripe, externalId)
    await setConnectionUse(opened.ctx, opened.connectionId, false)
    await change(opened.ctx, paymentId, { createdAt: ago(181) })
    await mopUp()
    expect(await orderStatus(opened.ctx, orderId)).toBe('fulfilled')
  })

  test('a younger one is left to its webhook, and read every minute once its buyer is back', async () => {
    const opened = await world.openShop()
    const { orderId, paymentId, externalId } = await begin(opened)
    await settleReturned(opened.ctx.tenantId, { orderId })
    expect((await paymentOf(opened.ctx, paymentId)).returnedAt).not.toBeNull()
    await pay(opened.stripe, externalId)
    await change(opened.ctx, paymentId, { returnedAt: null, createdAt: ago(150), checkedAt: ago(100) })
    await mopUp()
    expect(await orderStatus(opened.ctx, orderId)).toBe('pending_payment')
    await change(opened.ctx, paymentId, { returnedAt: ago(30), checkedAt: ago(1) })
    await mopUp()
    expect(await orderStatus(opened.ctx, orderId)).toBe('fulfilled')
  })

  test('one is read at most every half hour when nobody waits for it', async () => {
    const opened = await world.openShop()
    const { paymentId } = await begin(opened)
    const checkedAt = ago(29)
    await change(opened.ctx, paymentId, { createdAt: ago(600), checkedAt })
    await mopUp()
    expect((await paymentOf(opened.ctx, paymentId)).checkedAt).toEqual(checkedAt)
  })

  test('MS-06 one whose order has ended is called off at the provider', async () => {
    const opened = await world.openShop()
    const { orderId, paymentId, externalId } = await begin(opened)
    await expire(opened, orderId)
    await change(opened.ctx, paymentId, { createdAt: ago(200) })
    await mopUp()
    expect((await opened.stripe.paymentIntents.retrieve(externalId)).status).toBe('canceled')
    expect((await paymentOf(opened.ctx, paymentId)).status).toBe('expired')
  })

  test('one that the account no longer has is not asked for again at once', async () => {
    const opened = await world.openShop()
    const { paymentId } = await begin(opened)
    await change(opened.ctx, paymentId, { externalId: 'pi_fake_gone', createdAt: ago(200) })
    await mopUp()
    const { status, checkedAt } = await paymentOf(opened.ctx, paymentId)
    expect([status, checkedAt! > ago(1)]).toEqual(['created', true])
  })
})

describe('a payment whose beginning was never answered', () => {
  test('MS-06 is found by its key, and not begun a second time', async () => {
    const opened = await world.openShop()
    const { paymentId, externalId } = await lose(opened, ago(6))
    await mopUp()
    expect((await paymentOf(opened.ctx, paymentId)).externalId).toBe(externalId)
    expect(await intentsOf(opened)).toHaveLength(1)
  })

  test('MS-06 is found in the list by our reference, once the key is forgotten, and settled when it was paid', async () => {
    const opened = await world.openShop()
    const { paymentId, orderId, externalId } = await lose(opened, ago(25 * 60))
    await pay(opened.stripe, externalId)
    await mopUp()
    expect((await paymentOf(opened.ctx, paymentId)).externalId).toBe(externalId)
    expect(await orderStatus(opened.ctx, orderId)).toBe('fulfilled')
    expect(await intentsOf(opened)).toHaveLength(1)
  })

  test('MS-06 is called off when its order has ended', async () => {
    const opened = await world.openShop()
    const { paymentId, orderId, externalId } = await lose(opened, ago(70))
    await expire(opened, orderId)
    await mopUp()
    expect((await opened.stripe.paymentIntents.retrieve(externalId)).status).toBe('canceled')
    expect(await paymentOf(opened.ctx, paymentId)).toMatchObject({ status: 'expired', externalId })
  })

  test('that is begun after all while it is looked for does not end', async () => {
    const opened = await world.openShop()
    const { ctx } = opened
    const { orderId, paymentId } = await lose(opened, ago(70))
    await expire(opened, orderId)
    const [intent] = await intentsOf(opened)
    await opened.stripe.paymentIntents.update(intent!.id, { metadata: { payment_id: 'another' } })
    const { looked } = await inTenant(ctx, async (tx) => {
      await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update')
      const looked = findLostPayment(ctx.tenantId, paymentId)
      await expect.poll(countWaiting, { timeout: 10_000 }).toBe(1)
      await tx.update(payments).set({ externalId: 'pi_fake_begun', status: 'requires_action' })
      return { looked }
    })
    await looked
    expect((await paymentOf(ctx, paymentId)).status).toBe('requires_action')
  })

  test('ends as failed once the list is sure to have none, and the order says so', async () => {
    const opened = await world.openShop()
    const { paymentId, orderId } = await lose(opened, ago(25 * 60))
    const [intent] = await intentsOf(opened)
    await opened.stripe.paymentIntents.update(intent!.id, { metadata: { payment_id: 'another' } })
    await mopUp()
    expect((await paymentOf(opened.ctx, paymentId)).status).toBe('failed')
    const told = await inTenant(opened.ctx, (tx) =>
      tx.select().from(orderEvents).where(eq(orderEvents.orderId, orderId)),
    )
    expect(told.map(({ kind }) => kind)).toContain('payment_lost')
  })

  test('stays unknown while the list may lag, and while the provider does not answer', async () => {
    const opened = await world.openShop()
    const { paymentId, orderId } = await lose(opened, ago(50))
    await expire(opened, orderId)
    const [intent] = await intentsOf(opened)
    await opened.stripe.paymentIntents.update(intent!.id, { metadata: { payment_id: 'another' } })
    await mopUp()
    expect(await paymentOf(opened.ctx, paymentId)).toMatchObject({ status: 'created', externalId: null })
    await change(opened.ctx, paymentId, { startedAt: ago(90), checkedAt: ago(60) })
    await world.tell('faults', { service: 'stripe', times: 2, fault: 'reset' })
    await mopUp()
    expect((await paymentOf(opened.ctx, paymentId)).status).toBe('created')
  })

  test('is looked for after five minutes, after an hour, and then once a day', async () => {
    const opened = await world.openShop()
    const { paymentId, orderId } = await lose(opened, ago(3))
    await expire(opened, orderId)
    const isDue = async (startedAt: Date, checkedAt: Date | null) => {
      await change(opened.ctx, paymentId, { startedAt, checkedAt, externalId: null, status: 'created' })
      await mopUp()
      return (await paymentOf(opened.ctx, paymentId)).externalId !== null
    }
    expect([
      await isDue(ago(3), null),
      await isDue(ago(6), null),
      await isDue(ago(30), ago(25)),
      await isDue(ago(65), ago(60)),
      await isDue(ago(600), ago(500)),
      await isDue(ago(3_000), ago(1_500)),
    ]).toEqual([false, true, false, true, false, true])
  })
})

describe('an authorization that ends within a day', () => {
  async function authorize() {
    const opened = await world.openShop()
    const { ctx, stripe } = opened
    const made = await begin(opened)
    await stripe.paymentIntents.update(made.externalId, { capture_method: 'manual' })
    await pay(stripe, made.externalId)
    await change(ctx, made.paymentId, { status: 'authorized', captureBefore: ago(-23 * 60) })
    return { opened, ...made }
  }
  async function guard() {
    await guardAll.run({})
    await runJobs([guardAuthorization, fulfilOrder])
  }

  test('is captured when its order waits for the money', async () => {
    const { opened, orderId, externalId } = await authorize()
    await guard()
    expect((await opened.stripe.paymentIntents.retrieve(externalId)).status).toBe('succeeded')
    expect(await orderStatus(opened.ctx, orderId)).toBe('fulfilled')
  })

  test('MS-12 is let go when its order has ended', async () => {
    const { opened, orderId, paymentId, externalId } = await authorize()
    await expire(opened, orderId)
    await guard()
    expect((await opened.stripe.paymentIntents.retrieve(externalId)).status).toBe('canceled')
    expect((await paymentOf(opened.ctx, paymentId)).status).toBe('canceled')
  })

  test('is left alone while there is more time', async () => {
    const { opened, paymentId } = await authorize()
    await change(opened.ctx, paymentId, { captureBefore: ago(-25 * 60) })
    await guard()
    expect((await paymentOf(opened.ctx, paymentId)).status).toBe('authorized')
  })
})

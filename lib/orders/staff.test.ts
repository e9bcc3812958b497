import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { pool } from '@/db/client'
import { endUsers, orderEvents, orders, payments, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken, open } from '@/lib/core/secrets'
import { mailOrderLinks } from '@/lib/store/find-orders'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeMember, makeShop, makeState, makeTenant, type Shop } from '@/lib/testing/make'
import { checkOut } from './checkout'
import { getOrder } from './get'
import { fulfilOrder } from './jobs'
import { listOrders, listStoreNames, OrderQuery } from './list'
import { resendToBuyer } from './resend'
import { settleOrder } from './settle'
import { correctEmail, EmailInput, retryOrder } from './staff'
import { viewOrder } from './view'

let ctx: Context
let shop: Shop
beforeEach(async () => {
  ctx = await makeTenant()
  shop = await makeShop(ctx, { stock: 2 })
})

const place = (with_: object = {}) =>
  checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop, with_), {
    ip: '192.0.2.1',
    agent: 'test',
  })

async function placePaid(with_: object = {}) {
  const made = await place(with_)
  const state = await makeState(ctx, made.paymentId, {
    externalId: `pi_fake${made.paymentId.slice(-8)}`,
    charges: [],
  })
  await inTenant(ctx, (tx) => settleOrder(tx, made.orderId, made.paymentId, state))
  return made
}

async function placeFulfilled(with_: object = {}) {
  const made = await placePaid(with_)
  await runJobs([fulfilOrder])
  return made
}

const eventsOf = (orderId: string) =>
  inTenant(ctx, (tx) => tx.select().from(orderEvents).where(eq(orderEvents.orderId, orderId)))
/** The links to orders in the mails to an address that wait to be sent; their content lies sealed in the queue. */
async function linksTo(address: string): Promise<string[]> {
  const { rows } = await pool.query<{ sealed: string }>(
    "select payload -> 'input' ->> 'sealed' as sealed from graphile_worker._private_jobs where payload -> 'input' ->> 'sealed' is not null",
  )
  const letters = await Promise.all(rows.map(async ({ sealed }) => JSON.parse(await open(sealed))))
  return letters
    .filter(({ to }) => to === address)
    .map((letter) => /orders\/([\w-]+)/.exec(JSON.stringify(letter))![1]!)
}
const mailsTo = async (address: string) => (await linksTo(address)).length
const list = async (query: object, by = ctx) => (await listOrders(by, OrderQuery.parse(query))).rows

describe('the list of orders', () => {
  test('shows the newest first with plan, payment and SIM, and pages by key', async () => {
    const [first, second] = [await placeFulfilled(), await place()]
    expect(await list({})).toMatchObject([
      { id: second.orderId, status: 'pending_payment', payment: 'created', iccid: null },
      {
        id: first.orderId,
        status: 'fulfilled',
        payment: 'paid',
        iccid: expect.any(String),
        plan: 'Greece 5 GB',
      },
    ])
    const page = await listOrders(ctx, OrderQuery.parse({ size: 1 }))
    expect(page.next).toBe(second.orderId)
    expect((await list({ after: page.next! })).map(({ id }) => id)).toEqual([first.orderId])
  })

  test('finds an order by address, id, end of the id, payment and ICCID', async () => {
    const wanted = await placeFulfilled({ email: 'wanted@example.test' })
    await place({ email: 'other@example.test' })
    const [row] = await list({ q: 'wanted@' })
    const found = await Promise.all(
      ['WANTED@example', wanted.orderId, wanted.orderId.slice(-8), row!.iccid!].map((q) => list({ q })),
    )
    for (const rows of found) expect(rows.map(({ id }) => id)).toEqual([wanted.orderId])
    const [payment] = await inTenant(ctx, (tx) =>
      tx.select().from(payments).where(eq(payments.id, wanted.paymentId)),
    )
    expect((await list({ q: payment!.externalId! })).map(({ id }) => id)).toEqual([wanted.orderId])
    expect(await list({ q: '%' })).toEqual([])
  })

  test('filters by status, mode and store', async () => {
    const { orderId } = await placePaid()
    await place()
    expect((await list({ status: 'paid', store: shop.store.id })).map(({ id }) => id)).toEqual([orderId])
    expect(await list({ mode: 'live' })).toEqual([])
    expect(await list({ mode: 'test' })).toHaveLength(2)
  })
})

describe('an order for staff', () => {
  test('shows declines in words, and nothing that opens the order page of the buyer', async () => {
    const { orderId, paymentId, token } = await place()
    const charge = {
      ...{ externalId: 'ch_fake', status: 'failed' as const, at: new Date(), method: 'card', brand: 'visa' },
      ...{ last4: '9995', country: 'GR', declineCode: 'insufficient_funds', message: 'Not enough money.' },
      ...{ buyerMessage: null, fee: null, net: null },
    }
    const { amount } = await makeState(ctx, paymentId)
    const state = await makeState(ctx, paymentId, {
      status: 'created',
      received: { ...amount, amount: 0n },
      charges: [{ ...charge, amount }],
    })
    await inTenant(ctx, (tx) => settleOrder(tx, orderId, paymentId, state))
    const order = await getOrder(ctx, orderId)
    expect(order.payments[0]!.charges).toMatchObject([
      { declineCode: 'insufficient_funds', message: 'Not enough money.' },
    ])
    expect(order.events.map(({ text }) => text)).toContain('Payment attempt declined: Not enough money.')
    expect(Object.keys(order)).not.toContain('tokenSealed')
    expect(
      JSON.stringify(order, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain(token)
  })
})

describe('trying an order again', () => {
  test('pressed twice it is told once, and delivered once', async () => {
    const { orderId } = await placePaid()
    const input = { orderId, key: newToken() }
    await Promise.all([retryOrder(ctx, input), retryOrder(ctx, input)])
    await runJobs([fulfilOrder])
    const kinds = (await eventsOf(orderId)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'retry')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'fulfilled')).toHaveLength(1)
  })

  test('is refused where nothing waits', async () => {
    const { orderId } = await place()
    await expect(retryOrder(ctx, { orderId, key: newToken() })).rejects.toMatchObject({
      code: 'precondition',
    })
  })
})

describe('correcting the address', () => {
  test('of a delivered eSIM gives it to its right end user, and mails it there', async () => {
    const { orderId } = await placeFulfilled({ email: 'wrnog@example.test' })
    expect(await correctEmail(ctx, { orderId, email: 'right@example.test' })).toEqual({ isMailed: true })
    const [owner] = await inTenant(ctx, (tx) =>
      tx
        .select({ email: endUsers.email })
        .from(sims)
        .innerJoin(endUsers, eq(endUsers.id, sims.endUserId))
        .where(eq(sims.orderId, orderId)),
    )
    expect(owner!.email).toBe('right@example.test')
    expect(await mailsTo('right@example.test')).toBe(1)
    const told = (await eventsOf(orderId)).find(({ kind }) => kind === 'email')
    expect(told).toMatchObject({ actorId: ctx.actor.id, text: expect.stringContaining('wrnog@example.test') })
  })

  test('ends the link that the wrong person has; the right one finds the order, the mail and all links anew', async () => {
    const { orderId, token } = await placeFulfilled({ email: 'wrnog@example.test' })
    expect(await viewOrder(shop.store, token)).toMatchObject({ orderId })
    await correctEmail(ctx, { orderId, email: 'newlink@example.test' })
    expect(await viewOrder(shop.store, token)).toBeNull()
    const [link] = await linksTo('newlink@example.test')
    expect(await viewOrder(shop.store, link!)).toMatchObject({ orderId, stage: 'ready' })
    await resendToBuyer(shop.store, link!)
    await mailOrderLinks(shop.store, { email: 'newlink@example.test' }, '192.0.2.1')
    expect(await linksTo('newlink@example.test')).toEqual([link, link, link])
  })

  test('does not lose the buyer who is at the card form', async () => {
    const { orderId, token } = await place()
    await correctEmail(ctx, { orderId, email: 'paying@example.test' })
    expect(await viewOrder(shop.store, token)).toMatchObject({ orderId, email: 'paying@example.test' })
  })

  test('pressed twice mails once', async () => {
    const { orderId } = await placeFulfilled()
    const tries = [1, 2].map(() => correctEmail(ctx, { orderId, email: 'twice@example.test' }))
    const results = await Promise.allSettled(tries)
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await mailsTo('twice@example.test')).toBe(1)
  })

  test('of an order that is not delivered yet only changes where the mail will go', async () => {
    const { orderId } = await place()
    expect(await correctEmail(ctx, { orderId, email: 'later@example.test' })).toEqual({ isMailed: false })
    const [row] = await inTenant(ctx, (tx) => tx.select().from(orders).where(eq(orders.id, orderId)))
    expect(row!.email).toBe('later@example.test')
  })

  test('says what is wrong with an address', () => {
    expect(EmailInput.safeParse({ orderId: 'ord', email: 'nobody' }).error!.issues[0]!.message).toContain('@')
  })
})

test("another organization's order does not exist, and who may only look changes nothing", async () => {
  const { orderId } = await placePaid()
  const stranger = await makeTenant()
  expect(await list({}, stranger)).toEqual([])
  expect(await listStoreNames(stranger)).toEqual([])
  await expect(getOrder(stranger, orderId)).rejects.toMatchObject({ code: 'not_found' })
  const changes: ((by: Context) => Promise<unknown>)[] = [
    (by) => retryOrder(by, { orderId, key: newToken() }),
    (by) => correctEmail(by, { orderId, email: 'x@example.test' }),
  ]
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  for (const change of changes) {
    await expect(change(stranger)).rejects.toMatchObject({ code: 'not_found' })
    await expect(change(viewer)).rejects.toMatchObject({ code: 'forbidden' })
  }
  const staff = await makeMember(ctx.tenantId, 'company', 'com_fake')
  await expect(list({}, staff)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(getOrder(staff, orderId)).rejects.toMatchObject({ code: 'forbidden' })
})

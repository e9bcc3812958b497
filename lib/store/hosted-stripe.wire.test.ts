import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audits, charges, lines, notices, orders, payments, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { handleNotice } from '@/lib/inbox/jobs'
import { expireOrder } from '@/lib/orders/expire'
import { fulfilOrder } from '@/lib/orders/jobs'
import { settleOrder } from '@/lib/orders/settle'
import { copySettings } from '@/lib/payments/copy'
import { choosePayPage } from '@/lib/payments/pay-page'
import { readPayment } from '@/lib/payments/read'
import { openRefill } from '@/lib/refills/open'
import { requestRefund } from '@/lib/refunds/request'
import { captureHeld, releaseHeld, settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo } from '@/lib/testing/mail'
import { makeCheckoutInput, makeConnection, makeMember, makeTenant, makeWallet } from '@/lib/testing/make'
import { openStripeWorld, type StripeShop, type StripeWorld } from '@/lib/testing/stripe-shop'
import { balanceOf, getWalletRow } from '@/lib/wallets/balance'
import { beginPurchase, payAgain } from './begin'
import { comeBack } from './come-back'
import { comeBackToRefill, payRefill } from './pay-refill'
import { payWaysOf } from './pay-ways'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
})
afterAll(() => world.close())

const jobs = [fulfilOrder, settlePayment, handleNotice, captureHeld, releaseHeld, submitRefund]
const from = { ip: '192.0.2.1', agent: 'test' }
const cards = { good: '4242424242424242', declined: '4000000000000002', secure: '4000002760003184' }
const iban = { comes: 'AT321904300235473204', bounces: 'AT861904300235473202' }

type Typed = { number?: string; iban?: string }

/** The buyer on Stripe's page; gives where it sends the browser, null where it stays. */
async function payAt(page: string, { number = cards.good, iban }: Typed = {}): Promise<string | null> {
  const typed: Record<string, string> = iban ? { iban } : { number, expiry: '12 / 34', cvc: '123' }
  const answer = await fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams(typed) })
  return answer.headers.get('location')
}

/** A shop whose buyers pay on Stripe's page, and one who was sent there. */
async function begin({ page = 'hosted', store }: { page?: string; store?: object } = {}) {
  const shop = await world.openShop({ settings: { page }, stock: 2, store })
  const begun = await beginPurchase(shop.store, makeCheckoutInput(shop), from)
  const see = () =>
    inTenant(shop.ctx, async (tx) => {
      const [order] = await tx.select().from(orders)
      const all = await tx.select().from(payments).orderBy(payments.id)
      const sold = await tx.$count(sims, eq(sims.orderId, order!.id))
      const booked = await tx.select().from(lines)
      return { order: order!, payment: all.at(-1)!, all, sold, booked }
    })
  const back = () => comeBack(shop.store, begun.token)
  return { shop, ...begun, page: begun.redirectUrl!, see, back }
}

const isDelivered = async ({ see }: Awaited<ReturnType<typeof begin>>) => {
  const { order, payment, sold, booked } = await see()
  expect([order.status, payment.status, payment.received, sold]).toEqual(['fulfilled', 'paid', 900n, 1])
  expect(booked.filter(({ amount }) => amount === 900n)).toHaveLength(1)
  expect(payment.externalId).toMatch(/^pi_/)
}

const lettersTo = async ({ see }: Awaited<ReturnType<typeof begin>>) =>
  (await mailsTo((await see()).order.email)).map(({ template }) => template)

const webhooks = (mode: string) => world.tell('webhooks', { service: 'stripe', mode })

const sessionOf = async ({ shop }: { shop: StripeShop }) =>
  (await shop.stripe.checkout.sessions.list()).data[0]!

describe("a buyer who is sent to Stripe's page", () => {
  test('sees no form and no script of Stripe in ours, and pays the price of the order there', async () => {
    const order = await begin()
    expect([order.clientSecret, order.page]).toEqual([null, (await sessionOf(order)).url])
    const { payment } = await order.see()
    expect(await sessionOf(order)).toMatchObject({
      amount_total: 900,
      currency: 'eur',
      client_reference_id: payment.id,
      ui_mode: 'hosted_page',
      success_url: expect.stringMatching(/\/return\?session=\{CHECKOUT_SESSION_ID\}$/),
      cancel_url: expect.stringMatching(/\/return$/),
    })
    const [way] = await payWaysOf(
      { tenantId: order.shop.ctx.tenantId },
      { amount: 900n, currency: 'EUR' as never },
    )
    expect(way).toMatchObject({ kind: 'redirect', card: null })
  })

  test('MS-02 comes back and gets the eSIM, though no webhook ever comes', async () => {
    await webhooks('drop')
    const order = await begin()
    const session = await sessionOf(order)
    expect(await payAt(order.page)).toContain(`/orders/${order.token}/return?session=${session.id}`)
    await order.back()
    await runJobs(jobs)
    await isDelivered(order)
    await webhooks('normal')
  })

  test('closes the page, and the webhook brings the eSIM', async () => {
    const order = await begin()
    await payAt(order.page)
    await order.shop.heard('checkout.session.completed')
    await runJobs(jobs)
    await isDelivered(order)
  })

  test('MS-16 gets one eSIM in whatever order and however often the events come', async () => {
    const order = await begin()
    await payAt(order.page)
    const kinds = [
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
    ]
    for (const kind of kinds) await expect.poll(() => kept(order.shop, kind)).toBe(1)
    const all = await inTenant(order.shop.ctx, (tx) => tx.select().from(notices))
    const orders = [[...all].reverse(), all, [...all, ...all].sort(() => Math.random() - 0.5)]
    for (const each of orders)
      for (const { id } of each) await handleNotice.run({ tenantId: order.shop.ctx.tenantId, noticeId: id })
    await order.back()
    await runJobs(jobs)
    await isDelivered(order)
  })

  test('may try one card after the other on the same page', async () => {
    const order = await begin()
    expect(await payAt(order.page, { number: cards.declined })).toBeNull()
    await order.back()
    expect(await order.see()).toMatchObject({
      order: { status: 'pending_payment' },
      payment: { status: 'requires_action', externalId: expect.stringMatching(/^cs_/) },
    })
    await payAt(order.page)
    await order.back()
    await runJobs(jobs)
    await isDelivered(order)
    const tried = await inTenant(order.shop.ctx, (tx) => tx.select().from(charges))
    expect(tried.map(({ status }) => status).sort()).toEqual(['failed', 'succeeded'])
  })

  test('confirms at the bank and comes back', async () => {
    const order = await begin()
    const bank = await payAt(order.page, { number: cards.secure })
    const done = await fetch(`${bank}/complete`, { method: 'POST', redirect: 'manual' })
    const home = await fetch(done.headers.get('location')!, { redirect: 'manual' })
    expect(home.headers.get('location')).toContain(`/orders/${order.token}/return`)
    await order.back()
    await runJobs(jobs)
    await isDelivered(order)
  })

  test('MS-66 pays by direct debit and leaves: he is told that it takes time, and gets the eSIM once the money has come', async () => {
    const order = await begin()
    await payAt(order.page, { iban: iban.comes })
    await order.back()
    await runJobs(jobs)
    expect(await order.see()).toMatchObject({
      order: { status: 'pending_payment' },
      payment: { status: 'pending' },
      booked: [],
    })
    expect(await lettersTo(order)).toEqual(['orderWaits'])
    await order.back()
    await world.tell('clock', { advance_s: 300 })
    await order.shop.heard('checkout.session.async_payment_succeeded')
    await runJobs(jobs)
    await isDelivered(order)
    expect(await lettersTo(order)).toEqual(['orderWaits', 'orderReady'])
  })

  test('MS-66 whose direct debit does not come is told so, and may pay anew', async () => {
    const order = await begin()
    await payAt(order.page, { iban: iban.bounces })
    await order.back()
    await world.tell('clock', { advance_s: 300 })
    await order.shop.heard('checkout.session.async_payment_failed')
    const { order: row, payment } = await order.see()
    expect([row.status, payment.status]).toEqual(['pending_payment', 'failed'])
    expect(await lettersTo(order)).toEqual(['orderWaits', 'orderUnpaid'])
    const again = await payAgain(order.shop.ctx.tenantId, row.id, payment.id)
    expect(again.redirectUrl).not.toBe(order.page)
    await payAt(again.redirectUrl!)
    await order.back()
    await runJobs(jobs)
    await isDelivered(order)
  })

  test('whose money is only held gets the eSIM, and then the money is taken', async () => {
    const order = await begin({ store: { capture: 'manual' } })
    await payAt(order.page)
    await order.back()
    expect(await order.see()).toMatchObject({ payment: { status: 'authorized' }, booked: [] })
    await runJobs(jobs)
    await isDelivered(order)
  })
})

const kept = ({ ctx }: StripeShop, type: string) =>
  inTenant(ctx, (tx) => tx.$count(notices, eq(notices.type, type)))

describe('a page that nobody pays', () => {
  test('is closed when the order ends, and takes no money from then on', async () => {
    const order = await begin()
    const { order: row } = await order.see()
    await expireOrder(order.shop.ctx.tenantId, row.id)
    expect(await order.see()).toMatchObject({ order: { status: 'expired' }, payment: { status: 'expired' } })
    expect((await sessionOf(order)).status).toBe('expired')
    expect(await payAt(order.page)).toBeNull()
    expect((await fetch(order.page)).status).toBe(410)
  })

  test('is closed also after a declined card, whose attempt is canceled with it', async () => {
    const order = await begin()
    await payAt(order.page, { number: cards.declined })
    await expireOrder(order.shop.ctx.tenantId, (await order.see()).order.id)
    expect((await order.see()).payment.status).toBe('expired')
    const [intent] = (await order.shop.stripe.paymentIntents.list()).data
    expect(intent!.status).toBe('canceled')
  })

  test('ends at Stripe before the order does, and the buyer gets another one', async () => {
    const order = await begin()
    await order.shop.stripe.checkout.sessions.expire((await sessionOf(order)).id)
    await order.shop.heard('checkout.session.expired')
    const { order: row, payment } = await order.see()
    expect([row.status, payment.status]).toEqual(['pending_payment', 'expired'])
    const again = await payAgain(order.shop.ctx.tenantId, row.id, payment.id)
    await payAt(again.redirectUrl!)
    await order.back()
    await runJobs(jobs)
    await isDelivered(order)
  })

  test('was paid in the very moment in which the order ends: the buyer gets what he paid', async () => {
    const order = await begin()
    await payAt(order.page)
    await expireOrder(order.shop.ctx.tenantId, (await order.see()).order.id)
    await runJobs(jobs)
    await isDelivered(order)
  })
})

test('MS-42 a checkout of another amount under our reference pays for nothing', async () => {
  const order = await begin()
  const { metadata } = await sessionOf(order)
  const price_data = { currency: 'eur', unit_amount: 100, product_data: { name: 'cheap' } }
  const forged = await order.shop.stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://shop.test/',
    line_items: [{ quantity: 1, price_data }],
    metadata: metadata!,
    payment_intent_data: { metadata: { ...metadata, simyard_page: 'hosted' } },
  })
  await payAt(forged.url!)
  await order.shop.heard('checkout.session.completed')
  await runJobs(jobs)
  expect(await order.see()).toMatchObject({ order: { status: 'pending_payment' }, booked: [] })
})

test('MS-09 a reading of the open page that comes late does not hold a paid order', async () => {
  const order = await begin()
  const { ctx, connection } = order.shop
  const { payment, order: row } = await order.see()
  const early = (await readPayment(connection, payment))!
  expect(early.externalId).toBe(payment.externalId)
  await payAt(order.page)
  await order.back()
  await inTenant(ctx, (tx) => settleOrder(tx, row.id, payment.id, early))
  expect((await order.see()).payment).toMatchObject({ status: 'paid', mismatch: null })
  await runJobs(jobs)
  await isDelivered(order)
})

test('a payment of the page is refunded like any other', async () => {
  const order = await begin()
  await payAt(order.page)
  await order.back()
  await runJobs(jobs)
  const { payment } = await order.see()
  await requestRefund(order.shop.ctx, {
    paymentId: payment.id,
    amount: '3.00',
    refundable: '900',
    code: 'goodwill',
    reason: '',
  })
  await runJobs(jobs)
  const [refund] = (await order.shop.stripe.refunds.list()).data
  expect(refund).toMatchObject({ amount: 300, payment_intent: payment.externalId })
})

test('a refill of a wallet is paid on the page too', async () => {
  const shop = await world.openShop({ settings: { page: 'hosted' } })
  const wallet = await makeWallet(shop.ctx)
  const { token } = await openRefill(shop.ctx, { walletId: wallet.id, amount: 5_000n, origin: 'staff' })
  const begun = await payRefill(token, { connectionId: shop.connection.id })
  expect(begun!.clientSecret).toBeNull()
  expect(await payAt(begun!.redirectUrl!)).toContain(`/pay/${token}/return?session=cs_test_`)
  await comeBackToRefill(token)
  const settled = await inTenant(shop.ctx, async (tx) => balanceOf(tx, await getWalletRow(tx, wallet.id)))
  expect(settled.settled).toBe(5_000n)
})

describe('the choice of the page', () => {
  test.each([
    ['form', 'hosted'],
    ['hosted', 'form'],
  ] as const)('leaves a payment where it was begun: from %s to %s', async (before, after) => {
    const order = await begin({ page: before })
    const { ctx, connection, stripe } = order.shop
    await choosePayPage(ctx, { id: connection.id, page: after })
    const { order: row, payment } = await order.see()
    const again = await payAgain(ctx.tenantId, row.id, payment.id)
    expect(again).toMatchObject({ clientSecret: order.clientSecret, redirectUrl: order.redirectUrl })
    if (before === 'hosted') await payAt(order.page)
    else
      await stripe.paymentIntents.confirm(payment.externalId!, {
        payment_method: 'pm_card_visa',
        return_url: world.url,
      })
    await order.back()
    await runJobs(jobs)
    await isDelivered(order)
    const next = await beginPurchase(order.shop.store, makeCheckoutInput(order.shop), from)
    expect(next.redirectUrl === null).toBe(after === 'form')
  })

  test('is refused, also when settings are copied, while the key may not take payments there', async () => {
    const hosted_page = { name: 'hosted_page', label: "Take payments on Stripe's page", needed: 'optional' }
    const facts = { capabilities: [{ ...hosted_page, isAllowed: false }] }
    const shop = await world.openShop({ settings: { page: 'hosted' } })
    const live = await makeConnection(shop.ctx, { kind: 'psp', provider: 'stripe', mode: 'live', facts })
    const lacks = { code: 'precondition', message: expect.stringContaining('"Checkout Sessions: write"') }
    await expect(choosePayPage(shop.ctx, { id: live.id, page: 'hosted' })).rejects.toMatchObject(lacks)
    await expect(copySettings(shop.ctx, { id: shop.connection.id, toId: live.id })).rejects.toMatchObject(
      lacks,
    )
    await choosePayPage(shop.ctx, { id: live.id, page: 'form' })
  })

  test('is written down, and not for viewers or strangers', async () => {
    const shop = await world.openShop()
    const wish = { id: shop.connection.id, page: 'hosted' as const }
    const viewer = await makeMember(shop.ctx.tenantId, 'viewer')
    await expect(choosePayPage(viewer, wish)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(choosePayPage(await makeTenant(), wish)).rejects.toMatchObject({ code: 'not_found' })
    await choosePayPage(shop.ctx, wish)
    const written = await inTenant(shop.ctx, (tx) =>
      tx.select().from(audits).where(eq(audits.entityId, wish.id)),
    )
    expect(written.at(-1)).toMatchObject({
      action: 'connection.changed',
      detail: { settings: { page: 'hosted' } },
    })
  })
})

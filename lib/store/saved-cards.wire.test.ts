import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connections, orders, paymentMethods, payments, stores } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { expireOrder } from '@/lib/orders/expire'
import { fulfilOrder } from '@/lib/orders/jobs'
import { removeAtProvider } from '@/lib/payment-methods/jobs'
import { listMethods, removeMethod } from '@/lib/payment-methods/manage'
import { settle as settleSetup } from '@/lib/payment-methods/settle-setup'
import { findLost } from '@/lib/reconcile/jobs'
import { closeRefill } from '@/lib/refills/jobs'
import { openRefill } from '@/lib/refills/open'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import type { Buyer } from '@/lib/tenancy/buyers'
import { runJobs } from '@/lib/testing/jobs'
import { makeBuyer, makeCheckoutInput, makeShop, makeStock, makeTenant, makeWallet } from '@/lib/testing/make'
import { makeOwner } from '@/lib/testing/stripe-methods'
import { openStripeWorld, type StripeWorld } from '@/lib/testing/stripe-shop'
import { getWallet } from '@/lib/wallets/list'
import { beginPurchase, payAgain } from './begin'
import { comeBack, lookAtOrder } from './come-back'
import { comeBackToRefill, lookAtRefill, payRefill } from './pay-refill'
import { payWaysOf, savedWaysOf } from './pay-ways'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
})
afterAll(() => world.close())

const from = { ip: '192.0.2.9', agent: 'A browser' }
const jobs = [settlePayment, submitRefund, closeRefill, fulfilOrder, removeAtProvider]

/** A shop at Stripe, and a buyer who is signed in there. */
async function open() {
  const shop = await world.openShop()
  const { ctx, stripe, connection } = shop
  const buyer = await makeBuyer(ctx)
  await inTenant(ctx, (tx) =>
    tx
      .update(connections)
      .set({ settings: { limitMs: 1_000 } })
      .where(eq(connections.id, connection.id)),
  )
  const owner = await makeOwner(ctx, { stripe, connection })
  for (let more = 0; more < 3; more++) await makeStock(ctx, shop.plan.id, shop.plan.connectionId)
  const save = async (card = 'pm_card_visa') => {
    const saved = await owner.save(card, buyer.endUserId)
    if (saved.status === 'active') return saved
    // The bank wants to see its owner once while it is saved.
    const { next_action } = await stripe.setupIntents.retrieve(saved.setupExternalId!)
    await fetch(`${next_action!.redirect_to_url!.url}/complete`, { method: 'POST', redirect: 'manual' })
    return settleSetup(ctx.tenantId, saved.id)
  }
  const input = (with_ = {}) => makeCheckoutInput(shop, { email: buyer.user.email, ...with_ })
  const buy = (with_: object, who: Buyer | null = buyer) => beginPurchase(shop.store, input(with_), from, who)
  /** What the card form does in the browser. */
  const confirm = (clientSecret: string | null, card = 'pm_card_visa') =>
    stripe.paymentIntents.confirm(clientSecret!.split('_secret')[0]!, {
      ...{ payment_method: card, return_url: 'https://shop.test/' },
    })
  const cards = (who: Buyer = buyer) => listMethods(who, who.endUserId)
  const charged = async () => (await stripe.paymentIntents.list({ limit: 100 })).data
  const rows = () => inTenant(ctx, (tx) => tx.select().from(payments).orderBy(payments.id))
  const see = (token: string) => lookAtOrder(shop.store, token, 'visit')
  return { ...shop, buyer, save, input, buy, confirm, cards, charged, rows, see }
}

const fault = (fault: string, times = 1) =>
  world.tell('faults', { service: 'stripe', method: 'POST', path: '/v1/payment_intents', times, fault })

describe('a card is kept with a payment', () => {
  test('when its owner ticked that, with what he agreed to, and it can be charged from then on', async () => {
    const { store, buyer, buy, confirm, cards, charged } = await open()
    const begun = await buy({ save: 'on' })
    expect(begun.keepsCard).toBe(true)
    expect(await cards()).toEqual([])
    await confirm(begun.clientSecret)
    await comeBack(store, begun.token)
    expect(await cards()).toMatchObject([
      {
        ...{ label: 'Visa •••• 4242', state: 'active', isDefault: true, consentAt: expect.any(Date) },
        consent: {
          text: `I allow ${buyer.tenant.name} to keep this payment method and to charge it without asking me each time: for automatic refills within the limits that are set for them, and for what I order. I can end this at any time by removing it.`,
          ...{ ip: '192.0.2.9', agent: 'A browser' },
        },
      },
    ])
    const [card] = await cards()
    await buy({ connectionId: card!.id })
    expect((await charged()).map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  })

  test('not when nothing was ticked, not for a guest who says so, and not when it is declined', async () => {
    const { ctx, store, buy, confirm, cards } = await open()
    const plain = await buy({})
    const guest = await buy({ save: 'on' }, null)
    for (const { clientSecret, token } of [plain, guest]) {
      await confirm(clientSecret)
      await comeBack(store, token)
    }
    const refused = await buy({ save: 'on' })
    await confirm(refused.clientSecret, 'pm_card_chargeDeclined').catch(() => {})
    await comeBack(store, refused.token)
    expect(await cards()).toEqual([])
    const kept = await inTenant(ctx, (tx) => tx.select().from(paymentMethods))
    expect(kept.map(({ status }) => status)).toEqual(['adding'])
  })

  test('not for somebody who is signed in elsewhere', async () => {
    const { buy, store, confirm, ctx } = await open()
    const begun = await buy({ save: 'on' }, await makeBuyer(await makeTenant()))
    await confirm(begun.clientSecret)
    await comeBack(store, begun.token)
    expect(await inTenant(ctx, (tx) => tx.$count(paymentMethods))).toBe(0)
  })

  test('one who takes the tick away pays another payment, which keeps nothing', async () => {
    const { store, input, confirm, cards, buyer, rows } = await open()
    const form = input()
    const kept = await beginPurchase(store, { ...form, save: 'on' }, from, buyer)
    const again = await beginPurchase(store, { ...form, save: 'on' }, from, buyer)
    expect(again.clientSecret).toBe(kept.clientSecret)
    const plain = await beginPurchase(store, form, from, buyer)
    expect(plain.clientSecret).not.toBe(kept.clientSecret)
    await confirm(plain.clientSecret)
    await comeBack(store, plain.token)
    expect(await cards()).toEqual([])
    expect((await rows()).map(({ methodUse, status }) => [methodUse, status])).toEqual([
      ['keep', 'created'],
      [null, 'paid'],
    ])
  })

  test('also where another account is connected than the one that knew its owner', async () => {
    const { ctx, store, save, buy, confirm, cards } = await open()
    await save()
    await inTenant(ctx, (tx) => tx.update(paymentMethods).set({ customerExternalId: 'cus_gone' }))
    const begun = await buy({ save: 'on' })
    await confirm(begun.clientSecret, 'pm_card_mastercard')
    await comeBack(store, begun.token)
    expect((await cards()).map(({ label }) => label)).toEqual(['Mastercard •••• 4444'])
  })
})

describe('a saved card pays at once', () => {
  test('an order, while its owner is there', async () => {
    const { save, buy, charged, see, ctx } = await open()
    const card = await save()
    const begun = await buy({ connectionId: card.id })
    expect(begun).toMatchObject({ clientSecret: null, redirectUrl: null })
    await runJobs(jobs)
    expect((await see(begun.token))?.stage).toBe('ready')
    const [intent] = await charged()
    expect(intent).toMatchObject({ status: 'succeeded', payment_method: card.externalId, amount: 900 })
    const [order] = await inTenant(ctx, (tx) => tx.select().from(orders))
    expect(intent!.metadata).toMatchObject({ order_id: order!.id })
  })

  test('a bank that wants to see its owner does, and leads back', async () => {
    const { store, save, buy, see } = await open()
    const card = await save('pm_card_authenticationRequiredSetupForOffSession')
    const begun = await buy({ connectionId: card.id })
    expect(begun.redirectUrl).toMatch(/3ds/)
    await fetch(`${begun.redirectUrl}/complete`, { method: 'POST', redirect: 'manual' })
    await comeBack(store, begun.token)
    await runJobs(jobs)
    expect((await see(begun.token))?.stage).toBe('ready')
  })

  test('one who fails at the bank can press again, or pay in the card form', async () => {
    const { ctx, store, input, save, confirm, see, buyer } = await open()
    const card = await save('pm_card_authenticationRequiredSetupForOffSession')
    const form = input({ connectionId: card.id })
    const first = await beginPurchase(store, form, from, buyer)
    await fetch(`${first.redirectUrl}/fail`, { method: 'POST', redirect: 'manual' })
    await comeBack(store, first.token)
    expect(await see(first.token)).toMatchObject({ stage: 'failed' })
    const second = await beginPurchase(store, form, from, buyer)
    expect(second.redirectUrl).not.toBe(first.redirectUrl)
    const { orderId, payable } = (await see(first.token))!
    await fetch(`${second.redirectUrl}/fail`, { method: 'POST', redirect: 'manual' })
    await comeBack(store, first.token)
    const again = await payAgain(ctx.tenantId, orderId, payable!.paymentId)
    await confirm(again.clientSecret)
    await comeBack(store, first.token)
    await runJobs(jobs)
    expect((await see(first.token))?.stage).toBe('ready')
  })

  test('a decline says why, charges nothing, and another way pays the same order', async () => {
    const { store, input, save, confirm, charged, see, buyer, rows } = await open()
    const card = await save('pm_card_chargeCustomerFail')
    const form = input({ connectionId: card.id })
    const tried = beginPurchase(store, form, from, buyer)
    await expect(tried).rejects.toMatchObject({
      code: 'precondition',
      message: expect.stringContaining('Nothing was charged'),
    })
    // Once more is a new charge, not the old answer again.
    await expect(beginPurchase(store, form, from, buyer)).rejects.toMatchObject({ code: 'precondition' })
    expect(await charged()).toHaveLength(2)
    const other = await beginPurchase(store, { ...form, connectionId: input().connectionId }, from, buyer)
    await confirm(other.clientSecret)
    await comeBack(store, other.token)
    await runJobs(jobs)
    expect((await see(other.token))?.stage).toBe('ready')
    expect((await rows()).filter(({ status }) => status === 'paid')).toHaveLength(1)
  })

  test('a card that was declined for good is charged no more', async () => {
    const { save, buy, cards, buyer, plan, ctx } = await open()
    const card = await save()
    await inTenant(ctx, (tx) =>
      tx.update(paymentMethods).set({ status: 'blocked' }).where(eq(paymentMethods.id, card.id)),
    )
    await expect(buy({ connectionId: card.id })).rejects.toMatchObject({ code: 'invalid' })
    expect((await cards()).map(({ state }) => state)).toEqual(['blocked'])
    expect(await savedWaysOf(buyer, { amount: plan.version.amount, currency: 'EUR' as never })).toEqual([])
  })

  test('pressed ten times at once it is charged once', async () => {
    const { store, input, save, charged, buyer, rows } = await open()
    const form = input({ connectionId: (await save()).id })
    const tries = Array.from({ length: 10 }, () => beginPurchase(store, form, from, buyer))
    const done = await Promise.allSettled(tries)
    expect(done.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect((await charged()).filter(({ status }) => status === 'succeeded')).toHaveLength(1)
    expect(await rows()).toHaveLength(1)
  })

  test('an answer that is lost charges once, and the order says that it waits', async () => {
    const { ctx, store, input, save, charged, see, buyer, rows } = await open()
    const form = input({ connectionId: (await save()).id, email: 'one@example.test' })
    await fault('timeout_after_commit', 5)
    const begun = await beginPurchase(store, form, from, buyer)
    expect(begun).toMatchObject({ clientSecret: null, redirectUrl: null })
    expect((await see(begun.token))?.stage).toBe('pending')
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
    // Neither a corrected address nor the way to pay again makes a second charge.
    await beginPurchase(store, { ...form, email: 'two@example.test' }, from, buyer)
    expect(await charged()).toHaveLength(1)
    const [payment, ...others] = await rows()
    expect(others).toEqual([])
    await settle(ctx.tenantId, payment!.id)
    expect((await rows()).map(({ status }) => status)).toEqual(['paid'])
  })

  test('an answer that is lost leaves the payment open, also when the buyer presses again much later', async () => {
    const { ctx, store, input, save, charged, buyer, rows } = await open()
    const form = input({ connectionId: (await save()).id })
    await fault('timeout_after_commit', 5)
    await beginPurchase(store, form, from, buyer)
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
    await inTenant(ctx, (tx) => tx.update(payments).set({ startedAt: new Date(Date.now() - 50 * 60_000) }))
    const again = await beginPurchase(store, form, from, buyer)
    expect(again).toMatchObject({ clientSecret: null, redirectUrl: null })
    const [payment] = await rows()
    expect(payment).toMatchObject({ status: 'created' })
    await inTenant(ctx, (tx) => tx.update(payments).set({ startedAt: new Date(Date.now() - 61 * 60_000) }))
    await findLost.run({ tenantId: ctx.tenantId, paymentId: payment!.id })
    expect(await rows()).toMatchObject([{ status: 'paid' }])
    expect(await charged()).toHaveLength(1)
  })

  test('an answer that is lost lets nobody pay the order another way meanwhile', async () => {
    const { store, connection, input, save, charged, buyer } = await open()
    const form = input({ connectionId: (await save()).id })
    await fault('timeout_after_commit', 5)
    await beginPurchase(store, form, from, buyer)
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
    await expect(
      beginPurchase(store, { ...form, connectionId: connection.id }, from, buyer),
    ).rejects.toMatchObject({ code: 'precondition' })
    expect(await charged()).toHaveLength(1)
  })

  test('a checkout that ends charges no card whose charge never came there', async () => {
    const { ctx, buy, save, charged, rows } = await open()
    await fault('timeout', 5)
    await buy({ connectionId: (await save()).id })
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
    const [payment] = await rows()
    await expireOrder(ctx.tenantId, payment!.orderId!)
    expect(await charged()).toEqual([])
  })

  test('money that is only held at first is so with a saved card too', async () => {
    const { ctx, store, buy, save, charged } = await open()
    await inTenant(ctx, (tx) => tx.update(stores).set({ capture: 'manual' }).where(eq(stores.id, store.id)))
    await buy({ connectionId: (await save()).id })
    expect((await charged()).map(({ status }) => status)).toEqual(['requires_capture'])
  })

  test('it is offered to its owner, where its provider is offered', async () => {
    const { ctx, buyer, save, plan } = await open()
    const card = await save()
    const price = { amount: plan.version.amount, currency: 'EUR' as never }
    expect(await savedWaysOf(buyer, price)).toMatchObject([
      { id: card.id, kind: 'saved', label: 'Visa •••• 4242', card: null, canSave: false },
    ])
    expect(await savedWaysOf(await makeBuyer(ctx), price)).toEqual([])
    expect(await savedWaysOf(buyer, price, null, 'live')).toEqual([])
    await makeShop(ctx, { psp: { mode: 'live' } })
    // Beside a live way to pay a test card buys nothing.
    expect(await savedWaysOf(buyer, price)).toEqual([])
  })

  test('nobody pays with the card of another, nor with one that was removed', async () => {
    const { ctx, buyer, save, buy, charged } = await open()
    const card = await save()
    const strangers = [null, await makeBuyer(ctx), await makeBuyer(await makeTenant())]
    for (const stranger of strangers)
      await expect(buy({ connectionId: card.id }, stranger)).rejects.toMatchObject({
        detail: { fields: { connectionId: [expect.any(String)] } },
      })
    await removeMethod(buyer, { id: card.id })
    await expect(buy({ connectionId: card.id })).rejects.toMatchObject({ code: 'invalid' })
    expect(await charged()).toEqual([])
  })
})

describe('on the page of a refill', () => {
  async function openPage() {
    const at = await open()
    const { ctx, buyer } = at
    const wallet = await makeWallet(ctx, { endUserId: buyer.endUserId })
    const { token } = await openRefill(buyer, { walletId: wallet.id, amount: 2_000n, origin: 'page' })
    const pay = (connectionId: string, save?: 'on', who: Buyer | null = buyer) =>
      payRefill(token, { connectionId, save }, from, who)
    const settled = async () => (await getWallet(buyer, wallet.id)).settled
    return { ...at, wallet, token, pay, settled }
  }

  test('a saved card pays at once, also when it is pressed in several tabs', async () => {
    const { save, pay, settled, charged, token } = await openPage()
    const card = await save()
    const done = await Promise.allSettled(Array.from({ length: 6 }, () => pay(card.id)))
    expect(done.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    await comeBackToRefill(token)
    expect(await settled()).toBe(2_000n)
    expect((await charged()).filter(({ status }) => status === 'succeeded')).toHaveLength(1)
    expect((await lookAtRefill(token))?.stage).toBe('paid')
  })

  test('a saved card and the form at once: what was paid twice goes back', async () => {
    const { save, pay, settled, confirm, connection, token, stripe } = await openPage()
    const card = await save()
    const plain = await pay(connection.id)
    await Promise.all([pay(card.id), confirm(plain!.clientSecret)])
    await comeBackToRefill(token)
    await runJobs(jobs)
    expect(await settled()).toBe(2_000n)
    expect((await stripe.refunds.list({ limit: 10 })).data).toHaveLength(1)
  })

  test('a decline leads back to the page, where another card is kept while it pays', async () => {
    const { save, pay, settled, confirm, connection, token, cards } = await openPage()
    const card = await save('pm_card_chargeCustomerFail')
    await expect(pay(card.id)).rejects.toMatchObject({ code: 'precondition' })
    expect(await lookAtRefill(token)).toMatchObject({ stage: 'failed', canBePaid: true })
    const begun = await pay(connection.id, 'on')
    expect(begun!.keepsCard).toBe(true)
    await confirm(begun!.clientSecret, 'pm_card_mastercard')
    await comeBackToRefill(token)
    expect(await settled()).toBe(2_000n)
    expect((await cards()).map(({ label }) => label).sort()).toEqual([
      'Mastercard •••• 4444',
      'Visa •••• 0341',
    ])
  })

  test('a charge whose answer is lost lets nobody pay a second time', async () => {
    const { save, pay, connection } = await openPage()
    const card = await save()
    await fault('timeout', 5)
    await pay(card.id)
    await expect(pay(connection.id)).rejects.toMatchObject({ code: 'precondition' })
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
  })

  test('what another keeps while he pays is his, and not of whose wallet it is', async () => {
    const { ctx, pay, confirm, connection, token, cards } = await openPage()
    const friend = await makeBuyer(ctx)
    const [own, his] = [await pay(connection.id, 'on'), await pay(connection.id, 'on', friend)]
    expect(his!.clientSecret).not.toBe(own!.clientSecret)
    await confirm(his!.clientSecret)
    await comeBackToRefill(token)
    expect([await cards(), (await cards(friend)).length]).toEqual([[], 1])
  })
})

test('a provider that can keep nothing offers no such thing', async () => {
  const { ctx, store } = await open()
  const psp = {
    provider: 'manual',
    name: 'Bank',
    plain: { title: 'Bank transfer', instructions: 'Pay to our account', days: '7', mode: 'test' },
  }
  await makeShop(ctx, { psp })
  const ways = await payWaysOf(store, { amount: 900n, currency: 'EUR' as never })
  expect(ways.map(({ kind, canSave }) => [kind, canSave])).toEqual([
    ['card_form', true],
    ['instructions', false],
  ])
})

test('on the page of Mollie a card is kept while it pays, and pays at once the next time', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, {
    psp: {
      ...{ provider: 'mollie', name: 'Mollie', endpoint: `${world.url}/mollie` },
      plain: { apiKey: `test_savedcards${process.pid}`.padEnd(37, 'fake') },
    },
    stock: 2,
  })
  const buyer = await makeBuyer(ctx)
  const buy = (with_: object) => beginPurchase(shop.store, makeCheckoutInput(shop, with_), from, buyer)
  const press = (page: string, fields: Record<string, string>) =>
    fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })
  const first = await buy({ save: 'on' })
  await press(first.redirectUrl!, { method: 'creditcard' })
  await press(first.redirectUrl!, { end: 'paid' })
  await comeBack(shop.store, first.token)
  const [card, ...others] = await listMethods(buyer, buyer.endUserId)
  expect([card?.state, others]).toEqual(['active', []])
  const second = await buy({ connectionId: card!.id })
  expect(second).toMatchObject({ clientSecret: null, redirectUrl: null })
  expect((await lookAtOrder(shop.store, second.token, 'visit'))?.stage).toBe('pending')
  const rows = await inTenant(ctx, (tx) => tx.select().from(payments).orderBy(payments.id))
  await press(`${world.url}/mollie/checkout/${rows.at(-1)!.externalId}`, { end: 'paid' })
  await comeBack(shop.store, second.token)
  await runJobs(jobs)
  expect((await lookAtOrder(shop.store, second.token, 'visit'))?.stage).toBe('ready')
})

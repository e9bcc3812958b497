import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { entries, orders, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { draw, type Mail } from '@/lib/mail/send'
import { addPayment } from '@/lib/orders/attempt'
import { expireCheckout, fulfilOrder } from '@/lib/orders/jobs'
import { failOrder } from '@/lib/orders/refund'
import { settleOrder } from '@/lib/orders/settle'
import { lockOrder } from '@/lib/orders/state'
import { requestRefund } from '@/lib/refunds/request'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import type { Buyer } from '@/lib/tenancy/buyers'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo } from '@/lib/testing/mail'
import { makeBuyer, makeCheckoutInput, makeShop, makeState, makeTenant, makeWallet } from '@/lib/testing/make'
import { listTransactions, TransactionQuery } from '@/lib/transactions/list'
import { getWallet } from '@/lib/wallets/list'
import { changeWallet } from '@/lib/wallets/open'
import { StatementQuery, statementOf } from '@/lib/wallets/statement'
import { beginPurchase } from './begin'
import { comeBack, lookAtOrder } from './come-back'
import { payWaysOf, walletWaysOf } from './pay-ways'

const from = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, settlePayment, submitRefund, expireCheckout]
const eur = (amount: bigint) => ({ amount, currency: 'EUR' as never })

/** A shop whose plan costs 9.00, and a buyer with this much in the wallet. */
async function open(filled = 2_000n) {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock: 12 })
  const buyer = await makeBuyer(ctx)
  const wallet = await makeWallet(ctx, { endUserId: buyer.endUserId, filled })
  const input = (with_ = {}) => makeCheckoutInput(shop, { connectionId: wallet.id, ...with_ })
  const buy = (form = input(), who: Buyer | null = buyer) => beginPurchase(shop.store, form, from, who)
  const balance = async () => (await getWallet(buyer, wallet.id)).settled
  const rows = () => inTenant(ctx, (tx) => tx.select().from(payments).orderBy(payments.id))
  const see = (token: string) => lookAtOrder(shop.store, token, 'visit')
  const work = () => runJobs(jobs)
  return { ctx, shop, buyer, wallet, input, buy, balance, rows, see, work }
}

test('an order is paid from the wallet at once, delivered, and stands in the statement', async () => {
  const { ctx, shop, buyer, wallet, buy, balance, see, work, rows } = await open()
  const begun = await buy()
  expect(begun).toMatchObject({ clientSecret: null, redirectUrl: null })
  expect(await balance()).toBe(1_100n)
  await comeBack(shop.store, begun.token)
  await work()
  expect((await see(begun.token))?.stage).toBe('ready')
  const { rows: lines } = await statementOf(buyer, wallet.id, StatementQuery.parse({}), 'UTC')
  expect(lines.map(({ text, amount }) => [text, amount])).toEqual([
    ['Greece 5 GB', -900n],
    ['Refill', 2_000n],
  ])
  const [payment] = await rows()
  expect(payment).toMatchObject({ status: 'paid', received: 900n, walletId: wallet.id, mismatch: null })
  await settle(ctx.tenantId, payment!.id)
  expect(await balance()).toBe(1_100n)
  const shown = await listTransactions(ctx, TransactionQuery.parse({ method: 'wallet' }), 'UTC')
  expect(shown.rows).toMatchObject([{ id: payment!.id, method: 'wallet', psp: 'Wallet', status: 'paid' }])
})

describe('it is spent once', () => {
  test('when the same form is sent ten times at once', async () => {
    const { input, buy, balance, rows } = await open()
    const form = input()
    const done = await Promise.allSettled(Array.from({ length: 10 }, () => buy(form)))
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
    expect([await balance(), (await rows()).length]).toEqual([1_100n, 1])
  })

  test('and two tabs with an order each cannot together spend more than there is', async () => {
    const { ctx, input, buy, balance, work } = await open(2_000n)
    const done = await Promise.allSettled(Array.from({ length: 8 }, () => buy(input())))
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(done.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'precondition', message: expect.stringContaining('available') },
    })
    expect(await balance()).toBe(200n)
    await work()
    const paid = await inTenant(ctx, (tx) => tx.$count(orders, eq(orders.status, 'fulfilled')))
    expect(paid).toBe(2)
  })
})

test('never below its minimum, and from a credit line no further than that', async () => {
  const { ctx, wallet, buy, balance, input } = await open(1_000n)
  await changeWallet(ctx, { id: wallet.id, minimum: '2', isEnabled: true })
  await expect(buy()).rejects.toMatchObject({ code: 'precondition' })
  expect(await balance()).toBe(1_000n)
  await changeWallet(ctx, { id: wallet.id, minimum: '-8', isEnabled: true })
  await buy(input())
  await buy(input())
  await expect(buy(input())).rejects.toMatchObject({ code: 'precondition' })
  expect(await balance()).toBe(-800n)
})

test('where it has too little another way pays the same order', async () => {
  const { shop, input, buy, rows } = await open(100n)
  const form = input()
  await expect(buy(form)).rejects.toMatchObject({ code: 'precondition' })
  expect((await rows()).map(({ status }) => status)).toEqual(['failed'])
  // The other way is tried; nobody answers for it in this test.
  const card = buy({ ...form, connectionId: shop.connection.id })
  await expect(card).rejects.toMatchObject({ code: 'unavailable' })
  expect(new Set((await rows()).map(({ orderId }) => orderId)).size).toBe(1)
})

test('a tab in which the order was paid another way meanwhile takes nothing out of it', async () => {
  const { ctx, shop, input, buy, rows, balance } = await open()
  const form = input()
  const card = buy({ ...form, connectionId: shop.connection.id })
  await expect(card).rejects.toMatchObject({ code: 'unavailable' })
  const orderId = (await rows())[0]!.orderId!
  const again = await inTenant(ctx, async (tx) =>
    addPayment(tx, await lockOrder(tx, orderId), shop.connection),
  )
  const state = await makeState(ctx, again)
  await inTenant(ctx, (tx) => settleOrder(tx, orderId, again, state))
  expect(await buy(form)).toMatchObject({ clientSecret: null, redirectUrl: null })
  expect([await balance(), (await rows()).length]).toEqual([2_000n, 2])
})

test('a checkout that is over takes nothing', async () => {
  const { ctx, input, buy, balance, wallet } = await open(100n)
  const form = input()
  await buy(form).catch(() => {})
  await runJobs([expireCheckout], { dueNow: true })
  await changeWallet(ctx, { id: wallet.id, minimum: '-50', isEnabled: true })
  await expect(buy(form)).rejects.toMatchObject({ code: 'precondition' })
  expect(await balance()).toBe(100n)
})

test('an order that is paid is paid, whatever another tab presses', async () => {
  const { shop, buyer, input, buy, balance, rows } = await open()
  const form = input()
  await buy(form)
  expect(await buy({ ...form, connectionId: shop.connection.id })).toMatchObject({ redirectUrl: null })
  await beginPurchase(shop.store, form, from, buyer)
  expect([await balance(), (await rows()).length]).toEqual([1_100n, 1])
})

test('an order that cannot be delivered goes back into the wallet, once', async () => {
  const { ctx, shop, input, buy, balance, see, rows } = await open()
  const form = input()
  const begun = await buy(form)
  const [payment] = await rows()
  await inTenant(ctx, async (tx) => {
    await failOrder(tx, await lockOrder(tx, payment!.orderId!), 'No eSIM could be had.')
  })
  await Promise.all([runJobs([submitRefund]), runJobs([submitRefund])])
  expect(await balance()).toBe(2_000n)
  expect(await see(begun.token)).toMatchObject({
    stage: 'refunded',
    text: 'Your money is back in your wallet.',
  })
  const mail = (await mailsTo(form.email)).find(({ template }) => template === 'orderRefunded')
  const { subject, text } = await draw(mail as Pick<Mail, 'template' | 'props'>)
  expect(subject).toContain('back in your wallet')
  expect([text.includes(`your wallet at ${shop.store.name}`), text.includes('bank')]).toEqual([true, false])
  await settle(ctx.tenantId, payment!.id)
  expect(await balance()).toBe(2_000n)
  const booked = await inTenant(ctx, (tx) => tx.select().from(entries))
  expect(booked.filter(({ cause }) => cause.startsWith('ref_'))).toHaveLength(1)
})

test.each(['original', 'wallet'] as const)('staff refund a part of it: %s', async (destination) => {
  const { ctx, wallet, buy, balance, rows, work } = await open()
  await buy()
  await work()
  const [payment] = await rows()
  await requestRefund(ctx, {
    ...{ paymentId: payment!.id, amount: '4', refundable: '900', code: 'goodwill', reason: 'Sorry' },
    ...{ override: 'on', destination },
  })
  await work()
  expect(await balance()).toBe(1_500n)
  const made = await inTenant(ctx, (tx) => tx.select().from(refunds))
  expect(made).toMatchObject([{ status: 'succeeded', amount: 400n, walletId: wallet.id, task: null }])
})

test('it is offered to its owner while it has enough and is on', async () => {
  const { ctx, shop, buyer, wallet } = await open(900n)
  const offered = async (who: Buyer, amount = 900n) =>
    (await walletWaysOf(who, eur(amount))).map(({ id, label, hint }) => [id, label, hint])
  expect(await offered(buyer)).toEqual([[wallet.id, 'Wallet', '€9.00 available.']])
  expect(await offered(buyer, 901n)).toEqual([])
  expect(await offered(await makeBuyer(ctx))).toEqual([])
  expect(await walletWaysOf(buyer, { amount: 1n, currency: 'USD' as never })).toEqual([])
  await changeWallet(ctx, { id: wallet.id, minimum: '0', isEnabled: false })
  expect(await offered(buyer)).toEqual([])
  expect((await payWaysOf(shop.store, eur(900n))).map(({ kind }) => kind)).toEqual(['card_form'])
})

test('nobody pays from the wallet of another, and a guest from none', async () => {
  const { ctx, input, buy, balance, buyer, rows } = await open()
  const company = await makeWallet(ctx, { filled: 5_000n })
  const strangers = [null, await makeBuyer(ctx), await makeBuyer(await makeTenant())]
  for (const stranger of strangers)
    await expect(buy(input(), stranger)).rejects.toMatchObject({
      detail: { fields: { connectionId: [expect.any(String)] } },
    })
  await expect(buy(input({ connectionId: company.id }))).rejects.toMatchObject({ code: 'invalid' })
  const dollars = await makeWallet(ctx, { endUserId: buyer.endUserId, currency: 'USD', minimum: -5_000n })
  await expect(buy(input({ connectionId: dollars.id }))).rejects.toMatchObject({ code: 'precondition' })
  // The connection of the house is no way to pay by itself.
  await buy()
  const house = (await rows()).find(({ status }) => status === 'paid')!.connectionId
  await expect(buy(input({ connectionId: house }))).rejects.toMatchObject({ code: 'invalid' })
  expect(await balance()).toBe(1_100n)
})

test('test money buys nothing beside a live way to pay', async () => {
  const { ctx, buy, buyer, balance } = await open()
  await makeShop(ctx, { psp: { mode: 'live' } })
  expect(await walletWaysOf(buyer, eur(900n))).toEqual([])
  await expect(buy()).rejects.toMatchObject({ code: 'invalid' })
  expect(await balance()).toBe(2_000n)
})

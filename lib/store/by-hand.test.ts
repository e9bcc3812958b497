import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { lines, orders, payments, refunds, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { receivePayment } from '@/lib/inbox/receive'
import { addPayment } from '@/lib/orders/attempt'
import { expireOrder } from '@/lib/orders/expire'
import { fulfilOrder } from '@/lib/orders/jobs'
import { settleOrder } from '@/lib/orders/settle'
import { lockOrder } from '@/lib/orders/state'
import { getRefund } from '@/lib/refunds/get'
import { requestRefund } from '@/lib/refunds/request'
import { payBack } from '@/lib/refunds/work'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { decideManually, receiveManually } from '@/lib/settlement/receive'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo } from '@/lib/testing/mail'
import {
  makeCheckoutInput,
  makeConnection,
  makeMember,
  makeShop,
  makeState,
  makeTenant,
} from '@/lib/testing/make'
import { beginPurchase } from './begin'
import { comeBack, lookAtOrder } from './come-back'
import { payWaysOf } from './pay-ways'

const from = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, settlePayment, handleNotice, submitRefund]
const today = new Date().toISOString().slice(0, 10)
const dayMs = 86_400_000
const plain = {
  title: 'Bank transfer',
  instructions: 'Acme SIM Ltd\nIBAN GR16 0110 1250 0000 0001 2300 695',
  days: '5',
  mode: 'test',
}
const psp = { provider: 'manual', name: 'Bank', endpoint: '', plain, webhookKey: '' }

/** A shop that takes bank transfers, and an order that waits for one. */
async function begin({ stock = 1 } = {}) {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { psp: { ...psp, webhookKey: newToken() }, stock })
  const input = makeCheckoutInput(shop)
  const begun = await beginPurchase(shop.store, input, from)
  const rows = () => inTenant(ctx, (tx) => tx.select().from(payments).orderBy(payments.id))
  const [payment] = await rows()
  const order = async () => (await inTenant(ctx, (tx) => tx.select().from(orders)))[0]!
  const see = async () => {
    await runJobs(jobs)
    return (await lookAtOrder(shop.store, begun.token, 'visit'))!
  }
  const receive = (with_: Partial<Parameters<typeof receiveManually>[1]> = {}, who: Context = ctx) =>
    receiveManually(who, {
      paymentId: payment!.id,
      amount: '9.00',
      reference: 'TX 1',
      receivedOn: today,
      ...with_,
    })
  const decide = (decision: 'accept' | 'return', who: Context = ctx) =>
    decideManually(who, { paymentId: payment!.id, decision, reason: 'Bank fees' })
  const reserved = async () => (await inTenant(ctx, (tx) => tx.select().from(sims)))[0]!
  return { ctx, shop, input, ...begun, id: payment!.id, rows, order, see, receive, decide, reserved }
}

async function balances(ctx: Context) {
  const found = await inTenant(ctx, (tx) =>
    tx
      .select({
        account: sql<string>`split_part(${lines.account}, ':', 1)`,
        total: sql<string>`sum(${lines.amount})`,
      })
      .from(lines)
      .groupBy(sql`1`),
  )
  return Object.fromEntries(found.map(({ account, total }) => [account, BigInt(total)]))
}

test('the checkout offers the transfer, and the order page and a mail say how to pay', async () => {
  const order = await begin()
  expect(await payWaysOf(order.shop.store, { amount: 900n, currency: 'EUR' as never })).toMatchObject([
    { kind: 'instructions', label: 'Bank transfer', card: null },
  ])
  expect(order).toMatchObject({ clientSecret: null, redirectUrl: null })
  await comeBack(order.shop.store, order.token)
  const seen = await order.see()
  const reference = (await order.order()).shortId.toUpperCase()
  expect(seen).toMatchObject({ stage: 'pending', payable: null, isWaiting: true })
  expect(seen.instructions).toMatchObject({ title: 'Bank transfer', text: plain.instructions, reference })
  const mails = await mailsTo(order.input.email)
  expect(mails).toMatchObject([
    { template: 'payByHand', props: { reference, amount: '€9.00', text: plain.instructions } },
  ])
})

test('the mail goes out once, however often the form is sent', async () => {
  const order = await begin()
  for (let n = 0; n < 3; n++) await beginPurchase(order.shop.store, order.input, from)
  expect(await mailsTo(order.input.email)).toHaveLength(1)
  expect(await order.rows()).toHaveLength(1)
})

test('order and eSIM wait as long as the transfer may take, and no longer', async () => {
  const order = await begin()
  const until = (await order.order()).expiresAt
  expect(Math.abs(until.getTime() - Date.now() - 5 * dayMs)).toBeLessThan(60_000)
  expect((await order.reserved()).reservedUntil).toEqual(until)
  await expireOrder(order.ctx.tenantId, (await order.order()).id)
  expect(await order.see()).toMatchObject({ stage: 'failed', instructions: null })
  expect((await order.rows())[0]!.status).toBe('expired')
  expect((await order.reserved()).orderId).toBeNull()
})

test('whoever changes from a card to the transfer has its days too, and the way back takes none away', async () => {
  const ctx = await makeTenant()
  const card = await makeConnection(ctx, {
    ...psp,
    provider: 'custom',
    kind: 'psp',
    mode: 'test',
    name: 'Page',
    webhookKey: newToken(),
    plain: {
      title: 'Acme',
      paymentUrl: 'https://pay.example.test',
      secret: `fake-${newToken()}`,
      mode: 'test',
      legacy: '',
    },
  })
  const shop = await makeShop(ctx, { psp: { ...psp, webhookKey: newToken() } })
  const input = makeCheckoutInput(shop, { connectionId: card.id })
  const expiry = async () => (await inTenant(ctx, (tx) => tx.select().from(orders)))[0]!.expiresAt
  await beginPurchase(shop.store, input, from)
  const first = await expiry()
  expect(first.getTime()).toBeLessThan(Date.now() + 2 * 3_600_000)
  await beginPurchase(shop.store, { ...input, connectionId: shop.connection.id }, from)
  const second = await expiry()
  expect(second.getTime()).toBeGreaterThan(Date.now() + 4 * dayMs)
  const [sim] = await inTenant(ctx, (tx) => tx.select().from(sims))
  expect(sim!.reservedUntil).toEqual(second)
  await beginPurchase(shop.store, input, from)
  expect(await expiry()).toEqual(second)
})

test('a buyer who begins again does not lose the eSIM that a transfer may be on its way for', async () => {
  const order = await begin({ stock: 2 })
  await beginPurchase(order.shop.store, { ...order.input, checkoutKey: newToken() }, from)
  await order.receive()
  expect((await order.see()).stage).toBe('ready')
})

test('the whole price pays, once, however many people note it at once', async () => {
  const order = await begin()
  const tries = await Promise.all(Array.from({ length: 6 }, () => order.receive()))
  expect(tries).toEqual(Array.from({ length: 6 }, () => ({ held: null })))
  expect((await order.see()).stage).toBe('ready')
  expect(await order.rows()).toMatchObject([{ status: 'paid', received: 900n, mismatch: null }])
  expect(await balances(order.ctx)).toEqual({ psp: 900n, sales: -900n })
  await expect(order.receive({ reference: 'TX 2' })).rejects.toMatchObject({ code: 'precondition' })
})

test('MS-42 less than the price is held, and the rest completes it', async () => {
  const order = await begin()
  expect(await order.receive({ amount: '8.00' })).toEqual({
    held: expect.stringMatching(/€9.00.*€8.00.*Note the rest/),
  })
  expect(await order.see()).toMatchObject({ stage: 'pending', instructions: null })
  expect(await balances(order.ctx)).toEqual({})
  await expireOrder(order.ctx.tenantId, (await order.order()).id)
  expect((await order.order()).status).toBe('pending_payment')
  expect(await order.receive({ amount: '1.00', reference: 'TX 2' })).toEqual({ held: null })
  expect((await order.see()).stage).toBe('ready')
  expect(await balances(order.ctx)).toEqual({ psp: 900n, sales: -900n })
})

test.each([
  ['8.00', 800n],
  ['10.00', 1_000n],
])('staff may accept %s as the price: it is delivered, and the books say what came', async (amount, came) => {
  const order = await begin()
  await order.receive({ amount })
  await order.decide('accept')
  expect((await order.see()).stage).toBe('ready')
  expect(await order.rows()).toMatchObject([{ status: 'paid', received: came, mismatch: null }])
  expect(await balances(order.ctx)).toEqual({ psp: came, sales: -came })
})

test('staff may send it back: nothing is delivered, and the refund waits until it is noted as paid', async () => {
  const order = await begin()
  await order.receive({ amount: '8.00' })
  await order.decide('return')
  expect(await order.see()).toMatchObject({ stage: 'refunded', isWaiting: true })
  const [refund] = await inTenant(order.ctx, (tx) => tx.select().from(refunds))
  expect(refund).toMatchObject({ status: 'requested', amount: 800n, task: 'pay_back' })
  await payBack(order.ctx, { refundId: refund!.id, way: 'manual', note: 'Transfer of today' })
  expect(await order.see()).toMatchObject({ stage: 'refunded', isWaiting: false })
  expect(await balances(order.ctx)).toEqual({ psp: 0n, sales: -800n, refunds: 800n })
  expect((await order.reserved()).orderId).toBeNull()
  await expect(order.decide('accept')).rejects.toMatchObject({ code: 'precondition' })
})

test('a transfer beside another payment, sent back by staff, is promised back once', async () => {
  const order = await begin()
  const stripe = await makeConnection(order.ctx, { kind: 'psp', provider: 'stripe', mode: 'test' })
  const card = await inTenant(order.ctx, async (tx) => {
    const locked = await lockOrder(tx, (await order.order()).id)
    return addPayment(tx, locked, stripe)
  })
  const state = await makeState(order.ctx, card)
  await inTenant(order.ctx, async (tx) => settleOrder(tx, (await order.order()).id, card, state))
  expect((await order.see()).stage).toBe('ready')
  await order.receive({ amount: '8.00' })
  await order.decide('return')
  const back = await inTenant(order.ctx, (tx) => tx.select().from(refunds))
  expect(back).toMatchObject([{ paymentId: order.id, amount: 800n, status: 'requested' }])
  expect((await order.see()).stage).toBe('ready')
})

test('a refund of a transfer is made by hand, is counted once, and its buyer is told', async () => {
  const order = await begin()
  await order.receive()
  await order.see()
  const wish = { paymentId: order.id, amount: '9.00', refundable: '900', reason: 'does not work' }
  const { id } = await requestRefund(order.ctx, { ...wish, code: 'not_working' })
  await order.see()
  expect(await getRefund(order.ctx, id)).toMatchObject({ status: 'requested', task: 'pay_back' })
  await expect(payBack(order.ctx, { refundId: id, way: 'again', note: '' })).rejects.toThrow('Pay it by hand')
  await payBack(order.ctx, { refundId: id, way: 'manual', note: 'Transfer of today' })
  await expect(payBack(order.ctx, { refundId: id, way: 'manual', note: 'Again' })).rejects.toMatchObject({
    code: 'conflict',
  })
  expect((await order.see()).stage).toBe('refunded')
  expect(await balances(order.ctx)).toEqual({ psp: 0n, sales: -900n, refunds: 900n })
  const told = (await mailsTo(order.input.email)).map(({ template }) => template)
  expect(told).toEqual(['payByHand', 'orderReady', 'orderRefunded'])
})

test('money that comes after the end opens the order again', async () => {
  const order = await begin()
  await expireOrder(order.ctx.tenantId, (await order.order()).id)
  await order.receive()
  expect((await order.see()).stage).toBe('ready')
})

test.each([
  [{ amount: '0' }, 'amount'],
  [{ amount: '9.001' }, 'amount'],
  [{ amount: 'nine' }, 'amount'],
])('%o is refused at its field', async (bent, field) => {
  const order = await begin()
  await expect(order.receive(bent)).rejects.toMatchObject({
    code: 'invalid',
    detail: { fields: { [field]: [expect.any(String)] } },
  })
})

test('the same reference with another amount is refused', async () => {
  const order = await begin()
  await order.receive({ amount: '8.00' })
  await expect(order.receive({ amount: '1.00' })).rejects.toMatchObject({
    detail: { fields: { reference: [expect.stringContaining('€8.00')] } },
  })
})

test('only who may note money does, a stranger finds nothing, and a card payment is not for people to note', async () => {
  const order = await begin()
  const stranger = await makeTenant()
  for (const role of ['viewer', 'support'] as const)
    await expect(order.receive({}, await makeMember(order.ctx.tenantId, role))).rejects.toMatchObject({
      code: 'forbidden',
    })
  await expect(order.receive({}, stranger)).rejects.toMatchObject({ code: 'not_found' })
  await expect(order.decide('accept', stranger)).rejects.toMatchObject({ code: 'not_found' })
  await expect(order.decide('accept')).rejects.toMatchObject({ code: 'precondition' })
  const stripe = await makeConnection(order.ctx, {
    kind: 'psp',
    provider: 'stripe',
    mode: 'test',
    name: 'Stripe',
  })
  await inTenant(order.ctx, (tx) =>
    tx.update(payments).set({ connectionId: stripe.id }).where(eq(payments.id, order.id)),
  )
  await expect(order.receive()).rejects.toMatchObject({ code: 'precondition' })
  expect(await balances(order.ctx)).toEqual({})
})

test('nobody can pay a transfer by a webhook', async () => {
  const order = await begin()
  const post = { headers: new Headers(), body: '{}', bytes: Buffer.from('{}') }
  await expect(receivePayment(order.shop.connection.webhookKey, post)).rejects.toMatchObject({
    code: 'not_found',
  })
})

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { lines, payments, refunds, wallets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import { settleOrder } from '@/lib/orders/settle'
import type { Context } from '@/lib/tenancy/context'
import { mailsTo } from '@/lib/testing/mail'
import { makeMember, makeState, makeTenant } from '@/lib/testing/make'
import { balanceOf } from '@/lib/wallets/balance'
import { addNote, takeOver } from './care'
import { refundState, sold } from './fixtures/sold'
import { getRefund } from './get'
import { listRefunds, RefundQuery } from './list'
import { closeWork, payBack, stopWaiting, takeBackNow } from './work'

async function balances(ctx: Context) {
  const rows = await inTenant(ctx, (tx) => tx.select().from(lines))
  const sums: Record<string, bigint> = {}
  for (const { account, amount } of rows) {
    const name = account.split(':')[0]!
    sums[name] = (sums[name] ?? 0n) + amount
  }
  return sums
}

/** An order whose whole refund has failed at the provider. */
async function failed() {
  const order = await sold()
  const { id } = await order.ask()
  await order.settle({ refunds: [refundState({ reference: id })] })
  await order.settle({ refunds: [refundState({ reference: id, status: 'failed' })] })
  return { ...order, id }
}

const worklist = async (ctx: Context) =>
  (await listRefunds(ctx, RefundQuery.parse({ view: 'todo' }))).rows.map(({ task }) => task)

test('MS-31 a failed refund is work, and once it is paid by hand the order is refunded', async () => {
  const { ctx, id, rows, order } = await failed()
  expect(await worklist(ctx)).toEqual(['pay_back'])
  expect((await order()).status).toBe('refund_pending')
  await payBack(ctx, { refundId: id, way: 'manual', note: 'Bank transfer of today' })
  expect(await worklist(ctx)).toEqual([])
  expect((await order()).status).toBe('refunded')
  expect(
    (await rows()).map(({ status, destination, replacesId }) => [status, destination, replacesId]),
  ).toEqual([
    ['failed', 'original', null],
    ['succeeded', 'manual', id],
  ])
  // The provider still holds the money; what was paid came from elsewhere.
  expect(await balances(ctx)).toEqual({ psp: 900n, sales: -900n, refunds: 900n, paid_by_hand: -900n })
})

test('MS-33 a refund that was refused, because an earlier call had made it, counts as made', async () => {
  const { ctx, ask, settle, rows, order } = await sold()
  const { id } = await ask()
  await inTenant(ctx, (tx) => tx.update(refunds).set({ status: 'failed', task: 'pay_back' }))
  await settle({ refunds: [refundState({ reference: id })] })
  expect(await rows()).toMatchObject([{ id, status: 'succeeded', task: null }])
  expect((await order()).status).toBe('refunded')
  await expect(payBack(ctx, { refundId: id, way: 'again', note: '' })).rejects.toMatchObject({
    code: 'conflict',
  })
  // What its provider itself calls failed never comes back.
  await settle({ refunds: [refundState({ reference: id, status: 'failed' })] })
  await settle({ refunds: [refundState({ reference: id })] })
  expect(await rows()).toMatchObject([{ status: 'failed', task: 'pay_back' }])
})

test('a failed refund is made good once, however many people try at once', async () => {
  const { ctx, id, rows } = await failed()
  const again = () => payBack(ctx, { refundId: id, way: 'again', note: '' })
  const tries = await Promise.allSettled(Array.from({ length: 8 }, again))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await rows()).map(({ status }) => status)).toEqual(['failed', 'requested'])
})

test('MS-32 a refund that was made at the provider is a refund of ours, and an unused eSIM is taken back', async () => {
  const { ctx, settle, rows, order } = await sold()
  await settle({ refunds: [refundState()] })
  expect(await rows()).toMatchObject([{ isOurs: false, status: 'succeeded', task: 'take_back' }])
  expect((await order()).status).toBe('refunded')
  const [{ id } = { id: '' }] = await rows()
  await closeWork(ctx, { refundId: id, note: 'The buyer may keep it' })
  await settle({ refunds: [refundState()] })
  expect(await worklist(ctx)).toEqual([])
})

test('an eSIM that is to be taken back is work for that alone, and no money waits for it', async () => {
  const { ctx, settle, rows } = await sold()
  await settle({ refunds: [refundState()] })
  const [{ id: refundId } = { id: '' }] = await rows()
  const refused = { code: 'conflict' }
  await expect(payBack(ctx, { refundId, way: 'manual', note: 'Once more' })).rejects.toMatchObject(refused)
  await takeBackNow(ctx, { refundId })
  expect(await rows()).toMatchObject([{ supplier: 'cancel_pending', status: 'succeeded', task: null }])
  await expect(stopWaiting(ctx, { refundId })).rejects.toMatchObject(refused)
  expect(await rows()).toMatchObject([{ supplier: 'cancel_pending' }])
})

test('of an eSIM that is in use, or of a part of the money, nothing is to be taken back', async () => {
  const used = await sold()
  await used.use()
  await used.settle({ refunds: [refundState()] })
  const part = await sold()
  await part.settle({ refunds: [refundState({ amount: { amount: 100n, currency: 'EUR' as never } })] })
  expect([await worklist(used.ctx), await worklist(part.ctx)]).toEqual([[], []])
})

test('MS-29 the refund of a second payment leaves the order delivered', async () => {
  const { ctx, orderId, paymentId, rows, order } = await sold()
  const second = await inTenant(ctx, async (tx) => {
    const [first] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    const values = { ...first!, id: newId('pay'), externalId: null, status: 'created' as const, received: 0n }
    const [row] = await tx.insert(payments).values(values).returning()
    return row!.id
  })
  const settle = async (refunds: ReturnType<typeof refundState>[]) => {
    const state = await makeState(ctx, second, { refunds })
    await inTenant(ctx, (tx) => settleOrder(tx, orderId, second, state))
  }
  await settle([])
  const [promised] = await rows()
  expect(promised).toMatchObject({ paymentId: second, status: 'requested', reasonCode: 'duplicate' })
  await settle([refundState({ reference: promised!.id })])
  expect((await order()).status).toBe('fulfilled')
})

test('a refund has an owner and notes, which stay in its history', async () => {
  const { ctx, ask } = await sold()
  const { id } = await ask({ amount: '1.00' })
  await takeOver(ctx, { id })
  await addNote(ctx, { id, text: 'Called the buyer' })
  const found = await getRefund(ctx, id)
  expect(found.owner).toBe('A owner')
  expect(found.events.map(({ text }) => text)).toEqual([
    'Called the buyer',
    'Took it over',
    'Refund of €1.00 decided',
  ])
})

test('a viewer may look and do nothing, and a stranger finds nothing', async () => {
  const { ctx, id } = await failed()
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  expect((await getRefund(viewer, id)).status).toBe('failed')
  const stranger = await makeTenant()
  for (const [who, code] of [
    [viewer, 'forbidden'],
    [stranger, 'not_found'],
  ] as const) {
    await expect(payBack(who, { refundId: id, way: 'again', note: '' })).rejects.toMatchObject({ code })
    await expect(closeWork(who, { refundId: id, note: 'nothing' })).rejects.toMatchObject({ code })
    await expect(takeBackNow(who, { refundId: id })).rejects.toMatchObject({ code })
    await expect(stopWaiting(who, { refundId: id })).rejects.toMatchObject({ code })
    await expect(takeOver(who, { id })).rejects.toMatchObject({ code })
    await expect(addNote(who, { id, text: 'x' })).rejects.toMatchObject({ code })
  }
  await expect(getRefund(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await worklist(stranger)).toEqual([])
})

const walletOf = (ctx: Context) =>
  inTenant(ctx, async (tx) => {
    const [wallet] = await tx.select().from(wallets)
    return wallet ? (await balanceOf(tx, wallet)).settled : null
  })

test('a refund into the wallet is there at once, asks no provider, and ends the order', async () => {
  const { ctx, ask, rows, order, email } = await sold()
  await ask({ amount: '4.00', destination: 'wallet' })
  expect(await walletOf(ctx)).toBe(400n)
  expect((await order()).status).toBe('fulfilled')
  await ask({ amount: '5.00', refundable: '500', destination: 'wallet' })
  expect(await walletOf(ctx)).toBe(900n)
  expect((await rows()).map(({ status, destination }) => [status, destination])).toEqual([
    ['succeeded', 'wallet'],
    ['succeeded', 'wallet'],
  ])
  expect((await order()).status).toBe('refunded')
  expect(await balances(ctx)).toEqual({ psp: 900n, sales: -900n, refunds: 900n, wallet: -900n })
  const mails = await mailsTo(email)
  expect(mails.filter(({ template }) => template === 'refundCredited')).toHaveLength(2)
})

test('a failed refund can go into the wallet instead, once', async () => {
  const { ctx, id, order } = await failed()
  const credit = () => payBack(ctx, { refundId: id, way: 'wallet', note: '' })
  await Promise.allSettled([credit(), credit(), credit()])
  expect(await walletOf(ctx)).toBe(900n)
  expect((await order()).status).toBe('refunded')
})

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { orders, provisions, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { mailsTo } from '@/lib/testing/mail'
import { makeConnection, makeMember, makeTenant } from '@/lib/testing/make'
import { askForRefund } from './ask'
import { approveRefund, rejectRefund } from './decide'
import { sold } from './fixtures/sold'
import { refundForBuyer } from './for-buyer'
import { listRefunds, RefundQuery } from './list'

const wish = { code: 'plans_changed' as const, text: 'we stay at home' }
const todo = RefundQuery.parse({})

test('what a buyer asks for waits for staff, and promises no money', async () => {
  const { ctx, store, token, rows, order } = await sold()
  await askForRefund(store, token, wish)
  expect(await rows()).toMatchObject([
    { status: 'asked', amount: 900n, reasonCode: 'plans_changed', reason: 'we stay at home' },
  ])
  expect((await order()).status).toBe('fulfilled')
  expect((await listRefunds(ctx, todo)).rows).toMatchObject([{ status: 'asked', code: 'plans_changed' }])
})

test('asked many times at once it is one wish', async () => {
  const { store, token, rows } = await sold()
  await Promise.all(Array.from({ length: 6 }, () => askForRefund(store, token, wish)))
  expect(await rows()).toHaveLength(1)
})

test('what is in use is refused at once, and the buyer is told why', async () => {
  const { store, token, rows, use, email } = await sold({ refundsAlone: true })
  await use()
  await askForRefund(store, token, wish)
  expect(await rows()).toMatchObject([
    { status: 'rejected', answer: expect.stringContaining('validity has begun') },
  ])
  const mails = await mailsTo(email)
  expect(mails.map(({ template }) => template)).toContain('refundRefused')
})

test('a store that lets its rules decide gives at once what is within them', async () => {
  const { store, token, rows, order } = await sold({ refundsAlone: true })
  await askForRefund(store, token, wish)
  expect(await rows()).toMatchObject([{ status: 'requested', amount: 900n }])
  expect((await order()).status).toBe('refund_pending')
})

test('what a store gives by itself is taken back too: at its supplier before the money goes, else by a person', async () => {
  const [stock, bought] = [await sold({ refundsAlone: true }), await sold({ refundsAlone: true })]
  await askForRefund(stock.store, stock.token, wish)
  expect(await stock.rows()).toMatchObject([{ task: 'take_back', supplier: 'not_needed' }])
  await inTenant(bought.ctx, async (tx) => {
    const [sim] = await tx.select().from(sims).where(eq(sims.orderId, bought.orderId))
    await tx.insert(provisions).values({
      ...{ orderId: bought.orderId, connectionId: sim!.connectionId, offerExternalId: 'offer' },
      ...{ status: 'ready', attempt: 1, calledAt: new Date() },
    })
  })
  await askForRefund(bought.store, bought.token, wish)
  expect(await bought.rows()).toMatchObject([{ task: null, supplier: 'cancel_pending' }])
})

test.each([
  ['installed', { profileState: 'installed' }],
  ['of a carrier that does not tell', { profileState: 'unknown' }],
])('an eSIM that is %s waits for a person, whatever the store wants', async (_, with_) => {
  const { ctx, store, token, rows } = await sold({ refundsAlone: true })
  await inTenant(ctx, (tx) => tx.update(sims).set(with_))
  await askForRefund(store, token, wish)
  expect(await rows()).toMatchObject([{ status: 'asked' }])
})

test('while the carrier cannot say whether it is used, a person decides', async () => {
  const { ctx, store, token, rows } = await sold({ refundsAlone: true })
  const deaf = { provider: 'esim-go', endpoint: 'http://127.0.0.1:9', plain: { apiKey: 'sbx_esimgo_fake' } }
  const { id: connectionId } = await makeConnection(ctx, deaf)
  await inTenant(ctx, (tx) => tx.update(sims).set({ connectionId }))
  await askForRefund(store, token, wish)
  expect(await rows()).toMatchObject([{ status: 'asked' }])
})

test('after the days of the store a person decides', async () => {
  const { ctx, store, token, rows } = await sold({ refundsAlone: true, refundDays: 14 })
  const paidAt = new Date(Date.now() - 15 * 86_400_000)
  await inTenant(ctx, (tx) => tx.update(orders).set({ paidAt }))
  await askForRefund(store, token, wish)
  expect(await rows()).toMatchObject([{ status: 'asked' }])
})

test('whoever had money back twice is looked at by a person', async () => {
  const { ctx, store, token, rows, orderId } = await sold({ refundsAlone: true })
  await inTenant(ctx, async (tx) => {
    const [own] = await tx.select().from(orders).where(eq(orders.id, orderId))
    const { shortId: _, ...values } = own!
    for (const n of [1, 2])
      await tx.insert(orders).values({
        ...values,
        ...{ id: `${orderId.slice(0, -2)}${n}0`, status: 'refunded', simId: null },
        ...{ tokenHash: `h${n}`, checkoutKey: `k${n}` },
      })
  })
  await askForRefund(store, token, wish)
  expect(await rows()).toMatchObject([{ status: 'asked' }])
})

test('an order that is refunded already has nothing to ask for', async () => {
  const { store, token, ask } = await sold()
  await ask()
  await expect(askForRefund(store, token, wish)).rejects.toMatchObject({ code: 'precondition' })
})

test('granted in part, the wish itself becomes the refund; granted again it is none', async () => {
  const { ctx, store, token, rows } = await sold()
  const { id: refundId } = await askForRefund(store, token, wish)
  const grant = () => approveRefund(ctx, { refundId, amount: '4.00', refundable: '900' })
  const tries = await Promise.allSettled(Array.from({ length: 5 }, grant))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await rows()).toMatchObject([{ id: refundId, status: 'requested', amount: 400n }])
})

test('refused with an answer, which the buyer gets by mail', async () => {
  const { ctx, store, token, rows, email } = await sold()
  const { id: refundId } = await askForRefund(store, token, wish)
  await rejectRefund(ctx, { refundId, answer: 'The plan was sold as final.' })
  expect(await rows()).toMatchObject([{ status: 'rejected', answer: 'The plan was sold as final.' }])
  expect((await mailsTo(email)).at(-1)).toMatchObject({ props: { answer: 'The plan was sold as final.' } })
})

test('a viewer may not answer, and a stranger knows of no wish', async () => {
  const { ctx, store, token, rows } = await sold()
  const { id: refundId } = await askForRefund(store, token, wish)
  const answer = { refundId, answer: 'No, thank you.' }
  await expect(rejectRefund(await makeMember(ctx.tenantId, 'viewer'), answer)).rejects.toMatchObject({
    code: 'forbidden',
  })
  const stranger = await makeTenant()
  await expect(rejectRefund(stranger, answer)).rejects.toMatchObject({ code: 'not_found' })
  await expect(
    askForRefund({ tenantId: stranger.tenantId, id: store.id }, token, wish),
  ).rejects.toMatchObject({
    code: 'not_found',
  })
  expect((await listRefunds(stranger, todo)).rows).toEqual([])
  expect(await rows()).toMatchObject([{ status: 'asked' }])
})

test('the order page says where a refund stands, from before it is asked for to its end', async () => {
  const { ctx, store, token, settle, ask } = await sold()
  const see = () => refundForBuyer(store, token)
  expect(await see()).toEqual({ kind: 'may ask' })
  const { id: refundId } = await askForRefund(store, token, wish)
  expect(await see()).toMatchObject({ kind: 'asked' })
  await rejectRefund(ctx, { refundId, answer: 'Sold as final.' })
  expect(await see()).toEqual({ kind: 'refused', answer: 'Sold as final.' })
  const part = await ask({ amount: '2.00' })
  await settle()
  expect(await see()).toMatchObject({ kind: 'given', amount: { amount: part.amount } })
})

test('who has used the eSIM reads why it cannot be given back, and a stranger reads nothing', async () => {
  const { store, token, use } = await sold()
  await use()
  expect(await refundForBuyer(store, token)).toMatchObject({ kind: 'may not' })
  expect(await refundForBuyer(store, 'no such token')).toBeNull()
  const stranger = await makeTenant()
  expect(await refundForBuyer({ tenantId: stranger.tenantId, id: store.id }, token)).toBeNull()
})

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { audits, disputes, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { checkOut } from '@/lib/orders/checkout'
import { makeCheckoutInput, makeMember, makeShop, makeTenant } from '@/lib/testing/make'
import { countWaiting } from '@/lib/testing/waiting'
import { sold } from './fixtures/sold'
import { refundRules, requestRefund } from './request'

const dispute = (paymentId: string, status: string) => ({
  ...{ paymentId, externalId: `du_${paymentId}_${status}`, status, amount: 900n, currency: 'EUR' },
  ...{ reason: 'fraudulent', isRefundable: false, openedAt: new Date() },
})

test('a part of a payment goes back, with its reason, and the order stays delivered', async () => {
  const { ctx, ask, rows, order } = await sold()
  await ask({ amount: '2.50', code: 'not_working', reason: 'slow in Athens' })
  expect(await rows()).toMatchObject([
    { amount: 250n, reasonCode: 'not_working', reason: 'slow in Athens', status: 'requested' },
  ])
  expect((await order()).status).toBe('fulfilled')
  const noted = await inTenant(ctx, (tx) =>
    tx.select().from(audits).where(eq(audits.action, 'payment.refund')),
  )
  expect(noted).toHaveLength(1)
})

test('an order of which everything goes back in parts is on its way to refunded', async () => {
  const { ask, rows, order } = await sold()
  await ask({ amount: '4' })
  await ask({ amount: '5,00', refundable: '500' })
  expect((await rows()).map(({ amount }) => amount)).toEqual([400n, 500n])
  expect((await order()).status).toBe('refund_pending')
})

test('who decides on an amount that is no longer right is told what is left, and nothing moves', async () => {
  const { ask, rows } = await sold()
  await ask({ amount: '2.00' })
  await expect(ask({ amount: '3.00' })).rejects.toMatchObject({
    code: 'precondition',
    message: expect.stringContaining('€7.00 is left to refund, not €9.00'),
    detail: { left: '700' },
  })
  expect(await rows()).toHaveLength(1)
})

test('twenty refunds at once never give back more than was paid', async () => {
  const { ask, rows } = await sold()
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => ask({ amount: '2.00', refundable: String(900 - 200 * (n % 5)) })),
  )
  const made = await rows()
  expect(made.length).toBe(tries.filter(({ status }) => status === 'fulfilled').length)
  expect(made.length).toBeGreaterThan(0)
  expect(made.reduce((sum, { amount }) => sum + amount, 0n)).toBeLessThanOrEqual(900n)
})

test('a refund waits for a dispute that is just being written down, and is refused', async () => {
  const { ctx, paymentId, ask, rows } = await sold()
  const { asked } = await inTenant(ctx, async (tx) => {
    await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update')
    const asked = Promise.allSettled([ask()])
    await expect.poll(countWaiting, { timeout: 10_000 }).toBe(1)
    await tx.insert(disputes).values(dispute(paymentId, 'needs_response'))
    return { asked }
  })
  expect(await asked).toMatchObject([{ status: 'rejected', reason: { code: 'precondition' } }])
  expect(await rows()).toEqual([])
})

test('the same form sent twenty times at once is one refund', async () => {
  const { ask, rows } = await sold()
  await Promise.allSettled(Array.from({ length: 20 }, () => ask({ amount: '1.00' })))
  expect((await rows()).map(({ amount }) => amount)).toEqual([100n])
})

test.each(['0', '-1', '9.001', 'all', '9.01'])(
  '"%s" is no amount that can go back, and the form says why',
  async (amount) => {
    const { ask, rows } = await sold()
    await expect(ask({ amount })).rejects.toMatchObject({
      code: amount === '9.01' ? 'precondition' : 'invalid',
    })
    expect(await rows()).toEqual([])
  },
)

test('all that is wrong is said at once: an amount of nothing, and what is against the rules, before "Why" is chosen', async () => {
  const { ctx, paymentId, use } = await sold()
  const rules = (form: Record<string, string>, by = ctx) => refundRules(by, { paymentId, code: '', ...form })
  expect(await rules({ amount: '0' })).toEqual({ amount: ['Write an amount above zero.'] })
  expect(await rules({ amount: '' })).toEqual({})
  expect(await rules({ amount: '4' })).toEqual({})
  await use()
  expect(await rules({ amount: '0', reason: '' })).toEqual({
    amount: ['Write an amount above zero.'],
    override: [expect.stringContaining('validity has begun')],
    reason: [expect.stringContaining('why')],
  })
  await expect(rules({ amount: '0' }, await makeTenant())).rejects.toMatchObject({ code: 'not_found' })
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(rules({ amount: '0' }, viewer)).rejects.toMatchObject({ code: 'forbidden' })
})

test('what is used is refunded only against the rules, with a reason', async () => {
  const { ask, rows, use } = await sold()
  await use()
  await expect(ask()).rejects.toMatchObject({
    detail: { fields: { override: [expect.stringContaining('validity has begun')] } },
  })
  await expect(ask({ override: 'on' })).rejects.toMatchObject({
    detail: { fields: { reason: expect.any(Array) } },
  })
  expect(await rows()).toEqual([])
  await ask({ override: 'on', reason: 'a good customer' })
  expect(await rows()).toHaveLength(1)
})

test.each(['needs_response', 'under_review', 'lost'])(
  'a dispute that is %s blocks every refund of its payment',
  async (status) => {
    const { ctx, paymentId, ask, rows } = await sold()
    await inTenant(ctx, (tx) => tx.insert(disputes).values(dispute(paymentId, status)))
    await expect(ask({ override: 'on', reason: 'all the same' })).rejects.toMatchObject({
      code: 'precondition',
    })
    expect(await rows()).toEqual([])
  },
)

test('an inquiry, or a dispute that was won, leaves the payment refundable', async () => {
  const { ctx, paymentId, ask, rows } = await sold()
  await inTenant(ctx, (tx) =>
    tx
      .insert(disputes)
      .values([
        dispute(paymentId, 'won'),
        { ...dispute(paymentId, 'warning_needs_response'), isRefundable: true },
      ]),
  )
  await ask()
  expect(await rows()).toHaveLength(1)
})

test('MS-39 a payment that was not paid is never refunded', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  const { paymentId } = await checkOut(
    { tenantId: ctx.tenantId, id: shop.store.id },
    makeCheckoutInput(shop),
    { ip: '192.0.2.1', agent: 'test' },
  )
  const wish = { paymentId, amount: '9', refundable: '0', code: 'goodwill' as const, reason: '' }
  await expect(requestRefund(ctx, wish)).rejects.toMatchObject({
    code: 'precondition',
    message: 'Only a paid payment can be refunded.',
  })
})

test('a viewer may not refund, and a stranger finds nothing to refund', async () => {
  const { ctx, ask, rows } = await sold()
  await expect(ask({}, await makeMember(ctx.tenantId, 'viewer'))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(ask({}, await makeTenant())).rejects.toMatchObject({ code: 'not_found' })
  expect(await rows()).toEqual([])
})

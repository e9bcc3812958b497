import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseEvents, disputes, entries, lines, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { money } from '@/lib/core/money'
import { checkOut } from '@/lib/orders/checkout'
import { settleOrder } from '@/lib/orders/settle'
import type { Context } from '@/lib/tenancy/context'
import { makeCheckoutInput, makeShop, makeState, makeTenant } from '@/lib/testing/make'
import type { DisputeState, PaymentState, RefundState } from './states'

const euro = (amount: bigint) => money(amount, 'EUR')
const at = new Date('2026-11-01T10:00:00Z')

/** An order over 9.00 EUR; `read` settles it by what the provider says. */
async function bought() {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  const { orderId, paymentId } = await checkOut(
    { tenantId: ctx.tenantId, id: shop.store.id },
    makeCheckoutInput(shop),
    { ip: '192.0.2.1', agent: 'test' },
  )
  const read = async (with_: Partial<PaymentState> = {}) => {
    const state = await makeState(ctx, paymentId, with_)
    await inTenant(ctx, (tx) => settleOrder(tx, orderId, paymentId, state))
  }
  return { ctx, paymentId, read }
}

const refund = (with_: Partial<RefundState> = {}): RefundState => ({
  ...{ externalId: 're_1', status: 'succeeded', amount: euro(300n), reason: null, reference: null },
  ...{ failureReason: null, at },
  ...with_,
})

const taken = (id: string) => ({
  ...{ externalId: `txn_${id}`, kind: 'withdrawn' as const, amount: euro(900n), fee: euro(1500n), at },
})
const given = (id: string) => ({
  ...{ externalId: `txn_${id}_back`, kind: 'reinstated' as const, amount: euro(900n), fee: euro(-1500n), at },
})

const dispute = (with_: Partial<DisputeState> = {}): DisputeState => ({
  ...{ externalId: 'du_1', status: 'needs_response', amount: euro(900n), reason: 'fraudulent', dueBy: null },
  ...{ isRefundable: false, movements: [taken('1')], at },
  ...with_,
})

/** What stands on each account, apart from those that are even. */
async function balances(ctx: Context) {
  const rows = await inTenant(ctx, (tx) => tx.select().from(lines))
  const sums: Record<string, bigint> = {}
  for (const { account, amount } of rows) {
    const name = account.split(':')[0]!
    sums[name] = (sums[name] ?? 0n) + amount
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n))
}

const disputeOf = (ctx: Context, externalId = 'du_1') =>
  inTenant(
    ctx,
    async (tx) => (await tx.select().from(disputes).where(eq(disputes.externalId, externalId)))[0]!,
  )

test('money that a dispute takes, its fee, and what comes back are booked by themselves, each once', async () => {
  const { ctx, read } = await bought()
  for (let times = 0; times < 3; times++) await read({ disputes: [dispute()] })
  expect(await balances(ctx)).toEqual({ psp: -1500n, sales: -900n, disputes: 900n, dispute_fees: 1500n })
  const won = dispute({ status: 'won', movements: [taken('1'), given('1')] })
  for (let times = 0; times < 3; times++) await read({ disputes: [won] })
  expect(await balances(ctx)).toEqual({ psp: 900n, sales: -900n })
  const causes = await inTenant(ctx, (tx) => tx.select({ cause: entries.cause }).from(entries))
  expect(causes).toHaveLength(5)
})

test('MS-27 money that was given back for a while is not a dispute that was won', async () => {
  const { ctx, read } = await bought()
  await read({ disputes: [dispute({ status: 'under_review', movements: [taken('1'), given('1')] })] })
  expect((await disputeOf(ctx)).status).toBe('under_review')
  await read({ disputes: [dispute({ status: 'lost', movements: [taken('1'), given('1')] })] })
  expect((await disputeOf(ctx)).status).toBe('lost')
})

test('MS-26 a dispute that is closed before we know that its payment was paid is kept, and so is the payment', async () => {
  const { ctx, read } = await bought()
  await read({ disputes: [dispute({ status: 'lost' })] })
  expect(await disputeOf(ctx)).toMatchObject({ status: 'lost', amount: 900n })
  expect(await balances(ctx)).toMatchObject({ sales: -900n, disputes: 900n })
})

test('several disputes of a payment stand side by side', async () => {
  const { ctx, read } = await bought()
  const other = dispute({ externalId: 'du_2', status: 'warning_closed', movements: [] })
  await read({ disputes: [dispute({ status: 'won', movements: [taken('1'), given('1')] }), other] })
  expect((await disputeOf(ctx, 'du_1')).status).toBe('won')
  expect((await disputeOf(ctx, 'du_2')).status).toBe('warning_closed')
})

test('MS-30 refunds are told apart by their ids, however often and however summed up they are told', async () => {
  const { ctx, read } = await bought()
  const both = [refund(), refund({ externalId: 're_2' })]
  await read({ refunds: [both[0]!] })
  for (let times = 0; times < 3; times++) await read({ refunds: both })
  expect(await inTenant(ctx, (tx) => tx.select().from(refunds))).toHaveLength(2)
  expect(await balances(ctx)).toEqual({ psp: 300n, sales: -900n, refunds: 600n })
})

test('MS-31 a refund that fails after it succeeded gives the money back to the books, and is work for a person', async () => {
  const { ctx, read } = await bought()
  await read({ refunds: [refund()] })
  for (let times = 0; times < 2; times++)
    await read({ refunds: [refund({ status: 'failed', failureReason: 'expired_or_canceled_card' })] })
  expect(await balances(ctx)).toEqual({ psp: 900n, sales: -900n })
  const [row] = await inTenant(ctx, (tx) => tx.select().from(refunds))
  expect(row).toMatchObject({ status: 'failed', task: 'pay_back', failureReason: 'expired_or_canceled_card' })
  const told = await inTenant(ctx, (tx) => tx.select().from(caseEvents))
  expect(told.map(({ kind }) => kind)).toEqual(['succeeded', 'failed'])
})

// What the provider said one after the other; each reading is a whole.
const history: Partial<PaymentState>[] = [
  {},
  { refunds: [refund({ status: 'pending' })] },
  { refunds: [refund()], disputes: [dispute({ status: 'warning_needs_response', movements: [] })] },
  { refunds: [refund({ status: 'failed' })], disputes: [dispute()] },
  {
    refunds: [refund({ status: 'failed' }), refund({ externalId: 're_2' })],
    disputes: [dispute({ status: 'under_review', submissions: 1 })],
  },
  {
    refunds: [refund({ status: 'failed' }), refund({ externalId: 're_2' })],
    disputes: [dispute({ status: 'won', submissions: 1, movements: [taken('1'), given('1')] })],
  },
]

async function ending(readings: readonly number[]) {
  const { ctx, read } = await bought()
  for (const place of readings) await read(history[place]!)
  return inTenant(ctx, async (tx) => ({
    refunds: await tx
      .select({ id: refunds.externalId, status: refunds.status, task: refunds.task })
      .from(refunds)
      .orderBy(refunds.externalId),
    disputes: await tx
      .select({ id: disputes.externalId, status: disputes.status, submissions: disputes.submissions })
      .from(disputes),
    balances: await balances(ctx),
  }))
}

test('readings in any order, each any number of times, end in the same rows and the same books', async () => {
  const places = history.map((_, place) => place)
  const expected = await ending(places)
  expect(expected.disputes).toEqual([{ id: 'du_1', status: 'won', submissions: 1 }])
  const repeats = fc.array(fc.constantFrom(...places), { maxLength: 3 })
  const shuffled = repeats.chain((more) =>
    fc.shuffledSubarray([...places, ...more], { minLength: places.length + more.length }),
  )
  await fc.assert(
    fc.asyncProperty(shuffled, async (readings) => {
      expect(await ending(readings)).toEqual(expected)
    }),
    { numRuns: 8 },
  )
})

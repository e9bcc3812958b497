import { and, eq, like, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connections, disputes, lines, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { handleNotice } from '@/lib/inbox/jobs'
import { refundedOf } from '@/lib/payments/refunds'
import { requestRefund } from '@/lib/refunds/request'
import { payBack } from '@/lib/refunds/work'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import { runJobs } from '@/lib/testing/jobs'
import { openStripeWorld, type StripeWorld } from '@/lib/testing/stripe-shop'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
})
afterEach(() => world.tell('webhooks', { service: 'stripe', mode: 'normal' }))
afterAll(() => world.close())

const jobs = [settlePayment, handleNotice, submitRefund]

/** Three workers at once on whatever is due. */
const work = () => Promise.all(Array.from({ length: 3 }, () => runJobs(jobs, { dueNow: true })))

/** A paid order over 9.00 EUR, and all that can happen to its money. */
async function sold(card = 'pm_card_visa', settings?: { limitMs: number }) {
  const shop = await world.openShop({ settings })
  const { ctx, account, stripe } = shop
  const { externalId, paymentId } = await shop.buy(card)
  await settle(ctx.tenantId, paymentId, { everything: true })
  const read = <T>(run: Parameters<typeof inTenant<T>>[1]) => inTenant(ctx, run)
  const left = () =>
    read(async (tx) => {
      const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
      return payment!.received - (await refundedOf(tx, paymentId))
    })
  const refund = async (amount: string, believed?: bigint) =>
    requestRefund(ctx, {
      ...{ paymentId, amount, refundable: String(believed ?? (await left())), reason: 'Slow' },
      ...{ code: 'goodwill', override: 'on' },
    })
  const backOf = () => read((tx) => tx.select().from(refunds).orderBy(refunds.id))
  const stateOf = async () => (await read((tx) => tx.select().from(disputes)))[0]?.status
  const tell = (action: string, body?: object) => world.tell(`stripe/${externalId}/${action}`, body)
  const fault = (kind: string) =>
    world.tell('faults', {
      ...{ service: 'stripe', method: 'POST', path: '/v1/refunds', times: 2, fault: kind },
      key: account.replace('acct_', ''),
    })
  /** Three readings at once, as of three equal webhooks. */
  const look = () =>
    Promise.all(Array.from({ length: 3 }, () => settle(ctx.tenantId, paymentId, { everything: true })))

  /** What is in our books of the provider is what it holds, and no more went back than came. */
  async function agrees() {
    await world.tell('clock', { advance_s: 5 })
    await look()
    const booked = await read((tx) =>
      tx
        .select({ total: sql<string>`coalesce(sum(${lines.amount}), 0)` })
        .from(lines)
        .where(and(like(lines.account, 'psp:%'), eq(lines.currency, 'EUR'))),
    )
    const { available, pending } = await stripe.balance.retrieve()
    const held = [...available, ...pending].filter(({ currency }) => currency === 'eur')
    expect(BigInt(booked[0]!.total)).toBe(BigInt(held.reduce((sum, { amount }) => sum + amount, 0)))
    const whole = await read((tx) => tx.select({ total: sql<string>`sum(${lines.amount})` }).from(lines))
    expect(whole[0]!.total).toBe('0')
    const { latest_charge } = await stripe.paymentIntents.retrieve(externalId, { expand: ['latest_charge'] })
    const { amount_refunded } = latest_charge as { amount_refunded: number }
    const made = (await backOf()).filter(({ status }) => status === 'succeeded' || status === 'pending')
    expect(made.reduce((sum, { amount }) => sum + amount, 0n)).toBe(BigInt(amount_refunded))
    expect(await left()).toBeGreaterThanOrEqual(0n)
  }
  return { ...shop, paymentId, externalId, left, refund, backOf, stateOf, tell, fault, look, agrees }
}

const disputed = {
  code: 'precondition',
  message: expect.stringContaining('disputes this payment at the bank'),
}

describe('a dispute that opens while a refund of ours is on its way', () => {
  test('and was not asked for yet: the provider refuses it, and nobody pays the buyer a second time', async () => {
    const sale = await sold()
    await sale.refund('3.00')
    await world.tell('webhooks', { service: 'stripe', mode: 'duplicate' })
    await sale.tell('dispute')
    await expect
      .poll(async () => [await work(), await sale.stateOf()].at(-1), { timeout: 10_000 })
      .toBe('needs_response')
    const [back] = await sale.backOf()
    expect(back).toMatchObject({ status: 'failed', task: 'pay_back' })
    await expect(sale.refund('3.00')).rejects.toMatchObject(disputed)
    for (const way of ['again', 'wallet', 'manual'] as const)
      await expect(
        payBack(sale.ctx, { refundId: back!.id, way, note: 'By bank transfer' }),
      ).rejects.toMatchObject(disputed)
    await sale.agrees()
    await sale.tell('dispute_lost')
    await sale.look()
    await expect(sale.refund('3.00')).rejects.toThrow(/has taken the money back already/)
    await sale.agrees()
  })

  test.each([
    ['was made, though its answer was lost', 'timeout_after_commit', 'succeeded'],
    ['was never made', 'timeout', 'failed'],
  ])('and %s: it is found out, and the books follow', async (_what, kind, end) => {
    const sale = await sold('pm_card_visa', { limitMs: 1_000 })
    const { id } = await sale.refund('3.00')
    await sale.fault(kind)
    await expect(submitRefund.run({ tenantId: sale.ctx.tenantId, refundId: id })).rejects.toMatchObject({
      name: 'UpstreamError',
    })
    expect(await sale.backOf()).toMatchObject([{ status: 'requested' }])
    await world.tell('faults/clear')
    await inTenant(sale.ctx, (tx) => tx.update(connections).set({ settings: {} }))
    await sale.tell('dispute')
    await Promise.all([work(), sale.look()])
    await work()
    expect(await sale.backOf()).toMatchObject([{ id, status: end }])
    await expect(sale.refund('3.00')).rejects.toMatchObject(disputed)
    await sale.agrees()
    await sale.tell('dispute_won')
    await sale.look()
    const left = await sale.left()
    await expect(sale.refund('9.01')).rejects.toMatchObject({ code: 'precondition' })
    await sale.refund((Number(left) / 100).toFixed(2))
    await work()
    expect((await sale.backOf()).at(-1)).toMatchObject({ status: 'succeeded', amount: left })
    expect(await sale.left()).toBe(0n)
    await sale.agrees()
  })

  test('and is pending: the bank turns it down, and its money is back when the dispute is won', async () => {
    const sale = await sold('pm_card_pendingRefund')
    await sale.refund('3.00')
    await work()
    expect(await sale.backOf()).toMatchObject([{ status: 'pending' }])
    await sale.tell('dispute')
    await sale.tell('refund_failed')
    await Promise.all([work(), sale.look()])
    expect(await sale.backOf()).toMatchObject([{ status: 'failed', task: 'pay_back' }])
    await sale.agrees()
    await sale.tell('dispute_won')
    await sale.look()
    await payBack(sale.ctx, { refundId: (await sale.backOf())[0]!.id, way: 'again', note: '' })
    await work()
    expect((await sale.backOf()).map(({ status }) => status)).toEqual(['failed', 'pending'])
    await sale.agrees()
    expect(await sale.left()).toBe(600n)
  })
})

test('an inquiry moves nothing: all of it can be refunded meanwhile, and not a cent more', async () => {
  const sale = await sold('pm_card_createDisputeInquiry')
  await sale.refund('9.00')
  await Promise.all([work(), sale.look()])
  await sale.tell('dispute_won')
  await sale.look()
  expect(await sale.stateOf()).toBe('warning_closed')
  await expect(sale.refund('0.01')).rejects.toMatchObject({ code: 'precondition' })
  await sale.agrees()
})

test('refunds of staff, one at the provider, a dispute and its three webhooks at once end in one truth', async () => {
  const sale = await sold()
  await world.tell('webhooks', { service: 'stripe', mode: 'duplicate' })
  await Promise.allSettled([
    ...Array.from({ length: 6 }, () => sale.refund('2.00', 900n)),
    sale.tell('refund', { amount: 250 }),
    sale.tell('dispute'),
    ...Array.from({ length: 3 }, () => sale.look()),
    work(),
  ])
  await work()
  await sale.agrees()
  await sale.tell('dispute_won')
  await work()
  await sale.agrees()
})

const orders = <T>(steps: readonly T[]): T[][] =>
  steps.length < 2
    ? [[...steps]]
    : steps.flatMap((step) => orders(steps.filter((each) => each !== step)).map((rest) => [step, ...rest]))

test('in whatever order they come, no more goes back than came, and the books are those of the provider', async () => {
  const steps = ['ours', 'theirs', 'opens', 'is won'] as const
  const possible = orders(steps).filter((order) => order.indexOf('opens') < order.indexOf('is won'))
  const all = await Promise.all(possible.map(async (order) => ({ order, sale: await sold() })))
  for (const place of steps.keys()) {
    const each = all.map(async ({ order, sale }) => {
      const does = {
        ours: () => sale.refund('5.00'),
        theirs: () => sale.tell('refund', { amount: 500 }),
        opens: () => sale.tell('dispute'),
        'is won': () => sale.tell('dispute_won'),
      }
      // What the provider or the house refuses at this place is refused.
      await does[order[place]!]().catch(() => {})
      await sale.look()
    })
    await Promise.all([...each, work()])
  }
  await work()
  for (const { sale } of all) await sale.agrees()
}, 60_000)

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { pool } from '@/db/client'
import { charges, disputes, exports, orders, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { formatMoney, money } from '@/lib/core/money'
import { checkOut } from '@/lib/orders/checkout'
import { bookDispute } from '@/lib/payments/book'
import { openRefill } from '@/lib/refills/open'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import {
  makeCheckoutInput,
  makeCompany,
  makeMember,
  makeShop,
  makeSim,
  makeTenant,
  makeWallet,
} from '@/lib/testing/make'
import { debitLate } from '@/lib/wallets/spend'
import { downloadExport, getExport, startExport } from './export'
import { getTransaction } from './get'
import { exportTransactions } from './jobs'
import { listTransactions, TransactionQuery, transactionChoices } from './list'
import { TransactionFilter, transactionsStatement } from './query'
import { writeExport } from './write'

const buyer = { ip: '192.0.2.1', agent: 'test' }

const list = (ctx: Context, query: Record<string, unknown> = {}) =>
  listTransactions(ctx, TransactionQuery.parse(query), 'UTC')

/** A shop with one paid payment, a refund of a part of it and a dispute. */
async function sellOnce() {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { stock: 3 })
  const made = await checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), buyer)
  const { paymentId, orderId } = made
  const of = { paymentId, currency: 'EUR' }
  await inTenant(ctx, async (tx) => {
    await tx
      .update(payments)
      .set({ status: 'paid', externalId: 'pi_fake_sold', received: 900n })
      .where(eq(payments.id, paymentId))
    await tx.insert(charges).values([
      {
        ...of,
        externalId: 'ch_fake_bad',
        status: 'failed',
        amount: 900n,
        method: 'card',
        madeAt: new Date(),
      },
      {
        ...{ ...of, externalId: 'ch_fake_good', status: 'succeeded', amount: 900n, method: 'card' },
        ...{ brand: 'visa', last4: '4242', fee: 51n, net: 849n, settledCurrency: 'EUR', madeAt: new Date() },
      },
    ])
    await tx
      .insert(refunds)
      .values({ ...of, externalId: 're_fake_part', status: 'succeeded', amount: 300n, reason: 'goodwill' })
    await tx.insert(disputes).values({
      ...{ ...of, externalId: 'dp_fake_one', status: 'needs_response', amount: 600n },
      ...{ reason: 'fraudulent', isRefundable: false, openedAt: new Date() },
    })
  })
  return { ctx, shop, orderId, paymentId }
}

test('a payment, its refund and its dispute are three lines, what goes back below zero, newest first', async () => {
  const { ctx, orderId } = await sellOnce()
  const { rows } = await list(ctx)
  expect(rows.map(({ type, amount, status }) => [type, formatMoney(amount), status])).toEqual([
    ['dispute', '-€6.00', 'needs_response'],
    ['refund', '-€3.00', 'succeeded'],
    ['payment', '€9.00', 'paid'],
  ])
  expect(rows[2]).toMatchObject({
    ...{ orderId, brand: 'visa', last4: '4242', reference: 'pi_fake_sold', mode: 'test' },
    ...{ fee: { amount: 51n }, net: { amount: 849n } },
  })
  // The fee belongs to the payment: shown on each of the three, it would be counted three times.
  expect(rows[0]!.fee).toBeNull()
})

test.each([
  [{ type: 'refund' }, ['refund']],
  [{ status: 'paid' }, ['payment']],
  [{ mode: 'live' }, []],
  [{ currency: 'USD' }, []],
  [{ currency: 'EUR', method: 'card' }, ['dispute', 'refund', 'payment']],
  [{ method: 'ideal' }, []],
  [{ q: 're_fake_part' }, ['refund']],
  [{ q: 'ch_fake_good', type: 'payment' }, ['payment']],
  [{ q: 'nobody@nowhere.test' }, []],
  [{ since: '2001-01-01', until: '2001-12-31' }, []],
  [{ since: new Date().toISOString().slice(0, 10), type: 'payment' }, ['payment']],
  [{ since: 'not a day', type: 'payment' }, ['payment']],
])('%o finds %o', async (query, types) => {
  const { ctx } = await sellOnce()
  expect((await list(ctx, query)).rows.map(({ type }) => type)).toEqual(types)
})

test('an order, the end of its id and the begin of an address find its transactions', async () => {
  const { ctx, orderId } = await sellOnce()
  const [order] = await inTenant(ctx, (tx) => tx.select().from(orders).where(eq(orders.id, orderId)))
  for (const q of [orderId, orderId.slice(-8), order!.email.slice(0, 8)])
    expect((await list(ctx, { q })).rows).toHaveLength(3)
})

test('pages follow each other without a gap or a repetition, over all three kinds', async () => {
  const { ctx, paymentId } = await sellOnce()
  await inTenant(ctx, (tx) =>
    tx.insert(refunds).values(
      Array.from({ length: 7 }, (_, n) => ({
        ...{ paymentId, externalId: `re_fake_${n}`, amount: 1n, currency: 'EUR', reason: 'goodwill' },
      })),
    ),
  )
  const whole = (await list(ctx)).rows.map(({ id }) => id)
  const seen: string[] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(ctx, { size: 3, ...(after && { after }) })
    seen.push(...page.rows.map(({ id }) => id))
    after = page.next
  } while (after)
  expect(seen).toEqual(whole)
  expect(seen).toHaveLength(10)
})

test('the first page of many payments is read from the key, and not sorted out of all', async () => {
  const { ctx, shop, orderId } = await sellOnce()
  await inTenant(ctx, (tx) =>
    tx.insert(payments).values(
      Array.from({ length: 5_000 }, (_, n) => ({
        ...{ orderId, connectionId: shop.connection.id, externalId: `pi_many_${n}`, amount: 1n },
        ...{ currency: 'EUR', mode: 'test' as const },
      })),
    ),
  )
  await pool.query('analyze payments')
  const place = { after: undefined, size: 51, timezone: 'UTC' }
  const { rows } = await inTenant(ctx, (tx) =>
    tx.execute(sql`explain (analyze, format json) ${transactionsStatement(tx, {}, place)}`),
  )
  const reads = [...JSON.stringify(rows).matchAll(/"Relation Name":"payments"[^{}]*?"Actual Rows":([\d.]+)/g)]
  expect(reads.length).toBeGreaterThan(0)
  expect(Math.max(...reads.map(([, count]) => Number(count)))).toBeLessThanOrEqual(51)
})

test('a transaction tells its attempts, refunds and disputes', async () => {
  const { ctx, paymentId } = await sellOnce()
  const { events, reference } = await getTransaction(ctx, paymentId, 'UTC')
  expect(reference).toBe('pi_fake_sold')
  expect(events.map(({ text: told }) => told).sort()).toEqual([
    'Attempt over €9.00',
    'Attempt over €9.00',
    'Checkout',
    'Dispute over €6.00',
    'Refund of €3.00',
  ])
  await expect(getTransaction(ctx, 'pay_nonsense', 'UTC')).rejects.toMatchObject({ code: 'not_found' })
})

test('a payment says what of it can be refunded, or why nothing can', async () => {
  const { ctx, paymentId } = await sellOnce()
  const see = async (id: string) => (await getTransaction(ctx, id, 'UTC')).payment.refundable
  expect(await see(paymentId)).toMatchObject({ obstacle: expect.stringContaining('disputes this payment') })
  await inTenant(ctx, (tx) => tx.delete(disputes))
  expect(await see(paymentId)).toMatchObject({ most: money(600n, 'EUR'), obstacle: null })
  await inTenant(ctx, (tx) => tx.update(refunds).set({ amount: 900n }))
  expect((await see(paymentId)).obstacle).toContain('went back already')
  await inTenant(ctx, (tx) => tx.update(payments).set({ status: 'expired' }))
  expect((await see(paymentId)).obstacle).toContain('Only a paid payment')
})

test('of the payment of a refill no more can be refunded than its wallet still has', async () => {
  const { ctx, paymentId } = await sellOnce()
  const wallet = await makeWallet(ctx, { filled: 250n })
  const { id: refillId } = await openRefill(ctx, { walletId: wallet.id, amount: 900n, origin: 'staff' })
  await inTenant(ctx, async (tx) => {
    await tx.delete(disputes)
    await tx.update(payments).set({ orderId: null, refillId, account: `wallet:${wallet.id}` })
  })
  const see = async () => (await getTransaction(ctx, paymentId, 'UTC')).payment.refundable
  expect(await see()).toEqual({ left: money(600n, 'EUR'), most: money(250n, 'EUR'), obstacle: null })
  await inTenant(ctx, (tx) => debitLate(tx, wallet.id, { cause: 'x', amount: 300n, text: 'Traffic' }))
  expect((await see()).obstacle).toContain('left the wallet')
})

test('staff of a company see none, and a stranger finds nothing', async () => {
  const { ctx, paymentId } = await sellOnce()
  const company = await makeCompany(ctx)
  const staff = await makeMember(ctx.tenantId, 'company', company.id)
  const filter = TransactionFilter.parse({})
  for (const refused of [
    list(staff),
    transactionChoices(staff),
    getTransaction(staff, paymentId, 'UTC'),
    startExport(staff, filter, 'UTC'),
  ])
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' })
  const stranger = await makeTenant()
  expect((await list(stranger)).rows).toEqual([])
  await expect(getTransaction(stranger, paymentId, 'UTC')).rejects.toMatchObject({ code: 'not_found' })
})

test('an export holds what the filter leaves, safe for a spreadsheet, for the one who asked alone', async () => {
  const { ctx } = await sellOnce()
  await pool.query('update plan_versions set name = $1 where tenant_id = $2', [
    '=HYPERLINK("x")',
    ctx.tenantId,
  ])
  const id = await startExport(ctx, TransactionFilter.parse({ type: 'refund' }), 'UTC')
  await expect(downloadExport(ctx, id)).rejects.toMatchObject({ code: 'precondition' })
  await runJobs([exportTransactions])
  expect(await getExport(ctx, id)).toMatchObject({ status: 'finished', doneRows: 1 })
  const csv = await text((await downloadExport(ctx, id)).file)
  const [head, row, ...rest] = csv.trim().split('\r\n')
  expect(head).toContain('Amount,Currency')
  expect(row).toContain(`,"'=HYPERLINK(""x"")",-3.00,EUR,`)
  expect(rest).toEqual([])

  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(startExport(viewer, TransactionFilter.parse({}), 'UTC')).rejects.toMatchObject({
    code: 'forbidden',
  })
  const colleague = await makeMember(ctx.tenantId, 'owner')
  for (const who of [colleague, await makeTenant()]) {
    await expect(getExport(who, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(downloadExport(who, id)).rejects.toMatchObject({ code: 'not_found' })
  }
})

test('a long export that is cut short goes on where it was, and holds every line once', async () => {
  const { ctx, paymentId } = await sellOnce()
  const count = 2_500
  await inTenant(ctx, (tx) =>
    tx.insert(refunds).values(
      Array.from({ length: count }, (_, n) => ({
        ...{ paymentId, externalId: `re_long_${n}`, amount: 1n, currency: 'EUR', reason: 'goodwill' },
      })),
    ),
  )
  const id = await startExport(ctx, TransactionFilter.parse({}), 'UTC')
  expect(await writeExport(ctx.tenantId, id, 0)).toBe(false)
  const [half] = await inTenant(ctx, (tx) => tx.select().from(exports).where(eq(exports.id, id)))
  expect(half!.doneRows).toBeLessThan(count)
  while (!(await writeExport(ctx.tenantId, id, 0)));
  const csv = readFileSync(join(env.DATA_DIR, 'exports', ctx.tenantId, `${id}.csv`), 'utf8')
  const ids = csv
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[0])
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toHaveLength(count + 3)
})

test('what a dispute cost is its own line: the money, the fee, and what came back', async () => {
  const { ctx, paymentId } = await sellOnce()
  const dispute = (await list(ctx, { type: 'dispute' })).rows[0]!
  const eur = (amount: bigint) => money(amount, 'EUR')
  await inTenant(ctx, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    const movement = {
      externalId: 'txn_1',
      kind: 'withdrawn' as const,
      amount: eur(600n),
      fee: eur(1_500n),
      at: new Date(),
    }
    await bookDispute(tx, payment!, dispute.id, movement)
  })
  const shown = { fee: eur(1_500n), net: eur(-2_100n) }
  expect((await list(ctx, { type: 'dispute' })).rows[0]).toMatchObject(shown)
  expect((await list(ctx, { type: 'payment' })).rows[0]).toMatchObject({ fee: eur(51n), net: eur(849n) })
  await inTenant(ctx, async (tx) => {
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
    const back = {
      externalId: 'txn_2',
      kind: 'reinstated' as const,
      amount: eur(600n),
      fee: null,
      at: new Date(),
    }
    await bookDispute(tx, payment!, dispute.id, back)
  })
  expect((await list(ctx, { type: 'dispute' })).rows[0]).toMatchObject({ net: eur(-1_500n) })
})

test('a company is found by the SIMs that were bought and by the wallet that was refilled', async () => {
  const { ctx, shop, orderId, paymentId } = await sellOnce()
  const [company, other] = [await makeCompany(ctx), await makeCompany(ctx)]
  const sold = await makeSim(ctx, { companyId: company.id })
  const wallet = await makeWallet(ctx, { companyId: company.id })
  const { id: refillId } = await openRefill(ctx, { walletId: wallet.id, amount: 500n, origin: 'page' })
  const [refilled] = await inTenant(ctx, (tx) =>
    tx
      .insert(payments)
      .values({
        ...{ refillId, connectionId: shop.connection.id, account: `wallet:${wallet.id}` },
        ...{ amount: 500n, currency: 'EUR', mode: 'test' },
      })
      .returning({ id: payments.id }),
  )
  await inTenant(ctx, async (tx) => {
    await tx.update(orders).set({ simId: sold.id }).where(eq(orders.id, orderId))
  })
  expect((await list(ctx, { company: company.id, type: 'payment' })).rows.map(({ id }) => id).sort()).toEqual(
    [paymentId, refilled!.id].sort(),
  )
  expect((await list(ctx, { company: other.id })).rows).toEqual([])
})

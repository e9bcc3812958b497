import { and, eq, isNotNull, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lines } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { money } from '@/lib/core/money'
import { moveMoney, postEntry } from '@/lib/ledger/post'
import type { Context } from '@/lib/tenancy/context'
import { fillWallet, makeCompany, makeMember, makeTenant, makeWallet } from '@/lib/testing/make'
import { balanceOf, getWalletRow, walletAccount } from './balance'
import { capture, hold, release } from './hold'
import { changeWallet, openWallet } from './open'
import { debitLate, spend } from './spend'
import { type StatementRow, statementOf } from './statement'

const eur = (amount: bigint) => money(amount, 'EUR')
const balance = (ctx: Context, id: string) =>
  inTenant(ctx, async (tx) => balanceOf(tx, await getWalletRow(tx, id)))

/** Every row of a statement, page by page, oldest first. */
async function rowsOf(ctx: Context, walletId: string): Promise<StatementRow[]> {
  const rows: StatementRow[] = []
  for (let after: string | undefined; ; ) {
    const page = await statementOf(ctx, walletId, { after, size: 3 }, 'UTC')
    rows.push(...page.rows)
    if (!page.next) return rows.reverse()
    after = page.next
  }
}

test('whatever is posted, each row of a statement begins where the one before it ended, and the sums are right', async () => {
  const ctx = await makeTenant()
  const movements = fc.array(fc.bigInt({ min: -5_000n, max: 5_000n }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(movements, async (amounts) => {
      const { id } = await makeWallet(ctx)
      for (const [n, amount] of amounts.entries())
        await inTenant(ctx.tenantId, (tx) =>
          moveMoney(tx, `${id}:${n}`, eur(amount), walletAccount(id), 'sales'),
        )
      const rows = await rowsOf(ctx, id)
      const { totals } = await statementOf(ctx, id, { size: 1 }, 'UTC')
      expect(rows.map(({ amount }) => amount)).toEqual(amounts)
      for (const [n, { before, amount, after }] of rows.entries()) {
        expect(before).toBe(n ? rows[n - 1]!.after : 0n)
        expect(after).toBe(before + amount)
      }
      const sum = (some: bigint[]) => some.reduce((total, each) => total + each, 0n)
      expect(totals).toEqual({
        start: 0n,
        refilled: sum(amounts.filter((amount) => amount > 0n)),
        spent: -sum(amounts.filter((amount) => amount < 0n)),
        end: sum(amounts),
      })
    }),
    { numRuns: 15 },
  )
})

test('twenty who post to a wallet at once leave a statement without a gap, and money for each', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx)
  await Promise.all(Array.from({ length: 20 }, () => fillWallet(ctx, id, 100n)))
  const rows = await rowsOf(ctx, id)
  expect(rows.map(({ seq, after }) => [seq, after])).toEqual(
    Array.from({ length: 20 }, (_, n) => [n + 1, BigInt(n + 1) * 100n]),
  )
  expect(rows.map(({ at }) => at.getTime())).toEqual(rows.map(({ at }) => at.getTime()).sort())
})

test('twenty who spend at once never spend more than there is', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 1_000n })
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      inTenant(ctx.tenantId, (tx) => spend(tx, id, { cause: `buy:${n}`, amount: 300n, text: 'Data' })),
    ),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect((await balance(ctx, id)).settled).toBe(100n)
})

test('one purchase is paid once, however often it is asked for at once', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 1_000n })
  const asked = Array.from({ length: 20 }, () =>
    inTenant(ctx.tenantId, (tx) => spend(tx, id, { cause: 'buy:one', amount: 300n, text: 'Data' })),
  )
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1)
  expect((await balance(ctx, id)).settled).toBe(700n)
})

test('what must stay in a wallet cannot be spent, and a credit line can', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 1_000n })
  const buy = (cause: string, amount: bigint) =>
    inTenant(ctx, (tx) => spend(tx, id, { cause, amount, text: 'Data' }))
  await changeWallet(ctx, { id, minimum: '2.50', isEnabled: true })
  await expect(buy('one', 751n)).rejects.toMatchObject({ code: 'precondition', detail: { available: '750' } })
  await changeWallet(ctx, { id, minimum: '-5', isEnabled: true })
  await buy('two', 1_500n)
  await expect(buy('three', 1n)).rejects.toThrow(/€0.00 available/)
  expect(await balance(ctx, id)).toEqual({ settled: -500n, held: 0n, available: 0n })
})

test('a debit that comes late is never lost: the wallet goes below its minimum', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  const late = () =>
    inTenant(ctx, (tx) => debitLate(tx, id, { cause: 'cdr:1', amount: 250n, text: 'Traffic' }))
  expect([await late(), await late()]).toEqual([true, false])
  expect(await balance(ctx, id)).toEqual({ settled: -150n, held: 0n, available: -150n })
})

test('what is held cannot be spent; what is captured is gone once, what is released is free', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 1_000n })
  const in_ = <T>(work: (tx: Parameters<typeof hold>[0]) => Promise<T>) => inTenant(ctx, work)
  await in_((tx) => hold(tx, id, { cause: 'h1', amount: 600n, text: 'Refill of a SIM' }))
  await in_((tx) => hold(tx, id, { cause: 'h1', amount: 600n, text: 'Refill of a SIM' }))
  await expect(in_((tx) => hold(tx, id, { cause: 'h2', amount: 500n, text: 'x' }))).rejects.toMatchObject({
    code: 'precondition',
  })
  await expect(in_((tx) => spend(tx, id, { cause: 's', amount: 500n, text: 'x' }))).rejects.toThrow(/€4.00/)
  expect(await balance(ctx, id)).toEqual({ settled: 1_000n, held: 600n, available: 400n })
  await Promise.all(Array.from({ length: 5 }, () => in_((tx) => capture(tx, 'h1', 450n))))
  expect(await balance(ctx, id)).toEqual({ settled: 550n, held: 0n, available: 550n })
  await in_((tx) => hold(tx, id, { cause: 'h3', amount: 100n, text: 'x' }))
  await in_((tx) => release(tx, 'h3'))
  await in_((tx) => release(tx, 'h1'))
  await expect(in_((tx) => capture(tx, 'h3'))).rejects.toMatchObject({ code: 'conflict' })
  expect(await balance(ctx, id)).toEqual({ settled: 550n, held: 0n, available: 550n })
})

test('a hold whose time is over holds nothing, and cannot be captured', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  const expiresAt = new Date(Date.now() - 1)
  await inTenant(ctx, (tx) => hold(tx, id, { cause: 'old', amount: 100n, text: 'x', expiresAt }))
  expect((await balance(ctx, id)).available).toBe(100n)
  await expect(inTenant(ctx, (tx) => capture(tx, 'old'))).rejects.toMatchObject({ code: 'conflict' })
})

test('a wallet that is switched off pays nothing, yet takes what comes late', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  await changeWallet(ctx, { id, minimum: '', isEnabled: false })
  const spending = { cause: 'x', amount: 1n, text: 'x' }
  await expect(inTenant(ctx, (tx) => spend(tx, id, spending))).rejects.toThrow(/switched off/)
  expect(await inTenant(ctx, (tx) => debitLate(tx, id, spending))).toBe(true)
})

test('the database refuses money of another currency in a wallet, and money of no wallet', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx)
  const post = (account: string, code: string) =>
    inTenant(ctx, (tx) =>
      postEntry(tx, account + code, [
        { account, value: money(-1n, code) },
        { account: 'sales', value: money(1n, code) },
      ]),
    )
  await expect(post(walletAccount(id), 'USD')).rejects.toThrow()
  await expect(post('wallet:wal_none', 'EUR')).rejects.toThrow()
  await expect(post(walletAccount(id), 'EUR')).resolves.toBe(true)
})

test('days of a statement are those of the organization, and its figures those of the period', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 1_000n })
  await inTenant(ctx, (tx) => spend(tx, id, { cause: 'a', amount: 100n, text: 'First' }))
  await inTenant(ctx, (tx) => spend(tx, id, { cause: 'b', amount: 50n, text: 'Second' }))
  const { db } = await import('@/db/client')
  const moments = ['2026-03-28T21:59:59Z', '2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z']
  for (const [n, at] of moments.entries())
    await db
      .update(lines)
      .set({ at: new Date(at) })
      .where(and(eq(lines.tenantId, ctx.tenantId), eq(lines.seq, n + 1), isNotNull(lines.seq)))
  // In Athens the night of the 29th is an hour shorter.
  const day = { since: '2026-03-29', until: '2026-03-29', size: 50 }
  const found = await statementOf(ctx, id, day, 'Europe/Athens')
  expect(found.rows.map(({ text }) => text)).toEqual(['First'])
  expect(found.totals).toEqual({ start: 1_000n, refilled: 0n, spent: 100n, end: 900n })
  const utc = await statementOf(ctx, id, day, 'UTC')
  expect(utc.rows.map(({ text }) => text)).toEqual(['Second'])
  const [since, until] = ['2026-03-28', '2026-03-30']
  const whole = await statementOf(ctx, id, { since, until, size: 50 }, 'UTC')
  const turned = await statementOf(ctx, id, { since: until, until: since, size: 50 }, 'UTC')
  expect(turned.totals).toEqual(whole.totals)
  expect(turned.rows).toEqual(whole.rows)
})

test('each owner has one wallet in a currency and mode, whoever opens it first', async () => {
  const ctx = await makeTenant()
  const { id: owner } = await makeCompany(ctx)
  const open = (currency: string) => openWallet(ctx, { owner, email: '', currency, mode: 'test' })
  const opened = await Promise.all([open('EUR'), open('EUR'), open('USD')])
  expect(new Set(opened.map(({ id }) => id)).size).toBe(2)
})

test("staff of a company see their own company's wallet alone, and strangers none", async () => {
  const ctx = await makeTenant()
  const [own, other] = [await makeWallet(ctx, { filled: 5n }), await makeWallet(ctx, { filled: 7n })]
  const staff = await makeMember(ctx.tenantId, 'company', own.companyId)
  const stranger = await makeTenant()
  const read = (who: Context, id: string) => statementOf(who, id, { size: 5 }, 'UTC')
  expect((await read(staff, own.id)).totals.end).toBe(5n)
  await expect(read(staff, other.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(read(stranger, own.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(changeWallet(staff, { id: own.id, minimum: '-100', isEnabled: true })).rejects.toMatchObject({
    code: 'forbidden',
  })
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(
    openWallet(viewer, { owner: own.companyId!, email: '', currency: 'EUR', mode: 'test' }),
  ).rejects.toMatchObject({ code: 'forbidden' })
})

test('a page of a statement is read by key, whatever the length of the account', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 5n })
  const { rows } = await inTenant(ctx, async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`)
    return tx.execute<{ 'QUERY PLAN': string }>(
      sql`explain select * from lines where account = ${walletAccount(id)} and seq > 0 order by seq desc limit 51`,
    )
  })
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Index Scan Backward using lines_wallet/)
  expect(plan).not.toMatch(/Sort/)
})

import { expect, test } from 'vitest'
import { endUsers } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { fillWallet, makeCompany, makeMember, makeTenant, makeWallet } from '@/lib/testing/make'
import { blockOf } from './block'
import { hold } from './hold'
import { getWallet, listWallets, WalletQuery, withBalances } from './list'
import { changeWallet } from './open'
import { debitLate } from './spend'

const list = async (ctx: Context, query: Record<string, string> = {}) =>
  (await listWallets(ctx, WalletQuery.parse(query))).rows

async function makeEndUser(ctx: Context, email: string, name = '') {
  const [row] = await inTenant(ctx, (tx) => tx.insert(endUsers).values({ email, name }).returning())
  return row!
}

test('the list says of each wallet what is in it, held, and to be spent, and when it last moved', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 1_000n, minimum: 200n })
  await inTenant(ctx, (tx) => hold(tx, id, { cause: 'h', amount: 300n, text: 'x' }))
  const empty = await makeWallet(ctx)
  const rows = await list(ctx)
  expect(rows.find((row) => row.id === id)).toMatchObject({ settled: 1_000n, held: 300n, available: 500n })
  expect(rows.find((row) => row.id === id)!.lastAt).toBeInstanceOf(Date)
  expect(rows.find((row) => row.id === empty.id)).toMatchObject({ settled: 0n, lastAt: null })
})

test('wallets are found by the name or address of their owner, its kind, mode and state', async () => {
  const ctx = await makeTenant()
  const company = await makeCompany(ctx, { name: 'Alpine 100% Fleet' })
  const user = await makeEndUser(ctx, 'ada@example.test', 'Ada')
  const theirs = await makeWallet(ctx, { companyId: company.id })
  const hers = await makeWallet(ctx, { endUserId: user.id, mode: 'live' })
  await changeWallet(ctx, { id: theirs.id, minimum: '0', isEnabled: false })
  const ids = async (query: Record<string, string>) => (await list(ctx, query)).map(({ id }) => id)
  expect(await ids({ q: '100% f' })).toEqual([theirs.id])
  expect(await ids({ q: 'ADA@' })).toEqual([hers.id])
  expect(await ids({ owner: 'end_user' })).toEqual([hers.id])
  expect(await ids({ mode: 'test' })).toEqual([theirs.id])
  expect(await ids({ state: 'off' })).toEqual([theirs.id])
  expect(await ids({ of: user.id })).toEqual([hers.id])
  expect(await ids({ currency: 'USD' })).toEqual([])
})

test('a page ends where the next begins', async () => {
  const ctx = await makeTenant()
  const made = []
  for (let n = 0; n < 3; n++) made.push((await makeWallet(ctx)).id)
  const first = await listWallets(ctx, WalletQuery.parse({ size: '2' }))
  const second = await listWallets(ctx, WalletQuery.parse({ size: '2', after: first.next! }))
  expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(made.reverse())
  expect(second.next).toBeNull()
})

test('a wallet below its minimum says that its balance is empty; one switched off says that', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  expect(blockOf(await getWallet(ctx, id))).toBeNull()
  await inTenant(ctx, (tx) => debitLate(tx, id, { cause: 'late', amount: 101n, text: 'Traffic' }))
  expect(blockOf(await getWallet(ctx, id))).toBe('balance_empty')
  await changeWallet(ctx, { id, minimum: '-5', isEnabled: true })
  expect(blockOf(await getWallet(ctx, id))).toBeNull()
  await changeWallet(ctx, { id, minimum: '0', isEnabled: false })
  expect(blockOf(await getWallet(ctx, id))).toBe('off')
})

test('owners are shown with what is in their wallets, of every currency and mode', async () => {
  const ctx = await makeTenant()
  const [rich, poor] = [await makeCompany(ctx), await makeCompany(ctx)]
  const euros = await makeWallet(ctx, { companyId: rich.id, filled: 700n })
  await makeWallet(ctx, { companyId: rich.id, currency: 'USD' })
  await fillWallet(ctx, euros.id, 50n)
  const [first, second] = await withBalances(ctx, [rich, poor])
  expect(first!.balances.map(({ settled, currency }) => [settled, currency]).sort()).toEqual([
    [0n, 'USD'],
    [750n, 'EUR'],
  ])
  expect(second!.balances).toEqual([])
})

test("staff of a company list its own wallets alone, and strangers' wallets do not exist", async () => {
  const ctx = await makeTenant()
  const [own, other] = [await makeWallet(ctx), await makeWallet(ctx)]
  const user = await makeEndUser(ctx, 'ada@example.test')
  await makeWallet(ctx, { endUserId: user.id })
  const staff = await makeMember(ctx.tenantId, 'company', own.companyId)
  expect((await list(staff)).map(({ id }) => id)).toEqual([own.id])
  expect(await list(await makeTenant())).toEqual([])
  for (const who of [staff, await makeTenant()])
    await expect(getWallet(who, other.id)).rejects.toMatchObject({ code: 'not_found' })
})

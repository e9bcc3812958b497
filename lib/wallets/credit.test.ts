import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { audits, grants, holds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { fillWallet, makeMember, makeTenant, makeWallet } from '@/lib/testing/make'
import { countWaiting } from '@/lib/testing/waiting'
import { balanceOf, getWalletRow, lockWallet } from './balance'
import { correctWallet } from './correct'
import { amountRules, grantRules } from './form-rules'
import { grantCredit } from './grant'
import { capture, hold, release } from './hold'
import { expireGrant, expireHold } from './jobs'
import { debitLate, spend } from './spend'
import { statementOf } from './statement'

const balance = (ctx: Context, id: string) =>
  inTenant(ctx, async (tx) => balanceOf(tx, await getWalletRow(tx, id)))

const give = (ctx: Context, walletId: string, amount: string, expiresOn?: string, key = newToken()) =>
  grantCredit(ctx, { walletId, key, amount, reason: 'Welcome', expiresOn }, 'UTC')

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** As if the time of given credit were over: of all of it, or of what ends first. */
const passTime = async (ctx: Context, count = 99) => {
  await inTenant(ctx, async (tx) => {
    const all = await tx.select().from(grants).orderBy(grants.expiresAt)
    for (const { id } of all.slice(0, count))
      await tx
        .update(grants)
        .set({ expiresAt: new Date(1) })
        .where(eq(grants.id, id))
  })
  await runJobs([expireGrant], { dueNow: true })
}

const buy = (ctx: Context, id: string, amount: bigint) =>
  inTenant(ctx, (tx) => spend(tx, id, { cause: newToken(), amount, text: 'Data' }))

test('of credit that has ended only what is unspent is taken back, and once', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 1_000n })
  await give(ctx, id, '5', inDays(3))
  await buy(ctx, id, 300n)
  await passTime(ctx)
  await passTime(ctx)
  expect((await balance(ctx, id)).settled).toBe(1_000n)
  const { rows } = await statementOf(ctx, id, { size: 9 }, 'UTC')
  expect(rows.map(({ text, amount }) => [text, amount])).toEqual([
    ['Credit has ended: Welcome', -200n],
    ['Data', -300n],
    ['Credit: Welcome', 500n],
    ['Refill', 1_000n],
  ])
})

test('credit that ends first is spent first, and paid money last', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  await give(ctx, id, '3')
  await give(ctx, id, '2', inDays(20))
  await give(ctx, id, '1', inDays(10))
  await buy(ctx, id, 250n)
  const rests = await inTenant(ctx, (tx) => tx.select().from(grants))
  expect(Object.fromEntries(rests.map(({ amount, rest }) => [String(amount), rest]))).toEqual({
    '100': 0n,
    '200': 50n,
    '300': 300n,
  })
  await passTime(ctx, 1)
  expect((await balance(ctx, id)).settled).toBe(450n)
})

test('credit that has ended leaves what is held, and what a late debit has used', async () => {
  const ctx = await makeTenant()
  const held = await makeWallet(ctx)
  await give(ctx, held.id, '5', inDays(3))
  await inTenant(ctx, (tx) => hold(tx, held.id, { cause: newToken(), amount: 400n, text: 'x' }))
  const used = await makeWallet(ctx, { filled: 100n })
  await inTenant(ctx, (tx) => debitLate(tx, used.id, { cause: newToken(), amount: 300n, text: 'Traffic' }))
  await give(ctx, used.id, '5', inDays(3))
  await passTime(ctx)
  expect((await balance(ctx, held.id)).settled).toBe(400n)
  expect((await balance(ctx, used.id)).settled).toBe(0n)
})

/** A wallet with 5.00 of credit that ends while `amount` of it is held, and 1.00 that was paid in. */
async function endWhileHeld(amount: bigint) {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  await give(ctx, id, '5', inDays(3))
  await inTenant(ctx, (tx) => hold(tx, id, { cause: 'h', amount, text: 'Data' }))
  await inTenant(ctx, (tx) => tx.update(grants).set({ expiresAt: new Date() }))
  await runJobs([expireGrant], { dueNow: true })
  return { ctx, id, settled: async () => (await balance(ctx, id)).settled }
}

test('credit that ended while it was held is taken back with the release, and what is paid in stays', async () => {
  const { ctx, id, settled } = await endWhileHeld(400n)
  expect(await settled()).toBe(500n)
  await fillWallet(ctx, id, 200n)
  await buy(ctx, id, 150n)
  await inTenant(ctx, (tx) => release(tx, 'h'))
  // 1.00 and 2.00 were paid in, and 1.50 of it spent after the credit had ended.
  expect(await settled()).toBe(150n)
  await inTenant(ctx, (tx) => release(tx, 'h'))
  expect(await settled()).toBe(150n)
})

test('credit that ended while it was held pays for what is captured, and the rest is taken back', async () => {
  const { ctx, settled } = await endWhileHeld(600n)
  expect(await settled()).toBe(600n)
  await inTenant(ctx, (tx) => capture(tx, 'h', 200n))
  expect(await settled()).toBe(100n)
})

test('credit that ended while it was held pays for all of it, and what is paid in is not touched', async () => {
  const { ctx, settled } = await endWhileHeld(400n)
  await inTenant(ctx, (tx) => capture(tx, 'h'))
  expect(await settled()).toBe(100n)
})

test('of several credits that ended while something was held, those that it needs wait for it', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx)
  await give(ctx, id, '5', inDays(3))
  await give(ctx, id, '5', inDays(4))
  await inTenant(ctx, (tx) => hold(tx, id, { cause: 'h', amount: 700n, text: 'Data' }))
  await passTime(ctx)
  expect((await balance(ctx, id)).settled).toBe(700n)
  await inTenant(ctx, (tx) => capture(tx, 'h', 600n))
  expect((await balance(ctx, id)).settled).toBe(0n)
})

test('what is wrong with amount and day is said beside all that the form itself finds, of the own wallet alone', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx)
  const form = { walletId: id, amount: '0.001', reason: '', expiresOn: '2020-01-01' }
  const wrong = await grantRules(ctx, form, 'UTC')
  expect(Object.keys(wrong).sort()).toEqual(['amount', 'expiresOn'])
  expect(await grantRules(ctx, { ...form, amount: '20000', expiresOn: '' }, 'UTC')).toEqual({
    amount: ['Add between €1.00 and €10,000.00 at once.'],
  })
  expect(await amountRules(ctx, { ...form, amount: '' })).toEqual({})
  await expect(amountRules(await makeTenant(), form)).rejects.toMatchObject({ code: 'not_found' })
})

test('a form that is sent twice gives credit once, and corrects once', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx)
  const key = newToken()
  await Promise.all(Array.from({ length: 5 }, () => give(ctx, id, '5', undefined, key)))
  expect(await inTenant(ctx, (tx) => tx.select().from(grants))).toMatchObject([{ amount: 500n, rest: 500n }])
  const correction = { walletId: id, key, direction: 'out' as const, amount: '2', reason: 'Booked twice' }
  await Promise.all(Array.from({ length: 5 }, () => correctWallet(ctx, correction)))
  expect((await balance(ctx, id)).settled).toBe(300n)
  const kept = await inTenant(ctx, (tx) =>
    tx.select().from(audits).where(eq(audits.action, 'wallet.corrected')),
  )
  expect(kept).toMatchObject([{ entityId: id, detail: { reason: 'Booked twice', amount: '200' } }])
})

test('a hold whose time is not over is not ended', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  const holding = { cause: 'h', amount: 100n, text: 'x', expiresAt: new Date(Date.now() + 60_000) }
  await inTenant(ctx, (tx) => hold(tx, id, holding))
  const [{ id: holdId } = { id: '' }] = await inTenant(ctx, (tx) => tx.select().from(holds))
  await expireHold.run({ tenantId: ctx.tenantId, holdId })
  expect((await balance(ctx, id)).held).toBe(100n)
  expect(await inTenant(ctx, (tx) => tx.select().from(holds))).toMatchObject([{ status: 'held' }])
})

test('what is captured while it is being released stays captured', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  await inTenant(ctx, (tx) => hold(tx, id, { cause: 'h', amount: 100n, text: 'x' }))
  const { done } = await inTenant(ctx, async (tx) => {
    await lockWallet(tx, id)
    const captured = inTenant(ctx, (other) => capture(other, 'h'))
    await expect.poll(countWaiting, { timeout: 10_000 }).toBe(1)
    const released = inTenant(ctx, (other) => release(other, 'h'))
    await expect.poll(countWaiting, { timeout: 10_000 }).toBe(2)
    return { done: Promise.all([captured, released]) }
  })
  await done
  expect((await balance(ctx, id)).settled).toBe(0n)
  expect(await inTenant(ctx, (tx) => tx.select().from(holds))).toMatchObject([{ status: 'captured' }])
})

test('a correction takes no more than is available, and what is wrong is said at its field', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  const correct = (amount: string, direction: 'in' | 'out' = 'out') =>
    correctWallet(ctx, { walletId: id, key: newToken(), direction, amount, reason: 'Because' })
  await expect(correct('1.01')).rejects.toMatchObject({ code: 'precondition' })
  for (const amount of ['-1', '0', 'abc', '1.001'])
    await expect(correct(amount)).rejects.toMatchObject({
      detail: { fields: { amount: [expect.any(String)] } },
    })
  await expect(give(ctx, id, '5', '2020-01-01')).rejects.toMatchObject({
    detail: { fields: { expiresOn: [expect.any(String)] } },
  })
  await correct('4', 'in')
  expect((await balance(ctx, id)).settled).toBe(500n)
})

test('only those who may write give and correct; a wallet of others does not exist', async () => {
  const ctx = await makeTenant()
  const { id, companyId } = await makeWallet(ctx)
  const correction = {
    walletId: id,
    key: newToken(),
    direction: 'in' as const,
    amount: '2',
    reason: 'Because',
  }
  for (const role of ['support', 'viewer', 'company'] as const) {
    const who = await makeMember(ctx.tenantId, role, role === 'company' ? companyId : null)
    await expect(give(who, id, '5')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(correctWallet(who, correction)).rejects.toMatchObject({ code: 'forbidden' })
  }
  const stranger = await makeTenant()
  await expect(give(stranger, id, '5')).rejects.toMatchObject({ code: 'not_found' })
  await expect(correctWallet(stranger, correction)).rejects.toMatchObject({ code: 'not_found' })
})

test('a hold whose time is over is written down as expired', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 100n })
  const expiresAt = new Date(Date.now() + 5)
  await inTenant(ctx, (tx) => hold(tx, id, { cause: 'h', amount: 100n, text: 'x', expiresAt }))
  await expect
    .poll(async () => {
      await runJobs([expireHold], { dueNow: true })
      return (await inTenant(ctx, (tx) => tx.select().from(holds))).map(({ status }) => status)
    })
    .toEqual(['expired'])
})

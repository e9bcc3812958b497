import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { audits } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { money } from '@/lib/core/money'
import { moveMoney } from '@/lib/ledger/post'
import type { Context } from '@/lib/tenancy/context'
import { makeBuyer, makeCompany, makeMember, makeTenant, makeWallet } from '@/lib/testing/make'
import { correctWallet } from './correct'
import { StatementQuery, statementOf } from './statement'
import { type StatementFile, statementFile } from './statement-file'

async function textOf({ csv }: StatementFile): Promise<string> {
  let text = ''
  for await (const part of csv) text += part
  return text
}

const rowsIn = (text: string): string[][] => parse(text, { bom: true })
const read = async (ctx: Context, id: string, period = {}) =>
  rowsIn(await textOf(await statementFile(ctx, id, period, 'UTC')))

const move = (ctx: Context, id: string, amount: bigint, cause: string, text: string) =>
  inTenant(ctx.tenantId, (tx) =>
    moveMoney(tx, `${id}:${cause}`, money(amount, 'EUR'), `wallet:${id}`, 'sales', text),
  )

test('the file has a line for each movement, newest first, with numbers that can be summed', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx)
  await move(ctx, id, 2_000n, 'in', 'Refill')
  await move(ctx, id, -550n, 'out', 'Greece 5 GB, "Summer"')
  const { rows } = await statementOf(ctx, id, StatementQuery.parse({}), 'UTC')
  expect(await read(ctx, id)).toEqual([
    ['Date (UTC)', 'Description', 'Amount', 'Before', 'After', 'Currency'],
    [rows[0]!.at.toISOString(), 'Greece 5 GB, "Summer"', '-5.50', '20.00', '14.50', 'EUR'],
    [rows[1]!.at.toISOString(), 'Refill', '20.00', '0.00', '20.00', 'EUR'],
  ])
})

test.each(['=cmd|calc', '+1', '-1+1', '@SUM(A1)', '\u200B=1'])(
  'a reason that a spreadsheet would run is written harmlessly: %s',
  async (reason) => {
    const ctx = await makeTenant()
    const { id } = await makeWallet(ctx)
    await move(ctx, id, 100n, 'in', reason)
    const [, [, text]] = (await read(ctx, id)) as [string[], string[]]
    expect(text).toMatch(/^'[=+\-@]/)
  },
)

test('a period is that of the page, whole days in the organization’s time zone', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx, { filled: 500n })
  const today = new Date().toISOString().slice(0, 10)
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  expect(await read(ctx, id, { since: today })).toHaveLength(2)
  expect(await read(ctx, id, { until: yesterday })).toHaveLength(1)
  const { fileName } = await statementFile(ctx, id, { since: yesterday, until: today }, 'UTC')
  expect(fileName).toBe(`statement-${yesterday}-to-${today}.csv`)
})

test('a long statement is whole, though money moves while it is read', async () => {
  const ctx = await makeTenant()
  const { id } = await makeWallet(ctx)
  for (let n = 0; n < 1_005; n += 201)
    await inTenant(ctx.tenantId, async (tx) => {
      for (let each = n; each < n + 201; each++)
        await moveMoney(tx, `${id}:${each}`, money(1n, 'EUR'), `wallet:${id}`, 'sales', `No ${each}`)
    })
  const { csv } = await statementFile(ctx, id, {}, 'UTC')
  let text = ''
  for await (const part of csv) {
    text += part
    await move(ctx, id, 7n, `meanwhile ${text.length}`, 'Meanwhile')
  }
  const texts = rowsIn(text)
    .slice(1)
    .map(([, each]) => each)
  expect(texts).toEqual(Array.from({ length: 1_005 }, (_, n) => `No ${1_004 - n}`))
})

test('an end user and staff have the own statement, strangers none, and it is noted who took it', async () => {
  const ctx = await makeTenant()
  const buyer = await makeBuyer(ctx)
  const { id } = await makeWallet(ctx, { endUserId: buyer.endUserId, filled: 500n })
  expect(await read(buyer, id)).toHaveLength(2)
  await correctWallet(ctx, {
    ...{ walletId: id, key: 'a-key-of-this-page', direction: 'in', amount: '1', reason: '=1+1' },
  })
  expect(await read(await makeMember(ctx.tenantId, 'viewer'), id)).toHaveLength(3)
  const company = await makeCompany(ctx)
  const strangers = [
    await makeBuyer(ctx),
    await makeBuyer(await makeTenant()),
    await makeTenant(),
    await makeMember(ctx.tenantId, 'company', company.id),
  ]
  for (const stranger of strangers)
    await expect(statementFile(stranger, id, {}, 'UTC')).rejects.toMatchObject({ code: 'not_found' })
  const rows = await inTenant(ctx.tenantId, (tx) => tx.select().from(audits))
  const taken = rows.filter(({ action }) => action === 'wallet.statementDownloaded')
  expect(taken.map(({ actorId }) => actorId)).toContain(buyer.actor.id)
  expect(taken).toHaveLength(2)
})

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { audits, endUsers } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { makeMember, makeTenant, makeWallet } from '@/lib/testing/make'
import { AutomaticInput, automaticRules, retryAutomatic, setAutomatic } from './automatic-settings'
import { viewAutomatic } from './automatic-view'

const form = (walletId: string, with_: object = {}) =>
  AutomaticInput.parse({
    ...{ walletId, isOn: 'on', threshold: '10', target: '50.00', minimum: '10', source: '' },
    ...{ hourlyCount: '2', hourlyAmount: '100', monthlyCount: '20', monthlyAmount: '500', email: '' },
    ...with_,
  })

async function open() {
  const ctx = await makeTenant()
  return { ctx, wallet: await makeWallet(ctx) }
}

test('what is set is shown again, and is noted', async () => {
  const { ctx, wallet } = await open()
  expect((await viewAutomatic(ctx, wallet.id)).values).toMatchObject({ isOn: false, target: '50.00' })
  await setAutomatic(ctx, form(wallet.id, { threshold: '12.50', email: 'Boss@Acme.test' }))
  expect((await viewAutomatic(ctx, wallet.id)).values).toMatchObject({
    ...{ isOn: true, threshold: '12.50', target: '50.00', email: 'boss@acme.test' },
  })
  const noted = await inTenant(ctx, (tx) =>
    tx.select().from(audits).where(eq(audits.action, 'automaticRefill.changed')),
  )
  expect(noted).toHaveLength(1)
})

test.each([
  ['target', { target: '10' }, /more than/],
  ['target', { target: 'a lot' }, /./],
  ['minimum', { minimum: '0.50' }, /between/],
  ['hourlyAmount', { hourlyAmount: '20' }, /at least that/],
  ['monthlyAmount', { monthlyAmount: '99' }, /within an hour/],
  ['source', { source: 'pmt_of_somebody_else' }, /Choose another/],
  ['source', { source: 'wal_of_somebody_else' }, /Choose another/],
])('a wrong %s is said at its field', async (field, with_, sentence) => {
  const { ctx, wallet } = await open()
  const refused = await setAutomatic(ctx, form(wallet.id, with_)).catch((error) => error)
  expect(refused.detail.fields[field].join(' ')).toMatch(sentence)
})

test('all amounts that are wrong are said at once, though other fields are wrong too', async () => {
  const { ctx, wallet } = await open()
  const typed = { walletId: wallet.id, hourlyCount: 'x', threshold: '10', target: '5', minimum: 'abc' }
  const wrong = await automaticRules(ctx, { ...typed, hourlyAmount: '900', monthlyAmount: '100' })
  expect(Object.keys(wrong).sort()).toEqual(['minimum', 'monthlyAmount', 'target'])
  await expect(automaticRules(await makeTenant(), typed)).rejects.toMatchObject({ code: 'not_found' })
})

test('an end user may be paid for by the wallet of the own company, and by no other', async () => {
  const { ctx, wallet: ofCompany } = await open()
  const [person] = await inTenant(ctx, (tx) =>
    tx.insert(endUsers).values({ email: 'u@acme.test', companyId: ofCompany.companyId }).returning(),
  )
  const wallet = await makeWallet(ctx, { endUserId: person!.id })
  await setAutomatic(ctx, form(wallet.id, { source: ofCompany.id }))
  const { values, sources } = await viewAutomatic(ctx, wallet.id)
  expect(values.source).toBe(ofCompany.id)
  expect(sources.map(({ value }) => value)).toContain(ofCompany.id)
  const other = await makeWallet(ctx)
  await expect(setAutomatic(ctx, form(wallet.id, { source: other.id }))).rejects.toThrow()
})

test('without a payment method it says that one is missing', async () => {
  const { ctx, wallet } = await open()
  await setAutomatic(ctx, form(wallet.id))
  const { standing, due } = await viewAutomatic(ctx, wallet.id)
  expect(standing).toMatchObject({ kind: 'blocked', text: expect.stringContaining('no payment method') })
  expect(due!.amount).toBe(5_000n)
})

test('strangers, staff of another company and viewers set nothing; staff of the company does', async () => {
  const { ctx, wallet } = await open()
  const stranger = await makeTenant()
  const rival = await makeMember(ctx.tenantId, 'company', (await makeWallet(ctx)).companyId)
  for (const each of [stranger, rival]) {
    await expect(viewAutomatic(each, wallet.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(setAutomatic(each, form(wallet.id))).rejects.toMatchObject({ code: 'not_found' })
    await expect(retryAutomatic(each, { walletId: wallet.id })).rejects.toMatchObject({ code: 'not_found' })
  }
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(setAutomatic(viewer, form(wallet.id))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(retryAutomatic(viewer, { walletId: wallet.id })).rejects.toMatchObject({ code: 'forbidden' })
  const own = await makeMember(ctx.tenantId, 'company', wallet.companyId)
  await setAutomatic(own, form(wallet.id))
  expect((await viewAutomatic(own, wallet.id)).values.isOn).toBe(true)
})

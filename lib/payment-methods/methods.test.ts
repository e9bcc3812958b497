import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connections, paymentMethods } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { seal } from '@/lib/core/secrets'
import { startSandbox } from '@/lib/sandbox/start'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeMember, makeTenant } from '@/lib/testing/make'
import { openOwner } from '@/lib/testing/stripe-methods'
import { addMethod, beginAdding } from './add'
import { removeAtProvider, settleSetup } from './jobs'
import { isExpired } from './label'
import { listMethods, makeDefault, removeMethod } from './manage'
import { refreshMethod } from './refresh'
import { settle } from './settle-setup'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const jobs = [settleSetup, removeAtProvider]

async function open(ctx?: Context) {
  const owner = ctx ?? (await makeTenant())
  return { ctx: owner, ...(await openOwner(owner, sandbox.url)) }
}

test('a saved card shows what its owner knows it by, what was agreed to, and is the default', async () => {
  const { ctx, company, save } = await open()
  await save()
  const [card, ...others] = await listMethods(ctx, company.id)
  expect(others).toEqual([])
  expect(card).toMatchObject({
    label: 'Visa •••• 4242',
    state: 'active',
    isDefault: true,
    consent: { text: expect.stringContaining('charge this card'), ip: '192.0.2.1', agent: 'test' },
    consentAt: expect.any(Date),
  })
})

test('a card number is nowhere in what is kept', async () => {
  const { ctx, save } = await open()
  await save('pm_card_mastercard')
  const rows = await inTenant(ctx, (tx) => tx.select().from(paymentMethods))
  expect(JSON.stringify(rows)).toContain('4444')
  expect(JSON.stringify(rows)).not.toMatch(/\d{12}/)
})

test('a card that is not proved yet is not listed, and the clock finds it though nobody came back', async () => {
  const { ctx, company, begin, enter } = await open()
  const { clientSecret } = await begin()
  expect(await listMethods(ctx, company.id)).toEqual([])
  await enter(clientSecret!, 'pm_card_visa')
  await runJobs(jobs, { dueNow: true })
  expect(await listMethods(ctx, company.id)).toHaveLength(1)
})

test('a declined card is not saved, and says why', async () => {
  const { ctx, company, save } = await open()
  expect(await save('pm_card_chargeDeclined')).toMatchObject({
    status: 'adding',
    problem: 'Your card was declined.',
  })
  expect(await listMethods(ctx, company.id)).toEqual([])
})

test('the same card again is one card, with the newer right to charge it', async () => {
  const { ctx, company, stripe, save, read } = await open()
  const first = await save()
  await save()
  const [card, ...others] = await listMethods(ctx, company.id)
  expect([others, card!.id]).toEqual([[], first.id])
  const now = await read(first.id)
  expect(now.externalId).not.toBe(first.externalId)
  await runJobs(jobs)
  const { data } = await stripe.paymentMethods.list({ customer: now.customerExternalId! })
  expect(data.map(({ id }) => id)).toEqual([now.externalId])
})

test('two tabs that save the same card at once keep it once', async () => {
  const { ctx, company, begin, enter } = await open()
  const [one, two] = [await begin(), await begin()]
  await Promise.all([enter(one.clientSecret!, 'pm_card_visa'), enter(two.clientSecret!, 'pm_card_visa')])
  await Promise.all([settle(ctx.tenantId, one.id), settle(ctx.tenantId, two.id)])
  expect(await listMethods(ctx, company.id)).toHaveLength(1)
})

test('all cards of an owner are with one customer at the provider', async () => {
  const { save } = await open()
  const [one, two] = [await save(), await save('pm_card_mastercard')]
  expect(two.customerExternalId).toBe(one.customerExternalId)
})

test('another card can be made the default, and a removed default gives way', async () => {
  const { ctx, company, save } = await open()
  const [visa, master] = [await save(), await save('pm_card_mastercard')]
  await makeDefault(ctx, { id: master.id })
  const defaults = async () =>
    (await listMethods(ctx, company.id)).filter(({ isDefault }) => isDefault).map(({ id }) => id)
  expect(await defaults()).toEqual([master.id])
  await removeMethod(ctx, { id: master.id })
  expect(await defaults()).toEqual([visa.id])
})

test('a removed card is gone at the provider too, and cannot be removed again', async () => {
  const { ctx, stripe, save } = await open()
  const card = await save()
  await removeMethod(ctx, { id: card.id })
  await expect(removeMethod(ctx, { id: card.id })).rejects.toMatchObject({ code: 'not_found' })
  await runJobs(jobs)
  expect((await stripe.paymentMethods.retrieve(card.externalId!)).customer).toBeNull()
})

test('a card that was taken away at the provider is taken away here when we look again', async () => {
  const { ctx, company, connection, stripe, save } = await open()
  const card = await save()
  await stripe.paymentMethods.detach(card.externalId!)
  expect(await refreshMethod(connection, card.externalId!)).toBe(true)
  expect(await listMethods(ctx, company.id)).toEqual([])
})

test('a card that the networks renewed has its new date when we look again', async () => {
  const { ctx, company, connection, stripe, save } = await open()
  const card = await save()
  await stripe.paymentMethods.update(card.externalId!, { card: { exp_month: 3, exp_year: 2039 } })
  await refreshMethod(connection, card.externalId!)
  expect((await listMethods(ctx, company.id))[0]).toMatchObject({ expMonth: 3, expYear: 2039 })
})

test('a card that somebody saved elsewhere is not ours', async () => {
  const { connection, stripe } = await open()
  const { id } = await stripe.paymentMethods.attach('pm_card_visa', {
    customer: (await stripe.customers.create({})).id,
  })
  expect(await refreshMethod(connection, id)).toBe(false)
})

test('MS-45 another account behind the connection: a new customer is made, and dead cards are dropped', async () => {
  const { ctx, company, connection, save, begin } = await open()
  await save()
  const plain = { secretKey: `sk_test_moved${Date.now()}_fake`, publishableKey: 'pk_test_moved_fake' }
  const credentials = seal(JSON.stringify({ ...plain, webhookSecret: '' }))
  await inTenant(ctx, (tx) =>
    tx.update(connections).set({ credentials }).where(eq(connections.id, connection.id)),
  )
  expect((await begin()).clientSecret).toMatch(/^seti_/)
  expect(await listMethods(ctx, company.id)).toEqual([])
})

test('strangers and staff of another company see and remove nothing', async () => {
  const { ctx, company, connection, save } = await open()
  const card = await save()
  const elsewhere = await open()
  const rival = await makeMember(ctx.tenantId, 'company', (await open(ctx)).company.id)
  for (const stranger of [elsewhere.ctx, rival]) {
    await expect(listMethods(stranger, company.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(removeMethod(stranger, { id: card.id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(makeDefault(stranger, { id: card.id })).rejects.toMatchObject({ code: 'not_found' })
    const wish = {
      ...{ owner: company.id, connectionId: connection.id, currency: 'EUR' },
      ...{ consent: { text: '', ip: '', agent: '' }, returnUrl: () => 'https://shop.test/' },
    }
    await expect(beginAdding(stranger, wish)).rejects.toMatchObject({ code: 'not_found' })
  }
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(removeMethod(viewer, { id: card.id })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(
    addMethod(viewer, {
      ...{ owner: company.id, connectionId: connection.id, currency: 'EUR' },
      ...{ consent: { text: '', ip: '', agent: '' }, returnUrl: () => 'https://shop.test/' },
    }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  const own = await makeMember(ctx.tenantId, 'company', company.id)
  expect(await listMethods(own, company.id)).toHaveLength(1)
})

test('a card is good until the last day of its month', () => {
  const card = { expMonth: 12, expYear: 2027 }
  expect(isExpired(card, new Date('2027-12-31T23:59:59Z'))).toBe(false)
  expect(isExpired(card, new Date('2028-01-01T00:00:00Z'))).toBe(true)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { automaticRefills, companies, endUsers, paymentMethods, refills, sims, wallets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { addMethod, ownerNamed } from '@/lib/payment-methods/add'
import { finishAdding, outcomeOf } from '@/lib/payment-methods/finish'
import { listMethods, makeDefault, removeMethod } from '@/lib/payment-methods/manage'
import { settle as settleSetup } from '@/lib/payment-methods/settle-setup'
import { AutomaticInput, retryAutomatic, setAutomatic } from '@/lib/refills/automatic-settings'
import { viewAutomatic } from '@/lib/refills/automatic-view'
import { chargeRefill, checkAutoRefill, closeRefill } from '@/lib/refills/jobs'
import { getRefill, listRefills } from '@/lib/refills/list'
import { openRefill } from '@/lib/refills/open'
import { startSandbox } from '@/lib/sandbox/start'
import type { Buyer } from '@/lib/tenancy/buyers'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeBuyer, makeCompany, makeMember, makeSim, makeTenant, makeWallet } from '@/lib/testing/make'
import { openOwner } from '@/lib/testing/stripe-methods'
import { detailsOf } from '@/lib/wallets/details'
import { grantCredit } from '@/lib/wallets/grant'
import { getWallet, listWallets, WalletQuery } from '@/lib/wallets/list'
import { changeWallet, openWallet } from '@/lib/wallets/open'
import { spend } from '@/lib/wallets/spend'
import { StatementQuery, statementOf } from '@/lib/wallets/statement'
import { comeBackToRefill, lookAtRefill, payRefill } from './pay-refill'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

/** An organization at Stripe, one of whose end users is signed in and has a wallet. */
async function open(ctx?: Context) {
  const owner = ctx ?? (await makeTenant())
  const at = await openOwner(owner, sandbox.url)
  const buyer = await makeBuyer(owner)
  const wallet = await makeWallet(owner, { endUserId: buyer.endUserId, filled: 2_000n })
  return { owner, ...at, buyer, wallet, save: (card?: string) => at.save(card, buyer.endUserId) }
}

const rule = (walletId: string, with_: object = {}) =>
  AutomaticInput.parse({
    ...{ walletId, isOn: 'on', threshold: '10', target: '50', minimum: '10' },
    ...{ hourlyCount: '3', hourlyAmount: '100', monthlyCount: '20', monthlyAmount: '500' },
    ...with_,
  })

const all = WalletQuery.parse({})

test('an end user sees the own wallets with their statement, and no other', async () => {
  const { owner, buyer, wallet, company } = await open()
  await makeWallet(owner, { companyId: company.id, filled: 100n })
  await makeWallet(owner, { endUserId: (await makeBuyer(owner)).endUserId })
  const { rows } = await listWallets(buyer, all)
  expect(rows.map(({ id, available }) => [id, available])).toEqual([[wallet.id, 2_000n]])
  const { totals, rows: lines } = await statementOf(buyer, wallet.id, StatementQuery.parse({}), 'UTC')
  expect(totals).toEqual({ start: 0n, refilled: 2_000n, spent: 0n, end: 2_000n })
  expect(lines.map(({ amount, text }) => [amount, text])).toEqual([[2_000n, 'Refill']])
})

test('money that an end user adds is in the wallet once it is paid', async () => {
  const { buyer, wallet, connection, stripe } = await open()
  const reference = `form:${wallet.id}:a-key-of-this-page`
  const wish = { walletId: wallet.id, amount: 1_500n, origin: 'page' as const, reference }
  const [first, again] = await Promise.all([openRefill(buyer, wish), openRefill(buyer, wish)])
  expect(again.id).toBe(first.id)
  const begun = await payRefill(first.token, { connectionId: connection.id })
  await stripe.paymentIntents.confirm(begun!.clientSecret!.split('_secret')[0]!, {
    ...{ payment_method: 'pm_card_visa', return_url: 'https://shop.test/' },
  })
  await comeBackToRefill(first.token)
  expect((await lookAtRefill(first.token))?.stage).toBe('paid')
  expect((await getWallet(buyer, wallet.id)).settled).toBe(3_500n)
  const { rows } = await listRefills(buyer, wallet.id, { size: 10 })
  expect(rows.map(({ id, status }) => [id, status])).toEqual([[first.id, 'done']])
})

test('an end user saves a card, prefers another and takes one away, as himself', async () => {
  const { buyer, connection, save, stripe } = await open()
  const { id, clientSecret } = await addMethod(buyer, {
    ...{ owner: buyer.endUserId, connectionId: connection.id, currency: 'EUR' },
    consent: { text: 'You may charge it.', ip: '192.0.2.7', agent: 'test' },
    returnUrl: (method) => `https://shop.test/added/${method}`,
  })
  await stripe.setupIntents.confirm(clientSecret!.split('_secret')[0]!, {
    ...{ payment_method: 'pm_card_visa', return_url: 'https://shop.test/' },
  })
  await finishAdding(buyer, id)
  expect(await outcomeOf(buyer, id)).toMatchObject({ isSaved: true })
  const second = await save('pm_card_mastercard')
  await makeDefault(buyer, { id: second.id })
  const listed = await listMethods(buyer, buyer.endUserId)
  expect(listed.map((method) => [method.id, method.isDefault])).toEqual([
    [second.id, true],
    [id, false],
  ])
  expect(listed[1]!.consent).toMatchObject({ text: 'You may charge it.', ip: '192.0.2.7' })
  await removeMethod(buyer, { id: second.id })
  expect((await listMethods(buyer, buyer.endUserId)).map(({ isDefault }) => isDefault)).toEqual([true])
})

test('a rule that an end user sets fills the wallet from the own card', async () => {
  const { owner, buyer, wallet, save } = await open()
  await save()
  await setAutomatic(buyer, rule(wallet.id, { email: 'somebody@else.test' }))
  const { standing, values } = await viewAutomatic(buyer, wallet.id)
  expect(standing).toEqual({ kind: 'ready' })
  // It writes to the end user, and to nobody whose address was typed.
  expect(values.email).toBe('')
  await inTenant(owner, (tx) => spend(tx, wallet.id, { cause: 'buy', amount: 1_500n, text: 'Data' }))
  await runJobs([checkAutoRefill, chargeRefill, closeRefill])
  expect((await getWallet(buyer, wallet.id)).settled).toBe(5_000n)
})

test('a wallet that a company fills is the company’s to rule', async () => {
  const owner = await makeTenant()
  const company = await makeCompany(owner)
  const buyer = await makeBuyer(owner, { companyId: company.id })
  const source = await makeWallet(owner, { companyId: company.id, filled: 100_000n })
  const wallet = await makeWallet(owner, { endUserId: buyer.endUserId })
  await setAutomatic(owner, rule(wallet.id, { source: source.id }))
  expect((await viewAutomatic(buyer, wallet.id)).isFilledByOther).toBe(true)
  const change = setAutomatic(buyer, rule(wallet.id, { threshold: '400', target: '900' }))
  await expect(change).rejects.toMatchObject({ code: 'forbidden' })
  await expect(retryAutomatic(buyer, { walletId: wallet.id })).rejects.toMatchObject({ code: 'forbidden' })
})

test('an end user cannot be filled from the wallet of the company', async () => {
  const owner = await makeTenant()
  const company = await makeCompany(owner)
  const buyer = await makeBuyer(owner, { companyId: company.id })
  const source = await makeWallet(owner, { companyId: company.id, filled: 100_000n })
  const wallet = await makeWallet(owner, { endUserId: buyer.endUserId })
  await expect(setAutomatic(buyer, rule(wallet.id, { source: source.id }))).rejects.toMatchObject({
    detail: { fields: { source: [expect.any(String)] } },
  })
  expect((await viewAutomatic(buyer, wallet.id)).sources.map(({ value }) => value)).not.toContain(source.id)
})

describe('a stranger', () => {
  const strangers: [string, (at: { owner: Context; company: { id: string } }) => Promise<Buyer | Context>][] =
    [
      ['another end user', ({ owner }) => makeBuyer(owner)],
      [
        'an end user of the same company',
        ({ owner, company }) => makeBuyer(owner, { companyId: company.id }),
      ],
      ['an end user of another organization', async () => makeBuyer(await makeTenant())],
      ['staff of a company', ({ owner, company }) => makeMember(owner.tenantId, 'company', company.id)],
    ]

  test.each(strangers)('finds and touches nothing of an end user: %s', async (_who, make) => {
    const at = await open()
    const { owner, buyer, wallet, connection, save } = at
    const card = await save()
    await setAutomatic(buyer, rule(wallet.id))
    const { id: refillId } = await openRefill(buyer, { walletId: wallet.id, amount: 1_500n, origin: 'page' })
    const stranger = await make(at)
    const own = { owner: buyer.endUserId, connectionId: connection.id, currency: 'EUR' }
    const adding = { ...own, consent: { text: '', ip: '', agent: '' }, returnUrl: () => 'https://shop.test/' }
    const before = await rowsOf(owner)
    const tries: Promise<unknown>[] = [
      getWallet(stranger, wallet.id),
      statementOf(stranger, wallet.id, StatementQuery.parse({}), 'UTC'),
      detailsOf(stranger, wallet.id),
      openRefill(stranger, { walletId: wallet.id, amount: 1_500n, origin: 'page' }),
      getRefill(stranger, refillId),
      viewAutomatic(stranger, wallet.id),
      setAutomatic(stranger, rule(wallet.id)),
      retryAutomatic(stranger, { walletId: wallet.id }),
      listMethods(stranger, buyer.endUserId),
      ownerNamed(stranger, buyer.endUserId),
      addMethod(stranger, adding),
      finishAdding(stranger, card.id),
      makeDefault(stranger, { id: card.id }),
      removeMethod(stranger, { id: card.id }),
    ]
    for (const [index, each] of (await Promise.allSettled(tries)).entries())
      expect(each, `try ${index}`).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } })
    expect(await outcomeOf(stranger, card.id)).toBeNull()
    expect((await listWallets(stranger, all)).rows).toEqual([])
    expect((await listRefills(stranger, wallet.id, { size: 10 })).rows).toEqual([])
    expect(await rowsOf(owner)).toEqual(before)
  })

  const rowsOf = (owner: Context) =>
    inTenant(owner, async (tx) => [
      await tx.select().from(paymentMethods).orderBy(paymentMethods.id),
      await tx.select().from(automaticRefills).orderBy(automaticRefills.id),
      await tx.select().from(refills).orderBy(refills.id),
    ])
})

test('row security itself shows an end user the own rows alone, and of SIMs and companies none', async () => {
  const { owner, buyer, wallet, company, save } = await open()
  const other = await makeBuyer(owner, { companyId: company.id })
  await makeWallet(owner, { endUserId: other.endUserId })
  await makeSim(owner, { companyId: company.id })
  await makeSim(owner)
  const card = await save()
  const { id: refillId } = await openRefill(buyer, { walletId: wallet.id, amount: 1_500n, origin: 'page' })
  const seen = await inTenant(buyer, async (tx) => {
    const idsOf = async (rows: Promise<{ id: string }[]>) => (await rows).map(({ id }) => id)
    return {
      people: await idsOf(tx.select().from(endUsers)),
      wallets: await idsOf(tx.select().from(wallets)),
      methods: await idsOf(tx.select().from(paymentMethods)),
      refills: await idsOf(tx.select().from(refills)),
      companies: await idsOf(tx.select().from(companies)),
      sims: await idsOf(tx.select().from(sims)),
    }
  })
  expect(seen).toEqual({
    ...{ people: [buyer.endUserId], wallets: [wallet.id], methods: [card.id], refills: [refillId] },
    ...{ companies: [], sims: [] },
  })
})

test('an end user may not do what staff do with a wallet, nor without knowing whose rows are meant', async () => {
  const { buyer, wallet } = await open()
  const key = 'a-key-of-this-page'
  const tries = [
    grantCredit(buyer, { walletId: wallet.id, key, amount: '5', reason: 'For me' }, 'UTC'),
    changeWallet(buyer, { id: wallet.id, minimum: '-1000', isEnabled: true }),
    openWallet(buyer, { owner: buyer.endUserId, currency: 'USD', mode: 'test' }),
    listWallets({ tenantId: buyer.tenantId, actor: buyer.actor }, all),
  ]
  for (const each of tries) await expect(each).rejects.toMatchObject({ code: 'forbidden' })
})

test('a declined card of an end user is not saved', async () => {
  const { buyer, begin, enter, owner } = await open()
  const { id, clientSecret } = await begin(buyer.endUserId)
  await enter(clientSecret!, 'pm_card_chargeDeclined')
  await settleSetup(owner.tenantId, id)
  expect(await outcomeOf(buyer, id)).toMatchObject({ isSaved: false })
  expect(await listMethods(buyer, buyer.endUserId)).toEqual([])
})

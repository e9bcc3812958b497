import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alerts, automaticRefills, endUsers, paymentMethods, payments, refills, wallets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { replaceCredentials } from '@/lib/connections/change'
import { credentialsOf, getConnection } from '@/lib/connections/find'
import { open as openSealed } from '@/lib/core/secrets'
import { removeAtProvider } from '@/lib/payment-methods/jobs'
import { removeMethod } from '@/lib/payment-methods/manage'
import { findLost } from '@/lib/reconcile/jobs'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import { comeBackToRefill, lookAtRefill, payRefill } from '@/lib/store/pay-refill'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { fillWallet, makeCompany, makeTenant, makeWallet } from '@/lib/testing/make'
import { openOwner } from '@/lib/testing/stripe-methods'
import { balanceOf, getWalletRow } from '@/lib/wallets/balance'
import { hold } from '@/lib/wallets/hold'
import { spend } from '@/lib/wallets/spend'
import { checkWallet } from './automatic-check'
import { chargeRefill, checkAutoRefill, closeRefill, sweepAutoRefills } from './jobs'
import { promiseRefillRefund } from './refund'
import { lockRefill } from './settle'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const jobs = [checkAutoRefill, chargeRefill, closeRefill, settlePayment, submitRefund, removeAtProvider]

type Settings = Partial<typeof automaticRefills.$inferInsert>

/** A company whose wallet of 20.00 fills itself up to 50.00 from a saved card, once it is below 10.00. */
async function open({ card = 'pm_card_visa', ...with_ }: Settings & { card?: string | null } = {}) {
  const ctx = await makeTenant()
  const owner = await openOwner(ctx, sandbox.url)
  const wallet = await makeWallet(ctx, { companyId: owner.company.id, filled: 2_000n })
  const method = card ? await owner.save(card) : null
  await inTenant(ctx, (tx) =>
    tx.insert(automaticRefills).values({
      ...{ walletId: wallet.id, isOn: true, threshold: 1_000n, target: 5_000n, minimum: 1_000n },
      ...{ hourlyCount: 3, hourlyAmount: 100_000n, monthlyCount: 20, monthlyAmount: 500_000n },
      armedAt: new Date(Date.now() - 60_000),
      ...with_,
    }),
  )
  const buy = (amount: bigint, cause = `buy:${Math.random()}`) =>
    inTenant(ctx, (tx) => spend(tx, wallet.id, { cause, amount, text: 'Usage' }))
  const balance = () =>
    inTenant(ctx, async (tx) => (await balanceOf(tx, await getWalletRow(tx, wallet.id))).settled)
  const made = () =>
    inTenant(ctx, (tx) =>
      tx.select().from(refills).where(eq(refills.walletId, wallet.id)).orderBy(desc(refills.id)),
    )
  const charged = async () => (await owner.stripe.paymentIntents.list({ limit: 100 })).data
  const check = () => checkWallet(ctx.tenantId, wallet.id)
  const work = () => runJobs(jobs)
  /** As if everything had happened earlier. */
  const wait = (minutes: number) =>
    inTenant(ctx, async (tx) => {
      const shift = (at: Date) => new Date(at.getTime() - minutes * 60_000)
      for (const { id, createdAt } of await tx.select().from(refills))
        await tx
          .update(refills)
          .set({ createdAt: shift(createdAt) })
          .where(eq(refills.id, id))
      for (const { id, createdAt, startedAt } of await tx.select().from(payments))
        await tx
          .update(payments)
          .set({ createdAt: shift(createdAt), startedAt: startedAt && shift(startedAt) })
          .where(eq(payments.id, id))
      for (const { id, consentAt } of await tx.select().from(paymentMethods))
        await tx
          .update(paymentMethods)
          .set({ consentAt: shift(consentAt) })
          .where(eq(paymentMethods.id, id))
      for (const { id, armedAt } of await tx.select().from(automaticRefills))
        await tx
          .update(automaticRefills)
          .set({ armedAt: shift(armedAt) })
          .where(eq(automaticRefills.id, id))
    })
  const alert = async () => {
    const [found] = await inTenant(ctx, (tx) => tx.select().from(alerts).orderBy(desc(alerts.id)))
    return found
  }
  return { ctx, ...owner, wallet, method, buy, balance, made, charged, check, work, wait, alert }
}

const fault = (fault: string, times = 1) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ service: 'stripe', method: 'POST', path: '/v1/payment_intents', times, fault }),
  })

test('a wallet that runs low fills itself up to its target, in one charge', async () => {
  const { buy, work, balance, charged, made } = await open()
  await buy(1_500n)
  await work()
  expect(await balance()).toBe(5_000n)
  expect((await charged()).map(({ amount, status }) => [amount, status])).toEqual([[4_500, 'succeeded']])
  expect(await made()).toMatchObject([{ status: 'done', origin: 'automatic', amount: 4_500n }])
})

test('a wallet that has enough is left alone', async () => {
  const { buy, work, charged } = await open()
  await buy(1_000n)
  await work()
  expect(await charged()).toEqual([])
})

test('what is held counts as gone: it is looked at with the hold, and by the clock', async () => {
  const [asked, swept] = [await open(), await open({ isOn: false })]
  const keep = (ctx: Context, id: string) =>
    inTenant(ctx, (tx) => hold(tx, id, { cause: 'h', amount: 1_500n, text: 'Data' }))
  await keep(asked.ctx, asked.wallet.id)
  await keep(swept.ctx, swept.wallet.id)
  await inTenant(swept.ctx, (tx) => tx.update(automaticRefills).set({ isOn: true }))
  await asked.work()
  expect([await asked.balance(), await swept.balance()]).toEqual([6_500n, 2_000n])
  await sweepAutoRefills.run({})
  await swept.work()
  expect(await swept.balance()).toBe(6_500n)
})

test('a hundred debits at once lead to one charge', async () => {
  const { buy, work, balance, charged } = await open()
  await Promise.all(Array.from({ length: 100 }, (_, n) => buy(20n, `storm:${n}`)))
  await Promise.all([work(), work()])
  expect(await balance()).toBe(5_000n)
  expect(await charged()).toHaveLength(1)
})

test('two workers that look at once begin one refill', async () => {
  const { buy, check, work, charged, made } = await open()
  await buy(1_500n)
  await Promise.all(Array.from({ length: 8 }, check))
  expect(await made()).toHaveLength(1)
  await Promise.all([work(), work()])
  expect(await charged()).toHaveLength(1)
})

test('the database itself takes no second automatic refill of a wallet that has one on its way', async () => {
  const { ctx, wallet, buy, check, made } = await open()
  await buy(1_500n)
  await check()
  const [first] = await made()
  const second = { ...first!, id: undefined, tokenHash: 'another', reference: null }
  await expect(inTenant(ctx, (tx) => tx.insert(refills).values(second))).rejects.toMatchObject({
    cause: { constraint: 'refills_automatic' },
  })
  expect(first!.walletId).toBe(wallet.id)
})

test('the limit of an hour stops it, tells staff, and ends with the hour', async () => {
  const { buy, work, wait, charged, check, alert } = await open({ hourlyCount: 2 })
  for (const amount of [1_500n, 4_500n, 4_500n]) {
    await buy(amount)
    await work()
  }
  expect(await charged()).toHaveLength(2)
  expect(await alert()).toMatchObject({
    title: expect.stringContaining('is at its limit'),
    detail: expect.stringContaining('2 refills within an hour'),
  })
  await wait(61)
  await check()
  await work()
  expect(await charged()).toHaveLength(3)
  await check()
  expect((await alert())!.clearedAt).not.toBeNull()
})

test('the limit of money within 30 days stops it', async () => {
  const { buy, work, charged, alert } = await open({ monthlyAmount: 6_000n })
  for (const amount of [1_500n, 4_500n]) {
    await buy(amount)
    await work()
  }
  expect(await charged()).toHaveLength(1)
  expect((await alert())!.detail).toContain('within 30 days')
})

describe('a declined card', () => {
  test('is tried again after growing waits, and then no more', async () => {
    const { buy, check, work, wait, charged, made, alert } = await open({
      card: 'pm_card_chargeCustomerFail',
    })
    await buy(1_500n)
    await work()
    await check()
    await work()
    expect(await charged()).toHaveLength(1)
    expect(await made()).toMatchObject([{ status: 'canceled', problem: expect.stringContaining('declined') }])
    for (const [minutes, tries] of [
      [61, 2],
      [120, 2],
      [241, 3],
      [1_441, 4],
      [10_000, 4],
    ] as const) {
      await wait(minutes)
      await check()
      await work()
      expect([minutes, (await charged()).length]).toEqual([minutes, tries])
    }
    expect((await charged()).every(({ status }) => status === 'canceled')).toBe(true)
    expect((await alert())!.detail).toContain('4 times in a row')
  })

  test('for good is blocked at once, until its owner saves it or another anew', async () => {
    const { buy, check, work, charged, save, read, method, balance } = await open({
      card: 'pm_card_radarBlock',
    })
    await buy(1_500n)
    await work()
    await check()
    await work()
    expect(await charged()).toHaveLength(1)
    expect((await read(method!.id)).status).toBe('blocked')
    await save('pm_card_mastercard')
    await check()
    await work()
    expect(await balance()).toBe(5_000n)
  })
})

/** A saved card whose bank wants to see its owner at each charge. */
async function saveStrict({ ctx, stripe, save }: Awaited<ReturnType<typeof open>>) {
  const saved = await save()
  const strict = await stripe.paymentMethods.attach('pm_card_authenticationRequired', {
    customer: saved.customerExternalId!,
  })
  await inTenant(ctx, (tx) =>
    tx.update(paymentMethods).set({ externalId: strict.id }).where(eq(paymentMethods.id, saved.id)),
  )
  return saved
}

describe('a bank that wants to see the owner', () => {
  test('leaves the refill to the owner, who confirms it by the link, and charges nothing else meanwhile', async () => {
    const house = await open({ card: null })
    const { ctx, buy, check, work, stripe, charged, made, connection, balance } = house
    await saveStrict(house)
    await buy(1_500n)
    await work()
    const [refill] = await made()
    expect(refill).toMatchObject({ status: 'open', problem: expect.stringContaining('confirm') })
    await check()
    await work()
    const [intent, ...others] = await charged()
    expect(others).toEqual([])

    const begun = await payRefill(await openSealed(refill!.tokenSealed), { connectionId: connection.id })
    expect(begun!.clientSecret).toContain(intent!.id)
    await stripe.paymentIntents
      .confirm(intent!.id, { payment_method: 'pm_card_chargeDeclined', return_url: 'https://shop.test/' })
      .catch(() => {})
    const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
    await settle(ctx.tenantId, payment!.id)
    expect((await made())[0]!.status).toBe('open')
    await stripe.paymentIntents.confirm(intent!.id, {
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.test/',
    })
    await settle(ctx.tenantId, payment!.id)
    expect([await balance(), (await made())[0]!.status]).toEqual([5_000n, 'done'])
  })
})

test('the link confirms the very card at its bank, without a sign-in and without typing it', async () => {
  const house = await open({ card: null })
  const { buy, work, charged, made, balance } = house
  const first = await saveStrict(house)
  await buy(1_500n)
  await work()
  const [refill] = await made()
  const token = await openSealed(refill!.tokenSealed)
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'confirm', awaited: { methodId: first.id } })
  const other = await house.save('pm_card_mastercard')
  await expect(payRefill(token, { connectionId: other.id })).rejects.toMatchObject({ code: 'invalid' })

  const begun = await payRefill(token, { connectionId: first.id })
  await fetch(`${begun!.redirectUrl}/complete`, { method: 'POST', redirect: 'manual' })
  await comeBackToRefill(token)
  await work()
  expect([await balance(), (await made())[0]!.status]).toEqual([5_000n, 'done'])
  expect((await charged()).filter(({ status }) => status === 'succeeded')).toHaveLength(1)
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'paid' })
  await expect(payRefill(token, { connectionId: first.id })).rejects.toMatchObject({ code: 'precondition' })
})

describe('when nobody knows what happened', () => {
  test('a charge whose answer got lost is found by its key, and made once', async () => {
    const { buy, work, balance, charged } = await open()
    await buy(1_500n)
    await fault('timeout_after_commit', 2)
    await runJobs([checkAutoRefill])
    await runJobs([chargeRefill])
    expect(await balance()).toBe(500n)
    await runJobs(jobs, { dueNow: true })
    expect(await balance()).toBe(5_000n)
    expect(await charged()).toHaveLength(1)
    await work()
    expect(await charged()).toHaveLength(1)
  }, 90_000)

  test('a key that is refused at the next try says nothing of the first, so the card is charged once', async () => {
    const { ctx, connection, buy, work, made, balance, charged, check } = await open()
    await buy(1_500n)
    await fault('timeout_after_commit', 2)
    await runJobs([checkAutoRefill])
    await runJobs([chargeRefill])
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' })
    const plain = await credentialsOf(await inTenant(ctx, (tx) => getConnection(tx, connection.id)))
    const use = (secretKey: string) =>
      replaceCredentials(ctx, connection.id, { credentials: { ...plain, secretKey } })
    await use(plain.secretKey!.replace('_fake', '_revoked'))
    await runJobs(jobs, { dueNow: true })
    await check()
    expect(await made()).toMatchObject([{ status: 'open' }])
    await use(plain.secretKey!)
    const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
    await findLost.run({ tenantId: ctx.tenantId, paymentId: payment!.id })
    await work()
    expect([await balance(), (await charged()).length, (await made()).length]).toEqual([5_000n, 1, 1])
  }, 90_000)

  test('no other refill begins meanwhile, and the list of the provider ends it when its key may be forgotten', async () => {
    const { ctx, buy, check, wait, made, charged, balance, work } = await open()
    await buy(1_500n)
    await fault('reset', 4)
    await runJobs([checkAutoRefill])
    await runJobs([chargeRefill])
    await check()
    expect(await made()).toMatchObject([{ status: 'open' }])
    await wait(61)
    await runJobs(jobs, { dueNow: true })
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' })
    expect(await charged()).toEqual([])
    const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
    await findLost.run({ tenantId: ctx.tenantId, paymentId: payment!.id })
    await check()
    await work()
    expect(await made()).toMatchObject([
      { status: 'done' },
      { status: 'canceled', problem: expect.stringContaining('nothing was taken') },
    ])
    expect([await balance(), (await charged()).length]).toEqual([5_000n, 1])
  }, 90_000)
})

test('a debit that its bank works on for longer than a page is open stays the only one', async () => {
  const { ctx, stripe, method, buy, check, work, charged, made, balance } = await open()
  const debit = await stripe.paymentMethods.create({
    type: 'sepa_debit',
    sepa_debit: { iban: 'NL91ABNA0417164300' },
    billing_details: { name: 'Ann', email: 'ann@example.test' },
  })
  await stripe.paymentMethods.attach(debit.id, { customer: method!.customerExternalId! })
  await inTenant(ctx, (tx) => tx.update(paymentMethods).set({ externalId: debit.id }))
  await buy(1_500n)
  await work()
  expect(await charged()).toMatchObject([{ status: 'processing' }])
  await inTenant(ctx, (tx) => tx.update(refills).set({ expiresAt: new Date(0) }))
  await runJobs(jobs, { dueNow: true })
  await check()
  await work()
  expect(await made()).toMatchObject([{ status: 'open' }])
  const [intent, ...others] = await charged()
  expect(others).toEqual([])
  await fetch(`${sandbox.url}/_sandbox/stripe/${intent!.id}/settle`, { method: 'POST' })
  const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
  await settle(ctx.tenantId, payment!.id)
  expect([await balance(), (await made())[0]!.status]).toEqual([5_000n, 'done'])
})

test('a card that was taken away before its charge began is not charged any more', async () => {
  const { ctx, buy, check, work, charged, made, method } = await open()
  await buy(1_500n)
  await check()
  await removeMethod(ctx, { id: method!.id })
  await runJobs([chargeRefill])
  await work()
  expect(await charged()).toEqual([])
  expect(await made()).toMatchObject([
    { status: 'canceled', problem: expect.stringContaining('Add it again') },
  ])
})

test('a wallet that was switched off, or its refill, before the charge began is not charged for', async () => {
  const off = await open()
  await off.buy(1_500n)
  await off.check()
  await inTenant(off.ctx, (tx) => tx.update(wallets).set({ isEnabled: false }))
  const stopped = await open()
  await stopped.buy(1_500n)
  await stopped.check()
  await inTenant(stopped.ctx, (tx) => tx.update(automaticRefills).set({ isOn: false }))
  await off.work()
  for (const { charged, made } of [off, stopped]) {
    expect(await charged()).toEqual([])
    expect(await made()).toMatchObject([
      { status: 'canceled', problem: expect.stringContaining('switched off') },
    ])
  }
})

test('without a card, or with one that is gone at the provider, nothing is charged and staff are told', async () => {
  const none = await open({ card: null })
  await none.buy(1_500n)
  await none.work()
  expect((await none.alert())!.detail).toContain('no payment method')

  const gone = await open()
  const plain = await gone.stripe.customers.del(gone.method!.customerExternalId!)
  expect(plain.deleted).toBe(true)
  await gone.buy(1_500n)
  await gone.work()
  expect(await gone.made()).toMatchObject([{ status: 'canceled' }])
  expect(await gone.charged()).toEqual([])
})

/** The wallet of an end user of a company that fills it, as far as the wallet of the company has money. */
async function openPerson() {
  const ctx = await makeTenant()
  const company = await makeCompany(ctx)
  const source = await makeWallet(ctx, { companyId: company.id, filled: 4_000n })
  const [person] = await inTenant(ctx, (tx) =>
    tx.insert(endUsers).values({ email: 'ann@example.test', companyId: company.id }).returning(),
  )
  const wallet = await makeWallet(ctx, { endUserId: person!.id, filled: 500n })
  await inTenant(ctx, (tx) =>
    tx.insert(automaticRefills).values({
      ...{ walletId: wallet.id, isOn: true, threshold: 1_000n, target: 5_000n, minimum: 1_000n },
      ...{ hourlyCount: 3, hourlyAmount: 100_000n, monthlyCount: 20, monthlyAmount: 500_000n },
      ...{ sourceWalletId: source.id, armedAt: new Date(Date.now() - 60_000) },
    }),
  )
  const settled = () =>
    inTenant(ctx, async (tx) => [
      (await balanceOf(tx, wallet)).settled,
      (await balanceOf(tx, source)).settled,
    ])
  const check = () => checkWallet(ctx.tenantId, wallet.id)
  const again = () => inTenant(ctx, (tx) => tx.update(automaticRefills).set({ armedAt: new Date() }))
  return { ctx, person: person!, source, settled, check, again }
}

test('a wallet can be filled from the wallet of its company, as far as that has the money', async () => {
  const { ctx, source, settled, check, again } = await openPerson()
  await check()
  const [refill] = await inTenant(ctx, (tx) => tx.select().from(refills))
  expect(refill).toMatchObject({ status: 'canceled', problem: expect.stringContaining('not enough') })
  await fillWallet(ctx, source.id, 1_000n)
  await again()
  await check()
  expect(await settled()).toEqual([5_000n, 500n])
})

test('a wallet is not filled from that of a company which its owner has left', async () => {
  const { ctx, person, source, settled, check } = await openPerson()
  await fillWallet(ctx, source.id, 10_000n)
  const other = await makeCompany(ctx)
  await inTenant(ctx, (tx) =>
    tx.update(endUsers).set({ companyId: other.id }).where(eq(endUsers.id, person.id)),
  )
  await check()
  expect(await settled()).toEqual([500n, 14_000n])
})

test('a refill that was given back is not charged again by itself', async () => {
  const { ctx, buy, work, check, charged, made, alert } = await open()
  await buy(1_500n)
  await work()
  const [refill] = await made()
  await inTenant(ctx, async (tx) => {
    const [payment] = await tx.select().from(payments)
    await promiseRefillRefund(tx, await lockRefill(tx, refill!.id), payment!.id, { reason: 'mistake' })
  })
  await work()
  await check()
  await work()
  expect(await charged()).toHaveLength(1)
  expect((await alert())!.detail).toContain('refunded')
})

test('the clock looks at wallets that are low and at no others', async () => {
  const [low, full] = [await open({ isOn: false }), await open()]
  await low.buy(1_500n)
  await inTenant(low.ctx, (tx) => tx.update(automaticRefills).set({ isOn: true }))
  await low.work()
  expect(await low.balance()).toBe(500n)
  await sweepAutoRefills.run({})
  await low.work()
  expect([await low.balance(), (await full.charged()).length]).toEqual([5_000n, 0])
})

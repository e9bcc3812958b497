import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  alerts,
  assignments,
  audits,
  connections,
  orders,
  payments,
  plans,
  planVersions,
  simEvents,
  sims,
  stores,
} from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import { expireOrder } from '@/lib/orders/expire'
import { expireCheckout } from '@/lib/orders/jobs'
import { settle as settleSetup } from '@/lib/payment-methods/settle-setup'
import { findLostPayment } from '@/lib/reconcile/lost-payment'
import { refillSim } from '@/lib/settlement/refill-by-staff'
import { settle } from '@/lib/settlement/settle'
import { comeBackToRefill, lookAtRefill, payRefill } from '@/lib/store/pay-refill'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo, tokenIn } from '@/lib/testing/mail'
import { fillWallet, makeBuyer, makeCompany, makeWallet } from '@/lib/testing/make'
import { openRefillWorld, type RefillWorld, refillJobs } from '@/lib/testing/refill-shop'
import { makeOwner } from '@/lib/testing/stripe-methods'
import { supplierOrders } from '@/lib/testing/supplier'
import { listTransactions, TransactionQuery } from '@/lib/transactions/list'
import { getReceipt } from '@/lib/transactions/receipt'
import { refreshById } from '@/lib/usage/refresh'
import { balanceOf } from '@/lib/wallets/balance'
import { checkSim } from './check'
import { chargeSimRefill, checkSimRefill } from './jobs'
import { SimRefillInput, setSimRefill, stopSimRefill } from './settings'
import { viewSimRefill } from './view'

const [MB, GB] = [1_000_000n, 1_000_000_000n]
const jobs = [...refillJobs, checkSimRefill, chargeSimRefill, expireCheckout]

let world: RefillWorld
beforeAll(async () => {
  world = await openRefillWorld()
})
afterAll(() => world.close())

/** A buyer with an eSIM of 1 GB, of which 1 GB more costs 4.50 EUR, and with 10.00 EUR in the wallet. */
async function open({ filled = 1_000n } = {}) {
  const shop = await world.openShop()
  const { ctx, plan, stripe } = shop
  await inTenant(ctx, (tx) =>
    tx
      .update(connections)
      .set({ settings: { limitMs: 1_500 } })
      .where(eq(connections.id, shop.shop.connection.id)),
  )
  const buyer = await makeBuyer(ctx)
  const wallet = await makeWallet(ctx, { endUserId: buyer.endUserId, filled })
  const { id: simId } = await shop.simOf()
  const change = (set: Partial<typeof sims.$inferInsert>) =>
    inTenant(ctx.tenantId, (tx) => tx.update(sims).set(set).where(eq(sims.id, simId)))
  await change({ endUserId: buyer.endUserId })
  const owner = await makeOwner(ctx, { stripe, connection: shop.shop.connection })
  const save = (card = 'pm_card_visa') => owner.save(card, buyer.endUserId)
  /** A card whose bank wants to see its owner, now and each time. */
  const saveAsked = async () => {
    const { id, setupExternalId } = await save('pm_card_authenticationRequired')
    const { next_action } = await stripe.setupIntents.retrieve(setupExternalId!)
    await fetch(`${next_action!.redirect_to_url!.url}/complete`, { method: 'POST', redirect: 'manual' })
    return settleSetup(ctx.tenantId, id)
  }
  const input = (with_: object = {}) =>
    SimRefillInput.parse({
      ...{ simId, versionId: plan.versionId, threshold: '500 MB', size: GB.toString() },
      ...{ source: wallet.id, dailyCount: '5', monthlyCount: '10', ...with_ },
    })
  const set = (with_: object = {}) => setSimRefill(buyer, input(with_))
  const made = () =>
    inTenant(ctx.tenantId, (tx) =>
      tx.select().from(orders).where(isNotNull(orders.ruleId)).orderBy(orders.id),
    )
  const statuses = async () => (await made()).map(({ status }) => status)
  const balance = () => inTenant(ctx.tenantId, async (tx) => (await balanceOf(tx, wallet)).settled)
  const read = () => refreshById(ctx.tenantId, simId)
  const work = () => runJobs(jobs)
  /** The carrier counts traffic, is read, and all that follows is done. */
  const drain = async (bytes: bigint) => {
    await shop.use(bytes)
    await read()
    await work()
  }
  const standing = async () => (await viewSimRefill(buyer, simId)).standing
  const alerted = () =>
    inTenant(ctx.tenantId, (tx) => tx.select().from(alerts).where(eq(alerts.kind, 'refills.blocked')))
  const mails = async (template: string) =>
    (await mailsTo(buyer.user.email)).filter((mail) => mail.template === template)
  const charged = async () => (await stripe.paymentIntents.list({ limit: 100 })).data
  const faultAtStripe = (fault: string, times = 1) =>
    fetch(`${world.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service: 'stripe', method: 'POST', path: '/v1/payment_intents', times, fault }),
    })
  /** The carrier says at once what data is left, and of the eSIM itself only after a while; once. */
  const slowProfile = async (delay_ms: number) => {
    const { iccid, connectionId } = await shop.simOf()
    const settings = { limitMs: 2 * delay_ms }
    await inTenant(ctx, (tx) =>
      tx.update(connections).set({ settings }).where(eq(connections.id, connectionId)),
    )
    await fetch(`${world.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ service: 'esim-go', path: `/esim-go/*/esims/${iccid}` },
        ...{ fault: 'slow', delay_ms },
      }),
    })
  }
  const later = (hours: number) =>
    inTenant(ctx.tenantId, (tx) =>
      tx
        .update(orders)
        .set({ createdAt: sql`${orders.createdAt} - ${`${hours} hours`}::interval` })
        .where(isNotNull(orders.ruleId)),
    )
  return {
    ...{
      ...shop,
      buyer,
      wallet,
      simId,
      change,
      save,
      saveAsked,
      input,
      set,
      made,
      statuses,
      balance,
      read,
      work,
    },
    ...{ drain, standing, alerted, mails, charged, faultAtStripe, slowProfile, later },
  }
}

describe('data that falls below the threshold', () => {
  test('is bought once from the own wallet, though the SIM is read again and again', async () => {
    const { ctx, account, set, drain, read, work, until, made, balance, bundles, simOf, simId } = await open()
    await set()
    await work()
    expect(await made()).toEqual([])
    await drain(600n * MB)
    const [order] = await made()
    await until(order!.id, 'fulfilled')
    for (let again = 0; again < 3; again++) {
      await read()
      await work()
    }
    expect([await made(), await balance(), await bundles()]).toMatchObject([[{ amount: 450n }], 550n, 2])
    expect(await supplierOrders(world.url, account)).toHaveLength(2)
    expect((await simOf()).dataLeft).toBe(1_400n * MB)
    const told = await inTenant(ctx.tenantId, (tx) =>
      tx
        .select()
        .from(simEvents)
        .where(and(eq(simEvents.simId, simId), eq(simEvents.kind, 'refilled'))),
    )
    expect(told.map(({ text }) => text)).toEqual(['Refilled with 1 GB for 7 days, by its automatic refill'])
  })

  test('is not bought again for a reading that was begun before and came late', async () => {
    const { set, use, read, work, until, made, simOf, slowProfile } = await open()
    await set()
    await use(600n * MB)
    await slowProfile(4_000)
    const late = read()
    await expect.poll(async () => (await fetch(`${world.url}/_sandbox/faults`)).json()).toEqual([])
    await read()
    await work()
    await until((await made())[0]!.id, 'fulfilled')
    await read()
    expect((await simOf()).dataLeft).toBe(1_400n * MB)
    await late
    await work()
    expect([(await made()).length, (await simOf()).dataLeft]).toEqual([1, 1_400n * MB])
  })

  test('is bought once though ten processes look at the same moment', async () => {
    const { ctx, set, use, read, made, balance, simId } = await open()
    await set()
    await use(600n * MB)
    await read()
    await Promise.all(Array.from({ length: 10 }, () => checkSim(ctx.tenantId, simId)))
    expect([(await made()).length, await balance()]).toEqual([1, 550n])
  })

  test('is held to one refill on its way by the database itself', async () => {
    const { ctx, set, drain, made } = await open()
    await set()
    await drain(600n * MB)
    const [order] = await made()
    const { id: _, shortId: __, ...again } = { ...order!, checkoutKey: newToken(), tokenHash: newToken() }
    await inTenant(ctx.tenantId, (tx) =>
      tx.update(orders).set({ status: 'provisioning' }).where(eq(orders.id, order!.id)),
    )
    const second = inTenant(ctx.tenantId, (tx) =>
      tx.insert(orders).values({ ...again, status: 'pending_payment' }),
    )
    await expect(second).rejects.toMatchObject({ cause: { constraint: 'orders_automatic' } })
  })

  test('is not bought again while the carrier does not count the last refill, whoever bought it', async () => {
    const { ctx, set, use, read, work, drain, made, until, standing, change, simId } = await open()
    await set()
    await drain(600n * MB)
    await until((await made())[0]!.id, 'fulfilled')
    // As if it had been read before the carrier put the new data on it.
    await inTenant(ctx.tenantId, (tx) =>
      tx
        .update(assignments)
        .set({ externalId: null, status: 'ready' })
        .where(eq(assignments.orderId, sql`(select id from orders where rule_id is not null)`)),
    )
    await change({ dataLeft: 400n * MB })
    await checkSim(ctx.tenantId, simId)
    expect([(await made()).length, await standing()]).toMatchObject([1, { kind: 'inFlight' }])
    await read()
    expect(await standing()).toMatchObject({ kind: 'ready' })
    await use(GB)
    await read()
    await work()
    expect(await made()).toHaveLength(2)
  })

  test('is not bought for an eSIM whose time is over, nor for one without an end to its data', async () => {
    const { ctx, set, change, made, simId } = await open()
    await set()
    await change({ dataLeft: 0n, endsAt: new Date(Date.now() - 1_000) })
    await checkSim(ctx.tenantId, simId)
    await change({ dataLeft: null, endsAt: null })
    await checkSim(ctx.tenantId, simId)
    expect(await made()).toEqual([])
  })

  test('is asked of a supplier that never answered once, and looked up', async () => {
    const { account, set, use, read, made, until, fault, provisionOf, bundles, balance, work } = await open()
    await set()
    await use(600n * MB)
    await read()
    await fault('timeout_after_commit')
    await work()
    const [order] = await made()
    expect((await provisionOf(order!.id)).status).toBe('unknown')
    await read()
    await work()
    await until(order!.id, 'fulfilled')
    expect([(await provisionOf(order!.id)).attempt, await bundles(), await balance()]).toEqual([1, 2, 550n])
    expect([(await made()).length, (await supplierOrders(world.url, account)).length]).toEqual([1, 2])
  })

  test('that the supplier refuses is paid back, and not tried again until a person has looked', async () => {
    const { set, use, read, work, made, until, fault, balance, standing, alerted } = await open()
    await set()
    await use(600n * MB)
    await read()
    await fault('status:400')
    await work()
    await until((await made())[0]!.id, 'refunded')
    await read()
    await work()
    expect([(await made()).length, await balance()]).toEqual([1, 1_000n])
    expect([(await standing()).kind, (await alerted()).length]).toEqual(['blocked', 1])
    await set()
    await work()
    expect(await made()).toHaveLength(2)
  })
})

describe('a wallet', () => {
  test('with too little is told of once, by a mail and an alert, and goes on when there is more', async () => {
    const { ctx, set, drain, read, work, statuses, mails, alerted, wallet, until, made } = await open({
      filled: 449n,
    })
    await set()
    await drain(600n * MB)
    for (let again = 0; again < 3; again++) {
      await read()
      await work()
    }
    expect([await statuses(), (await mails('simRefillStopped')).length]).toEqual([[], 1])
    expect(await alerted()).toMatchObject([{ clearedAt: null, detail: expect.stringContaining('has €4.49') }])
    await fillWallet(ctx, wallet.id, 1n)
    await read()
    await work()
    await until((await made())[0]!.id, 'fulfilled')
    await read()
    await work()
    expect([await statuses(), (await alerted())[0]!.clearedAt]).toEqual([['fulfilled'], expect.any(Date)])
  })

  test('of a company pays for its SIMs, and no longer for one that is another’s', async () => {
    const { ctx, simId, input, change, drain, made, until, read, work, standing } = await open()
    const company = await makeCompany(ctx, { ownerEmail: 'owner@company.test' })
    const wallet = await makeWallet(ctx, { companyId: company.id, filled: 1_000n })
    await change({ companyId: company.id })
    const staff = { ...ctx, companyId: company.id, actor: { ...ctx.actor, role: 'company' as const } }
    await setSimRefill(staff, input({ source: wallet.id }))
    await drain(600n * MB)
    await until((await made())[0]!.id, 'fulfilled')
    const [payment] = await inTenant(ctx.tenantId, (tx) =>
      tx
        .select()
        .from(payments)
        .where(eq(payments.orderId, sql`(select id from orders where rule_id is not null)`)),
    )
    expect(payment).toMatchObject({ status: 'paid', walletId: wallet.id })
    const shown = async (query: object) =>
      (await listTransactions(ctx, TransactionQuery.parse(query), 'UTC')).rows
    expect(await shown({ purpose: 'sim', company: company.id })).toMatchObject([
      { id: payment!.id, simId, company: company.name, plan: 'Greece 5 GB', method: 'wallet' },
    ])
    expect(await shown({ purpose: 'wallet' })).toEqual([])
    expect((await getReceipt(ctx, payment!.id)).item).toBe('Refill of 1 GB: Greece 5 GB')
    await change({ companyId: (await makeCompany(ctx)).id })
    await read()
    await drain(GB)
    await work()
    expect([(await made()).length, await standing()]).toMatchObject([
      1,
      { kind: 'blocked', text: expect.stringContaining('somebody else') },
    ])
  })
})

describe('a saved card', () => {
  test('is charged without its owner, once, and the data comes once', async () => {
    const { set, save, drain, made, until, charged, bundles, standing } = await open()
    const card = await save()
    await set({ source: card.id })
    const before = (await charged()).length
    await drain(600n * MB)
    await until((await made())[0]!.id, 'fulfilled')
    const all = await charged()
    expect(all.length - before).toBe(1)
    expect(all[0]).toMatchObject({ status: 'succeeded', amount: 450, payment_method: card.externalId })
    expect([await bundles(), (await standing()).kind]).toEqual([2, 'ready'])
  })

  test('that is declined is not tried again at once: one mail, one alert, then an hour', async () => {
    const { set, save, drain, read, work, statuses, mails, alerted, standing, later, balance, charged } =
      await open()
    await set({ source: (await save('pm_card_chargeCustomerFail')).id })
    await drain(600n * MB)
    for (let again = 0; again < 3; again++) {
      await read()
      await work()
    }
    expect([await statuses(), (await alerted()).length]).toEqual([['canceled'], 1])
    const written = await mails('simRefillStopped')
    expect(written.map(({ props }) => props.problem)).toEqual([expect.stringContaining('declined')])
    expect(await standing()).toMatchObject({ kind: 'waiting' })
    // What is open at the provider is called off: nobody pays it later.
    expect((await charged()).map(({ status }) => status)).toContain('canceled')
    await later(2)
    await read()
    await work()
    expect([await statuses(), (await mails('simRefillStopped')).length]).toEqual([
      ['canceled', 'canceled'],
      1,
    ])
    expect(await balance()).toBe(1_000n)
  })

  test('whose bank wants to see its owner is confirmed by him, behind the link in his mail', async () => {
    const { ctx, stripe, set, saveAsked, drain, made, until, mails, standing } = await open()
    const owned = await saveAsked()
    await set({ source: owned.id })
    await drain(600n * MB)
    expect(await standing()).toMatchObject({ kind: 'inFlight', text: expect.stringContaining('bank') })
    const [mail, ...others] = await mails('simRefillConfirm')
    expect(others).toEqual([])
    const [order] = await made()
    const [payment] = await inTenant(ctx.tenantId, (tx) =>
      tx.select().from(payments).where(eq(payments.orderId, order!.id)),
    )
    expect(await lookAtRefill(tokenIn(mail))).toMatchObject({
      stage: 'confirm',
      awaited: { methodId: payment!.methodId },
    })
    const begun = await payRefill(tokenIn(mail), { connectionId: payment!.connectionId })
    await stripe.paymentIntents.confirm(begun!.clientSecret!.split('_secret')[0]!, {
      ...{ payment_method: 'pm_card_visa', return_url: 'https://shop.test/' },
    })
    await settle(ctx.tenantId, payment!.id)
    await until(order!.id, 'fulfilled')
  })

  test('whose bank wants to see its owner is charged once he confirms the very card', async () => {
    const { set, saveAsked, drain, made, until, mails, charged } = await open()
    const owned = await saveAsked()
    await set({ source: owned.id })
    const before = (await charged()).length
    await drain(600n * MB)
    const [mail] = await mails('simRefillConfirm')
    const begun = await payRefill(tokenIn(mail), { connectionId: owned.id })
    await fetch(`${begun!.redirectUrl}/complete`, { method: 'POST', redirect: 'manual' })
    await comeBackToRefill(tokenIn(mail))
    await until((await made())[0]!.id, 'fulfilled')
    expect((await charged()).slice(0, -before).filter(({ status }) => status === 'succeeded')).toHaveLength(1)
    expect((await lookAtRefill(tokenIn(mail)))?.stage).toBe('paid')
  })

  test('whose charge was never answered is asked with the same key, and found', async () => {
    const { set, save, use, read, made, until, charged, faultAtStripe, work } = await open()
    await set({ source: (await save()).id })
    const before = (await charged()).length
    await use(600n * MB)
    await read()
    await faultAtStripe('timeout_after_commit', 5)
    await work()
    const [order] = await made()
    expect(order!.status).toBe('pending_payment')
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
    await read()
    await work()
    expect(await made()).toHaveLength(1)
    await runJobs([chargeSimRefill], { dueNow: true })
    await until(order!.id, 'fulfilled')
    expect((await charged()).length - before).toBe(1)
  })

  test('whose charge never arrived is charged by nobody else, and is over once that is known', async () => {
    const { ctx, set, save, drain, statuses, faultAtStripe, simId, standing, charged } = await open()
    await set({ source: (await save()).id })
    const before = (await charged()).length
    await faultAtStripe('timeout', 5)
    await drain(600n * MB)
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
    const began = (hours: number) =>
      inTenant(ctx.tenantId, async (tx) => {
        const startedAt = sql`now() - ${`${hours} hours`}::interval`
        const ofRule = eq(payments.methodUse, 'unattended')
        return (await tx.update(payments).set({ startedAt }).where(ofRule).returning())[0]!
      })
    const lost = await began(0)
    await findLostPayment(ctx.tenantId, lost.id)
    expect([await statuses(), (await charged()).length - before]).toEqual([['pending_payment'], 0])
    await began(2)
    await findLostPayment(ctx.tenantId, lost.id)
    await checkSim(ctx.tenantId, simId)
    expect([await statuses(), (await standing()).kind]).toEqual([['canceled'], 'waiting'])
  })

  test('whose charge never arrived is not charged by the end of its time', async () => {
    const { ctx, set, save, drain, made, faultAtStripe, charged } = await open()
    await set({ source: (await save()).id })
    const before = (await charged()).length
    await faultAtStripe('timeout', 5)
    await drain(600n * MB)
    await fetch(`${world.url}/_sandbox/faults`, { method: 'DELETE' })
    await expireOrder(ctx.tenantId, (await made())[0]!.id)
    expect([(await made())[0]!.status, (await charged()).length - before]).toEqual(['expired', 0])
  })
})

test('no more is bought in a day than was allowed', async () => {
  const { set, drain, made, until, read, work, standing, alerted, later } = await open()
  await set({ dailyCount: '1' })
  await drain(600n * MB)
  await until((await made())[0]!.id, 'fulfilled')
  await read()
  await drain(GB)
  expect([(await made()).length, (await alerted()).length]).toEqual([1, 1])
  expect(await standing()).toMatchObject({
    kind: 'capped',
    text: 'The limit of 1 refill within a day is reached.',
  })
  await later(25)
  await read()
  await work()
  expect(await made()).toHaveLength(2)
})

test('nothing is bought at another price than was agreed to, and nothing that is not sold', async () => {
  const { ctx, plan, set, drain, read, work, made, standing, mails, simId, buyer } = await open()
  await set()
  const sell = async (refills: typeof plan.version.refills) =>
    inTenant(ctx.tenantId, async (tx) => {
      const number = (await tx.$count(planVersions)) + 1
      const { id: _, ...terms } = plan.version
      const [next] = await tx
        .insert(planVersions)
        .values({ ...terms, refills, number })
        .returning()
      await tx.update(plans).set({ versionId: next!.id }).where(eq(plans.id, plan.id))
      return next!.id
    })
  const [size] = plan.version.refills
  const dearer = await sell([{ ...size!, amount: '451' }])
  await drain(600n * MB)
  expect(await standing()).toMatchObject({
    ...{ kind: 'blocked', text: expect.stringContaining('€4.50 for 7 days and is €4.51 for 7 days now') },
  })
  await sell([{ ...size!, bytes: '2000000000' }])
  await read()
  await work()
  expect(await standing()).toMatchObject({
    kind: 'blocked',
    text: expect.stringContaining('cannot be added'),
  })
  expect([await made(), (await mails('simRefillStopped')).length]).toEqual([[], 1])
  await expect(set({ versionId: dearer })).rejects.toMatchObject({ code: 'precondition' })
  const { form } = await viewSimRefill(buyer, simId)
  await set({ versionId: form!.versionId, size: form!.sizes[0]!.bytes.toString() })
  expect(await standing()).toMatchObject({ kind: 'ready' })
})

test('what was paid late stands beside the next refill, and is not lost', async () => {
  const { ctx, set, save, drain, made, statuses } = await open()
  await set({ source: (await save()).id })
  await drain(600n * MB)
  const [first] = await made()
  const { id: paid, shortId: _, ...next } = { ...first!, checkoutKey: newToken(), tokenHash: newToken() }
  const ofFirst = eq(payments.orderId, paid)
  const [payment] = await inTenant(ctx.tenantId, async (tx) => {
    // As if its time had been over, and the next one had begun, before its bank let it through.
    await tx.update(orders).set({ status: 'expired', paidAt: null }).where(eq(orders.id, paid))
    await tx.insert(orders).values({ ...next, status: 'pending_payment', paidAt: null })
    return tx.update(payments).set({ status: 'created' }).where(ofFirst).returning()
  })
  await settle(ctx.tenantId, payment!.id)
  const [late] = await inTenant(ctx.tenantId, (tx) => tx.select().from(orders).where(eq(orders.id, paid)))
  expect([late!.paidAt, await statuses()]).toEqual([expect.any(Date), ['pending_payment']])
})

test('what is held late stands beside the next refill, and is not lost', async () => {
  const { ctx, set, save, drain, made, store } = await open()
  await inTenant(ctx, (tx) => tx.update(stores).set({ capture: 'manual' }).where(eq(stores.id, store.id)))
  await set({ source: (await save()).id })
  await drain(600n * MB)
  const [first] = await made()
  const { id: held, shortId: _, ...next } = { ...first!, checkoutKey: newToken(), tokenHash: newToken() }
  const ofFirst = eq(payments.orderId, held)
  const [payment] = await inTenant(ctx.tenantId, async (tx) => {
    await tx.update(orders).set({ status: 'expired', paidAt: null }).where(eq(orders.id, held))
    await tx.insert(orders).values({ ...next, status: 'pending_payment', paidAt: null })
    return tx.update(payments).set({ status: 'created' }).where(ofFirst).returning()
  })
  await settle(ctx.tenantId, payment!.id)
  const [late] = await inTenant(ctx.tenantId, (tx) => tx.select().from(orders).where(eq(orders.id, held)))
  expect(late!.status).toBe('paid')
})

describe('what is set', () => {
  test('is told to the next owner of the SIM without whose it was', async () => {
    const { ctx, buyer, set, simId, change, drain, made, until } = await open()
    await set()
    await drain(600n * MB)
    await until((await made())[0]!.id, 'fulfilled')
    const next = await makeBuyer(ctx)
    await change({ endUserId: next.endUserId })
    const seen = await viewSimRefill(next, simId)
    expect(JSON.stringify(seen, (_, each) => (typeof each === 'bigint' ? String(each) : each))).not.toContain(
      buyer.user.email,
    )
    expect([seen.runs, seen.standing.kind]).toEqual([[], 'blocked'])
    const company = await makeCompany(ctx)
    await change({ endUserId: null, companyId: company.id })
    const staff = { ...ctx, companyId: company.id, actor: { ...ctx.actor, role: 'company' as const } }
    expect((await viewSimRefill(staff, simId)).rule).not.toContain(buyer.user.email)
    expect((await viewSimRefill(ctx, simId)).rule).toContain(buyer.user.email)
  })

  test('is shown again, is noted, and can be switched off', async () => {
    const { ctx, buyer, set, simId, standing, use, read, work, made } = await open()
    await set({ threshold: '0.25 GB' })
    const view = await viewSimRefill(buyer, simId)
    expect(view.form!.values).toMatchObject({ threshold: '250 MB', size: GB.toString(), dailyCount: '5' })
    expect([view.canStop, view.rule]).toEqual([
      true,
      `1 GB when less than 250 MB is left, paid from the wallet of ${buyer.user.email}.`,
    ])
    await stopSimRefill(buyer, { simId })
    await stopSimRefill(buyer, { simId })
    await use(900n * MB)
    await read()
    await work()
    expect([await standing(), await made()]).toEqual([{ kind: 'off' }, []])
    const noted = await inTenant(ctx, (tx) => tx.select().from(audits).where(eq(audits.entityId, simId)))
    expect(noted.map(({ action }) => action)).toEqual(['simRefill.changed', 'simRefill.stopped'])
  })

  test.each([
    ['threshold', { threshold: '1 GB' }, /less than 1 GB/],
    ['threshold', { threshold: '0' }, /more than zero/],
    ['threshold', { threshold: 'some' }, /500 MB/],
    ['source', { source: 'wal_of_somebody' }, /Choose another/],
  ])('a wrong %s is said at its field', async (field, with_, sentence) => {
    const { set } = await open()
    const refused = await set(with_).catch((error) => error)
    expect(refused.detail.fields[field].join(' ')).toMatch(sentence)
  })

  test('is nothing to a stranger: another buyer, company, organization, and a viewer', async () => {
    const { ctx, set, input, simId, change, buyer } = await open()
    await set()
    const other = await open()
    const company = await makeCompany(ctx)
    await change({ companyId: company.id })
    const ofCompany = (id: string) => ({
      ...{ ...ctx, companyId: id, actor: { ...ctx.actor, role: 'company' as const } },
    })
    const strangers = [await makeBuyer(ctx), other.buyer, other.ctx, ofCompany((await makeCompany(ctx)).id)]
    for (const who of strangers) {
      await expect(setSimRefill(who, input())).rejects.toMatchObject({ code: 'not_found' })
      await expect(stopSimRefill(who, { simId })).rejects.toMatchObject({ code: 'not_found' })
      await expect(viewSimRefill(who, simId)).rejects.toMatchObject({ code: 'not_found' })
    }
    const viewer = { ...ctx, actor: { ...ctx.actor, role: 'viewer' as const } }
    await expect(setSimRefill(viewer, input())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(stopSimRefill(viewer, { simId })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await viewSimRefill(viewer, simId)).toMatchObject({ form: null, canStop: false })
    // Staff of the company see it and may end it, but not what of its end user is charged.
    const staff = ofCompany(company.id)
    expect((await viewSimRefill(staff, simId)).rule).toContain(buyer.user.email)
    await expect(setSimRefill(staff, input())).rejects.toMatchObject({ code: 'invalid' })
    await stopSimRefill(staff, { simId })
    expect((await viewSimRefill(buyer, simId)).standing).toEqual({ kind: 'off' })
  })

  test('by a company is not changed by its end user, and a card of somebody else is not taken', async () => {
    const { ctx, buyer, input, simId, change, set } = await open()
    const friend = await open()
    await expect(set({ source: (await friend.save()).id })).rejects.toMatchObject({ code: 'invalid' })
    const company = await makeCompany(ctx, { ownerEmail: 'owner@company.test' })
    const wallet = await makeWallet(ctx, { companyId: company.id, filled: 1_000n })
    await change({ companyId: company.id })
    await setSimRefill(ctx, input({ source: wallet.id }))
    await expect(set()).rejects.toMatchObject({ code: 'forbidden' })
    await expect(stopSimRefill(buyer, { simId })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await viewSimRefill(buyer, simId)).toMatchObject({ isByCompany: true, form: null })
    // Of no company any more, it is the end user's own again.
    await change({ companyId: null })
    await set()
    expect(await viewSimRefill(buyer, simId)).toMatchObject({ isByCompany: false, canStop: true })
  })
})

test('a refill by hand on its way is enough', async () => {
  const { ctx, set, use, read, made, change, simId, plan } = await open()
  const company = await makeCompany(ctx, { ownerEmail: 'owner@company.test' })
  await makeWallet(ctx, { companyId: company.id, filled: 1_000n })
  await change({ companyId: company.id })
  await set()
  await use(600n * MB)
  const { versionId } = plan
  await refillSim(ctx, { simId, key: newToken(), versionId, size: GB.toString(), way: 'wallet', email: '' })
  await read()
  await runJobs([checkSimRefill])
  expect(await made()).toEqual([])
})

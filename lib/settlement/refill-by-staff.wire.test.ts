import { eq, sql } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entries, lines, orders, payments, provisions, refunds, sims, wallets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { iccidBody } from '@/lib/core/iccid'
import { newToken } from '@/lib/core/secrets'
import { fulfil } from '@/lib/orders/fulfil'
import { fulfilOrder } from '@/lib/orders/jobs'
import { resendToBuyer } from '@/lib/orders/resend'
import { viewOrder } from '@/lib/orders/view'
import { requestRefund } from '@/lib/refunds/request'
import { startSandbox } from '@/lib/sandbox/start'
import { comeBackToRefill, lookAtRefill, payRefill } from '@/lib/store/pay-refill'
import { carrierOf } from '@/lib/telecom/carrier'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo } from '@/lib/testing/mail'
import { fillWallet, makeCompany, makeShop, makeSim, makeTenant, makeWallet } from '@/lib/testing/make'
import { makeRefillablePlan } from '@/lib/testing/supplier'
import { listTransactions, TransactionQuery } from '@/lib/transactions/list'
import { refreshUsage } from '@/lib/usage/jobs'
import { balanceOf } from '@/lib/wallets/balance'
import { settlePayment, submitRefund } from './jobs'
import { refillSim } from './refill-by-staff'
import { listSimRefills, refillChoice } from './refills-of-sim'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const jobs = [fulfilOrder, submitRefund, settlePayment, refreshUsage]
const GB = 1_000_000_000n
let serial = 0

/** A company with a SIM of a supplier in use, and 10.00 EUR in its wallet. */
async function open({ filled = 1_000n } = {}) {
  const ctx = await makeTenant()
  const account = `staff${process.pid}x${++serial}`
  const { hostname, port } = new URL(sandbox.url)
  const secretKey = `sk_test_${account}_fake`
  const stripe = new Stripe(secretKey, { host: hostname, port, protocol: 'http', telemetry: false })
  const plain = { secretKey, publishableKey: `pk_test_${account}_fake`, webhookSecret: '' }
  const shop = await makeShop(ctx, { psp: { endpoint: sandbox.url, plain } })
  const plan = await makeRefillablePlan(ctx, sandbox.url, account)
  const connection = await inTenant(ctx.tenantId, (tx) => getConnection(tx, plan.connectionId))
  const carrier = await carrierOf(connection)
  const { iccids } = await carrier.order!({
    offerId: plan.offerName.replace('1GB_7D', '3GB_30D'),
    reference: 'x',
  })
  const company = await makeCompany(ctx, { ownerEmail: 'owner@company.test' })
  const wallet = await makeWallet(ctx, { companyId: company.id, filled })
  const sim = await makeSim(ctx, {
    ...{ iccid: iccids[0]!, iccidBody: iccidBody(iccids[0]!), companyId: company.id, integration: 'ok' },
    ...{ connectionId: connection.id, planId: plan.id, status: 'active' },
  })
  const staff = { ...ctx, companyId: company.id, actor: { ...ctx.actor, role: 'company' as const } }
  const input = (with_: object = {}) => ({
    ...{ simId: sim.id, key: newToken(), versionId: plan.versionId, size: GB.toString() },
    ...{ way: 'wallet' as const, email: '' },
    ...with_,
  })
  const orderOf = (id: string) =>
    inTenant(ctx.tenantId, async (tx) => (await tx.select().from(orders).where(eq(orders.id, id)))[0]!)
  const balance = () => inTenant(ctx.tenantId, (tx) => balanceOf(tx, wallet))
  const leftOf = () =>
    inTenant(
      ctx.tenantId,
      async (tx) => (await tx.select().from(sims).where(eq(sims.id, sim.id)))[0]!.dataLeft,
    )
  const bundles = async () => (await carrier.listBundles!(sim.iccid)).length
  const fault = (kind: string) =>
    fetch(`${sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ service: 'esim-go', method: 'POST', path: '/esim-go/v2.5/orders', times: 1, fault: kind },
        key: account,
      }),
    })
  const until = (orderId: string, status: string) =>
    expect
      .poll(
        async () => {
          await runJobs(jobs, { dueNow: true })
          return (await orderOf(orderId)).status
        },
        { timeout: 15_000 },
      )
      .toBe(status)
  return {
    ...{
      ctx,
      shop,
      stripe,
      company,
      wallet,
      sim,
      staff,
      input,
      orderOf,
      balance,
      leftOf,
      bundles,
      fault,
      until,
    },
  }
}

test('staff of a company refill a SIM of theirs from its wallet, which pays once though two workers are at it', async () => {
  const { ctx, staff, wallet, input, orderOf, balance, leftOf, bundles, until } = await open()
  const { orderId } = await refillSim(staff, input())
  expect(await balance()).toMatchObject({ settled: 550n, held: 0n, available: 550n })
  await Promise.all([runJobs(jobs), runJobs(jobs), fulfil(ctx.tenantId, orderId)])
  await until(orderId, 'fulfilled')
  expect(await balance()).toMatchObject({ settled: 550n, held: 0n })
  expect([await bundles(), (await orderOf(orderId)).email]).toEqual([2, 'owner@company.test'])
  await runJobs(jobs, { dueNow: true })
  expect(await leftOf()).toBe(4n * GB)
  const [payment] = await inTenant(ctx.tenantId, (tx) => tx.select().from(payments))
  const booked = await inTenant(ctx.tenantId, (tx) =>
    tx
      .select({ account: lines.account })
      .from(lines)
      .innerJoin(entries, eq(entries.id, lines.entryId))
      .where(eq(entries.cause, `${payment!.id}:paid`)),
  )
  expect(booked.map(({ account }) => account).sort()).toEqual(['sales', `wallet:${wallet.id}`])
})

test('a wallet in another currency pays nothing, and a link is proposed instead', async () => {
  const { ctx, staff, wallet, input } = await open({ filled: 0n })
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(wallets).set({ currency: 'USD' }).where(eq(wallets.id, wallet.id)),
  )
  await expect(refillSim(staff, input())).rejects.toMatchObject({
    detail: { fields: { way: [expect.stringContaining('Send a link instead')] } },
  })
})

test('what the carrier refuses, the wallet has again', async () => {
  const { ctx, staff, wallet, input, balance, bundles, fault, until } = await open()
  const { orderId } = await refillSim(staff, input())
  await fault('status:400')
  await runJobs([fulfilOrder])
  await until(orderId, 'refunded')
  expect(await balance()).toMatchObject({ settled: 1_000n, held: 0n, available: 1_000n })
  expect(await bundles()).toBe(1)
  const back = await inTenant(ctx.tenantId, (tx) => tx.select().from(refunds))
  expect(back).toMatchObject([{ status: 'succeeded', walletId: wallet.id, amount: 450n }])
})

test('a carrier that did it without an answer is paid from the wallet once', async () => {
  const { ctx, staff, input, balance, bundles, fault, until } = await open()
  const { orderId } = await refillSim(staff, input())
  await fault('timeout_after_commit')
  await runJobs([fulfilOrder])
  const [unknown] = await inTenant(ctx.tenantId, (tx) => tx.select().from(provisions))
  expect(unknown!.status).toBe('unknown')
  await until(orderId, 'fulfilled')
  expect([await bundles(), (await balance()).settled]).toEqual([2, 550n])
})

test('a wallet with too little pays nothing, and no order is left behind', async () => {
  const { ctx, staff, input } = await open({ filled: 449n })
  await expect(refillSim(staff, input())).rejects.toMatchObject({ code: 'precondition' })
  expect(await inTenant(ctx.tenantId, (tx) => tx.$count(orders))).toBe(0)
  expect(await inTenant(ctx.tenantId, (tx) => tx.$count(payments))).toBe(0)
})

test('two refills at once never take more than there is', async () => {
  const { staff, input, balance } = await open({ filled: 800n })
  const tries = await Promise.allSettled([refillSim(staff, input()), refillSim(staff, input())])
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await balance()).available).toBe(350n)
})

test('a button pressed twice is one refill', async () => {
  const { staff, input, balance } = await open()
  const key = newToken()
  const [first, second] = await Promise.all([
    refillSim(staff, input({ key })),
    refillSim(staff, input({ key })),
  ])
  expect(first).toEqual(second)
  expect((await balance()).settled).toBe(550n)
})

test('live data is not paid from a wallet of test money', async () => {
  const { ctx, staff, input, wallet } = await open()
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(wallets).set({ mode: 'live' }).where(eq(wallets.id, wallet.id)),
  )
  await expect(refillSim(staff, input())).rejects.toMatchObject({ code: 'invalid' })
})

test('staff of another company, another organization and a viewer refill nothing, and see no refill', async () => {
  const { ctx, staff, input, sim } = await open()
  await refillSim(staff, input())
  const other = await makeCompany(ctx)
  const stranger = await open()
  const outsiders = [{ ...staff, companyId: other.id }, stranger.staff, stranger.ctx]
  for (const who of outsiders) {
    await expect(refillSim(who, input())).rejects.toMatchObject({ code: 'precondition' })
    expect([await listSimRefills(who, sim.id), await refillChoice(who, sim.id)]).toEqual([[], null])
  }
  const viewer = { ...ctx, actor: { ...ctx.actor, role: 'viewer' as const } }
  await expect(refillSim(viewer, input())).rejects.toMatchObject({ code: 'forbidden' })
  const [seen] = await listSimRefills(viewer, sim.id)
  expect(seen).toMatchObject({ isFromWallet: true, payLink: null, price: { amount: 450n } })
})

test('whoever has the link pays it, on a page that tells nothing of the eSIM but its number', async () => {
  const { ctx, shop, stripe, staff, sim, input, until, leftOf, balance, orderOf } = await open()
  const { orderId, token } = await refillSim(staff, input({ way: 'link', email: 'linked@example.test' }))
  const [listed] = await listSimRefills(staff, sim.id)
  expect(listed!.payLink).toContain(token)
  const viewer = { ...ctx, actor: { ...ctx.actor, role: 'viewer' as const } }
  expect((await listSimRefills(viewer, sim.id))[0]!.payLink).toBeNull()
  expect(await lookAtRefill(token)).toMatchObject({
    ...{
      stage: 'open',
      canBePaid: true,
      whose: sim.iccid,
      kind: 'sim',
      title: 'Refill of 1 GB: Greece 5 GB',
    },
  })
  expect(await lookAtRefill(`${token}x`)).toBeNull()
  const begun = await Promise.all([
    payRefill(token, { connectionId: shop.connection.id }),
    payRefill(token, { connectionId: shop.connection.id }),
  ])
  const [intent] = begun.map((each) => each!.clientSecret!.split('_secret_')[0]!)
  expect(new Set(begun.map((each) => each!.clientSecret)).size).toBe(1)
  await stripe.paymentIntents.confirm(intent!, {
    payment_method: 'pm_card_visa',
    return_url: 'http://localhost/',
  })
  await Promise.all([comeBackToRefill(token), comeBackToRefill(token), comeBackToRefill(token)])
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'applying', canBePaid: false })
  await until(orderId, 'fulfilled')
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'paid', canBePaid: false })
  await runJobs(jobs, { dueNow: true })
  expect([await leftOf(), (await balance()).settled]).toEqual([4n * GB, 1_000n])
  await expect(payRefill(token, { connectionId: shop.connection.id })).rejects.toMatchObject({
    code: 'precondition',
  })
  const store = { tenantId: ctx.tenantId, id: (await orderOf(orderId)).storeId }
  expect(await viewOrder(store, token, 'visit')).toMatchObject({ esim: null, esimToken: null })
  await resendToBuyer(store, token)
  const mails = await mailsTo('linked@example.test')
  expect(mails.map(({ template }) => template)).toEqual(['refillAsked', 'orderRefilled', 'orderRefilled'])
})

test('a link whose card was declined can be paid again, and one that is over cannot', async () => {
  const { ctx, shop, stripe, staff, input } = await open()
  const { orderId, token } = await refillSim(staff, input({ way: 'link', email: 'payer@example.test' }))
  const intent = (await payRefill(token, { connectionId: shop.connection.id }))!.clientSecret!.split(
    '_secret_',
  )[0]!
  await stripe.paymentIntents
    .confirm(intent, { payment_method: 'pm_card_chargeDeclined', return_url: 'http://localhost/' })
    .catch(() => {})
  await comeBackToRefill(token)
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'failed', canBePaid: true })
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(orders).set({ status: sql`'expired'` }).where(eq(orders.id, orderId)),
  )
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'over', canBePaid: false })
})

test('money filled in later pays what was refused before', async () => {
  const { ctx, staff, wallet, input } = await open({ filled: 100n })
  await expect(refillSim(staff, input())).rejects.toMatchObject({ code: 'precondition' })
  await fillWallet(ctx, wallet.id, 400n)
  await expect(refillSim(staff, input())).resolves.toMatchObject({ orderId: expect.any(String) })
})

test('a refill that a wallet paid stands among the transactions, and its refund goes back into that wallet', async () => {
  const { ctx, staff, input, until, balance } = await open()
  const { orderId } = await refillSim(staff, input())
  await until(orderId, 'fulfilled')
  const shown = await listTransactions(ctx, TransactionQuery.parse({ purpose: 'sim' }), 'UTC')
  expect(shown.rows).toMatchObject([{ orderId, purpose: 'sim', method: 'wallet', status: 'paid' }])
  const purchases = await listTransactions(ctx, TransactionQuery.parse({ purpose: 'order' }), 'UTC')
  expect(purchases.rows).toEqual([])
  await requestRefund(ctx, {
    ...{ paymentId: shown.rows[0]!.id, amount: '4.50', refundable: '450', code: 'goodwill', reason: '' },
  })
  await until(orderId, 'refunded')
  expect((await balance()).settled).toBe(1_000n)
})

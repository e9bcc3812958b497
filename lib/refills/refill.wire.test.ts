import { eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connections, holds, payments, refills, refunds, wallets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { currency, money } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { refundState } from '@/lib/refunds/fixtures/sold'
import { requestRefund } from '@/lib/refunds/request'
import { payBack } from '@/lib/refunds/work'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle, settleWith } from '@/lib/settlement/settle'
import { comeBackToRefill, lookAtRefill, payRefill } from '@/lib/store/pay-refill'
import { payWaysOf } from '@/lib/store/pay-ways'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { fillWallet, makeConnection, makeMember, makeState, makeTenant, makeWallet } from '@/lib/testing/make'
import { balanceOf, getWalletRow } from '@/lib/wallets/balance'
import { grantCredit } from '@/lib/wallets/grant'
import { spend } from '@/lib/wallets/spend'
import { statementOf } from '@/lib/wallets/statement'
import { paymentFor } from './attempt'
import { closeRefill } from './jobs'
import { openRefill } from './open'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const jobs = [closeRefill, settlePayment, submitRefund]
let serial = 0

/** An organization with a wallet and `count` accounts at the sandbox's Stripe, and what a payer's browser does there. */
async function makeHouse(count = 1) {
  const ctx = await makeTenant()
  const wallet = await makeWallet(ctx)
  const stripes: { connectionId: string; stripe: Stripe }[] = []
  for (let n = 0; n < count; n++) {
    const account = `refill${++serial}`
    const key = `sk_test_${account}_fake`
    const { id } = await makeConnection(ctx, {
      kind: 'psp',
      provider: 'stripe',
      mode: 'test',
      endpoint: sandbox.url,
      plain: { secretKey: key, publishableKey: `pk_test_${account}_fake`, webhookSecret: '' },
    })
    const { hostname, port } = new URL(sandbox.url)
    const stripe = new Stripe(key, { host: hostname, port, protocol: 'http', telemetry: false })
    stripes.push({ connectionId: id, stripe })
  }
  return { ctx, wallet, stripes }
}

type House = Awaited<ReturnType<typeof makeHouse>>

const open = ({ ctx, wallet }: House, amount = 5_000n, reference?: string) =>
  openRefill(ctx, { walletId: wallet.id, amount, origin: 'staff', reference })

/** What the browser does with the card form: a decline is one of the ways it can go. */
async function pay({ stripes }: House, token: string, { at = 0, method = 'pm_card_visa' } = {}) {
  const { connectionId, stripe } = stripes[at]!
  const begun = await payRefill(token, { connectionId })
  const intent = begun!.clientSecret!.split('_secret_')[0]!
  await stripe.paymentIntents
    .confirm(intent, { payment_method: method, return_url: 'http://localhost/' })
    .catch((error: unknown) => {
      if (!(error instanceof Stripe.errors.StripeCardError)) throw error
    })
  return intent
}

const settled = ({ ctx, wallet }: House) =>
  inTenant(ctx, async (tx) => (await balanceOf(tx, await getWalletRow(tx, wallet.id))).settled)
const statusOf = (ctx: Context, id: string) =>
  inTenant(ctx, async (tx) => (await tx.select().from(refills).where(eq(refills.id, id)))[0]!.status)

test('money that is paid on the pay page is in the wallet, and stands in its statement', async () => {
  const house = await makeHouse()
  const { token } = await open(house)
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'open', title: 'Wallet refill', canBePaid: true })
  await pay(house, token)
  await comeBackToRefill(token)
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'paid', canBePaid: false })
  const { rows } = await statementOf(house.ctx, house.wallet.id, { size: 5 }, 'UTC')
  expect(rows.map(({ text, before, after }) => [text, before, after])).toEqual([['Refill', 0n, 5_000n]])
})

test('money that does not fit is held, and the words speak of the refill', async () => {
  const house = await makeHouse()
  const { token } = await open(house)
  const { stripe, connectionId } = house.stripes[0]!
  const begun = await payRefill(token, { connectionId })
  const intent = begun!.clientSecret!.split('_secret_')[0]!
  await stripe.paymentIntents.update(intent, { amount: 1_000 })
  await stripe.paymentIntents.confirm(intent, {
    payment_method: 'pm_card_visa',
    return_url: 'http://localhost/',
  })
  await comeBackToRefill(token)
  const [payment] = await inTenant(house.ctx, (tx) => tx.select().from(payments))
  expect(payment!.mismatch).toMatch(/^The refill is .*50\.00, the payment .*10\.00\.$/)
  expect(await settled(house)).toBe(0n)
})

test('a way to pay that was switched off meanwhile is not used', async () => {
  const house = await makeHouse()
  const { token } = await open(house)
  const { connectionId } = house.stripes[0]!
  await inTenant(house.ctx, (tx) =>
    tx.update(connections).set({ status: 'disabled' }).where(eq(connections.id, connectionId)),
  )
  await expect(payRefill(token, { connectionId })).rejects.toMatchObject({
    detail: { fields: { connectionId: [expect.stringContaining('not available')] } },
  })
  expect(await inTenant(house.ctx, (tx) => tx.$count(payments))).toBe(0)
})

test('a note on a refill stands in the statement beside the word', async () => {
  const house = await makeHouse()
  const { ctx, wallet } = house
  const wish = { walletId: wallet.id, amount: 5_000n, origin: 'staff', comment: 'Invoice 7' } as const
  const { token } = await openRefill(ctx, wish)
  await pay(house, token)
  await comeBackToRefill(token)
  const { rows } = await statementOf(ctx, wallet.id, { size: 5 }, 'UTC')
  expect(rows.map(({ text }) => text)).toEqual(['Refill: Invoice 7'])
})

test('webhook, return page and reconciler at once put the money into the wallet once', async () => {
  const house = await makeHouse()
  const { token } = await open(house)
  await pay(house, token)
  const [payment] = await inTenant(house.ctx, (tx) => tx.select().from(payments))
  await Promise.all([
    ...Array.from({ length: 8 }, () => settle(house.ctx.tenantId, payment!.id)),
    comeBackToRefill(token),
  ])
  expect(await settled(house)).toBe(5_000n)
})

test('a declined card takes nothing, and the same page may be paid with another', async () => {
  const house = await makeHouse()
  const { token } = await open(house)
  await pay(house, token, { method: 'pm_card_chargeDeclined' })
  await comeBackToRefill(token)
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'failed', canBePaid: true })
  expect(await settled(house)).toBe(0n)
  await pay(house, token)
  await comeBackToRefill(token)
  expect(await settled(house)).toBe(5_000n)
})

test('two tabs that pay at two providers are one refill: the second payment goes back', async () => {
  const house = await makeHouse(2)
  const { id, token } = await open(house)
  await pay(house, token)
  await pay(house, token, { at: 1 })
  await comeBackToRefill(token)
  expect(await settled(house)).toBe(10_000n)
  // Until the provider has answered, what goes back cannot be spent.
  await expect(
    inTenant(house.ctx, (tx) => spend(tx, house.wallet.id, { cause: 'greedy', amount: 5_001n, text: 'x' })),
  ).rejects.toMatchObject({ code: 'precondition' })
  await runJobs(jobs)
  expect(await settled(house)).toBe(5_000n)
  expect(await statusOf(house.ctx, id)).toBe('done')
  const [back] = await inTenant(house.ctx, (tx) => tx.select().from(refunds))
  const [held] = await inTenant(house.ctx, (tx) => tx.select().from(holds))
  expect([back!.status, held!.status]).toEqual(['succeeded', 'captured'])
})

test('two tabs at one provider share one payment', async () => {
  const house = await makeHouse()
  const { id } = await open(house)
  const { connectionId } = house.stripes[0]!
  const made = await Promise.all(
    Array.from({ length: 6 }, () => paymentFor(house.ctx.tenantId, id, connectionId)),
  )
  expect(new Set(made).size).toBe(1)
})

test('once it is paid, what another tab has left open is canceled at its provider', async () => {
  const house = await makeHouse(2)
  const { token } = await open(house)
  const left = (await payRefill(token, {
    connectionId: house.stripes[1]!.connectionId,
  }))!.clientSecret!.split('_secret_')[0]!
  await pay(house, token)
  await comeBackToRefill(token)
  await runJobs(jobs)
  const { status } = await house.stripes[1]!.stripe.paymentIntents.retrieve(left)
  expect(status).toBe('canceled')
  expect(await settled(house)).toBe(5_000n)
})

test('a page that nobody has paid ends, and its payment with it', async () => {
  const house = await makeHouse()
  const { id, token } = await open(house)
  const { connectionId, stripe } = house.stripes[0]!
  const intent = (await payRefill(token, { connectionId }))!.clientSecret!.split('_secret_')[0]!
  await inTenant(house.ctx, (tx) =>
    tx
      .update(refills)
      .set({ expiresAt: new Date(0) })
      .where(eq(refills.id, id)),
  )
  await runJobs(jobs, { dueNow: true })
  expect(await lookAtRefill(token)).toMatchObject({ stage: 'over', canBePaid: false })
  expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('canceled')
  await expect(payRefill(token, { connectionId })).rejects.toMatchObject({ code: 'precondition' })
})

test('money that comes after the page has ended is in the wallet all the same', async () => {
  const house = await makeHouse()
  const { id, token } = await open(house)
  await pay(house, token)
  await inTenant(house.ctx, (tx) => tx.update(refills).set({ status: 'expired' }).where(eq(refills.id, id)))
  await comeBackToRefill(token)
  expect([await settled(house), await statusOf(house.ctx, id)]).toEqual([5_000n, 'done'])
})

test('the same reference is the same refill, also when it is asked for many times at once', async () => {
  const house = await makeHouse()
  const made = await Promise.all(Array.from({ length: 5 }, () => open(house, 5_000n, 'invoice-7')))
  expect(new Set(made.map(({ id, token }) => id + token)).size).toBe(1)
  await expect(open(house, 6_000n, 'invoice-7')).rejects.toMatchObject({ code: 'conflict' })
})

test('only ways to pay of the mode of the wallet are offered and taken', async () => {
  const house = await makeHouse()
  const { id } = await open(house)
  const live = await makeConnection(house.ctx, { kind: 'psp', provider: 'stripe', mode: 'live' })
  const price = { amount: 5_000n, currency: currency('EUR') }
  const offered = await payWaysOf(house.ctx, price, null, 'test')
  expect(offered.map(({ id }) => id)).toEqual([house.stripes[0]!.connectionId])
  await expect(paymentFor(house.ctx.tenantId, id, live.id)).rejects.toMatchObject({ code: 'invalid' })
})

test('too little or too much is refused at the amount; a stranger finds no wallet, a viewer may not', async () => {
  const house = await makeHouse()
  for (const amount of [0n, 99n, 1_000_001n])
    await expect(open(house, amount)).rejects.toMatchObject({
      code: 'invalid',
      detail: { fields: { amount: [expect.stringMatching(/between €1.00 and €10,000.00/)] } },
    })
  const [stranger, viewer] = [await makeTenant(), await makeMember(house.ctx.tenantId, 'viewer')]
  await expect(open({ ...house, ctx: stranger })).rejects.toMatchObject({ code: 'not_found' })
  await expect(open({ ...house, ctx: viewer })).rejects.toMatchObject({ code: 'forbidden' })
  const own = await makeMember(house.ctx.tenantId, 'company', house.wallet.companyId)
  await expect(open({ ...house, ctx: own })).resolves.toMatchObject({ token: expect.any(String) })
  expect(await lookAtRefill('no such token')).toBeNull()
})

test('of a refill only goes back what the wallet still has, and never credit that was given', async () => {
  const house = await makeHouse()
  const { ctx, wallet } = house
  const { token } = await open(house)
  const intent = await pay(house, token)
  await comeBackToRefill(token)
  const give = (amount: string) =>
    grantCredit(ctx, { walletId: wallet.id, key: newToken(), amount, reason: 'Sorry' }, 'UTC')
  await give('10')
  await inTenant(ctx, (tx) => spend(tx, wallet.id, { cause: 'a', amount: 3_000n, text: 'Data' }))
  await give('5')
  const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
  const refund = (amount: string, refundable: string) =>
    requestRefund(ctx, { paymentId: payment!.id, amount, refundable, code: 'goodwill', reason: '' })
  // Paid in 50, given 10, spent 30, given 5: of the given 5 is left, of the paid 30.
  await expect(refund('30.01', '5000')).rejects.toMatchObject({ detail: { left: '3000' } })
  await refund('30', '5000')
  await expect(refund('1', '2000')).rejects.toMatchObject({ detail: { left: '0' } })
  await runJobs(jobs)
  expect(await settled(house)).toBe(500n)
  const { amount_received, latest_charge } = await house.stripes[0]!.stripe.paymentIntents.retrieve(intent, {
    expand: ['latest_charge'],
  })
  expect([amount_received, (latest_charge as Stripe.Charge).amount_refunded]).toEqual([5_000, 3_000])
})

test('a refund that failed is made again only while the wallet still has the money, and it is held', async () => {
  const house = await makeHouse()
  const { ctx, wallet } = house
  const { token } = await open(house)
  await pay(house, token)
  await comeBackToRefill(token)
  const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
  const whole = {
    paymentId: payment!.id,
    amount: '50',
    refundable: '5000',
    code: 'goodwill',
    reason: '',
  } as const
  const { id: refundId } = await requestRefund(ctx, whole)
  await runJobs(jobs)
  const [sent] = await inTenant(ctx, (tx) => tx.select().from(refunds))
  const failed = await makeState(ctx, payment!.id, {
    refunds: [refundState({ externalId: sent!.externalId!, amount: money(5_000n, 'EUR'), status: 'failed' })],
  })
  await inTenant(ctx, (tx) => settleWith(tx, payment!, failed))
  expect(await settled(house)).toBe(5_000n)
  await inTenant(ctx, (tx) => spend(tx, wallet.id, { cause: 'a', amount: 4_000n, text: 'Data' }))
  for (const way of ['again', 'manual'] as const)
    await expect(payBack(ctx, { refundId, way, note: 'Bank transfer' })).rejects.toMatchObject({
      code: 'precondition',
      detail: { left: '1000' },
    })
  await fillWallet(ctx, wallet.id, 4_000n)
  await payBack(ctx, { refundId, way: 'again', note: '' })
  await expect(
    inTenant(ctx, (tx) => spend(tx, wallet.id, { cause: 'b', amount: 1n, text: 'Data' })),
  ).rejects.toMatchObject({ code: 'precondition' })
})

test('money that was held because it did not fit takes nothing out of the wallet when it goes back', async () => {
  const house = await makeHouse()
  const { ctx, wallet } = house
  await fillWallet(ctx, wallet.id, 9_000n)
  const { token } = await open(house)
  await payRefill(token, { connectionId: house.stripes[0]!.connectionId })
  const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
  const state = await makeState(ctx, payment!.id, {
    externalId: payment!.externalId!,
    amount: money(6_000n, 'EUR'),
    received: money(6_000n, 'EUR'),
    refunds: [refundState({ amount: money(6_000n, 'EUR') })],
  })
  await inTenant(ctx, (tx) => settleWith(tx, payment!, state))
  expect(await settled(house)).toBe(9_000n)
})

test('nothing is asked for a wallet that was switched off meanwhile, and what comes all the same is in it', async () => {
  const house = await makeHouse(2)
  const { token } = await open(house)
  const [{ connectionId, stripe }, other] = [house.stripes[0]!, house.stripes[1]!]
  const begun = await payRefill(token, { connectionId })
  await inTenant(house.ctx, (tx) => tx.update(wallets).set({ isEnabled: false }))
  const later = payRefill(token, { connectionId: other.connectionId })
  await expect(later).rejects.toMatchObject({ code: 'precondition' })
  await stripe.paymentIntents.confirm(begun!.clientSecret!.split('_secret_')[0]!, {
    ...{ payment_method: 'pm_card_visa', return_url: 'http://localhost/' },
  })
  await comeBackToRefill(token)
  expect(await settled(house)).toBe(5_000n)
})

import { text } from 'node:stream/consumers'
import { asc, sql } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { lines, orders, payments, payoutLines, payouts, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { currency, money, parseDecimal } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { fulfilOrder } from '@/lib/orders/jobs'
import { eventTypes } from '@/lib/payments/providers/stripe/events'
import { readPayoutLines } from '@/lib/payouts/jobs'
import { PlanForm } from '@/lib/plans/form'
import { savePlan } from '@/lib/plans/save'
import { requestRefund } from '@/lib/refunds/request'
import { payBack } from '@/lib/refunds/work'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { receiveManually } from '@/lib/settlement/receive'
import { makeApiKey } from '@/lib/tenancy/api-keys'
import { wireLogOf } from '@/lib/testing/contract'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeConnection, makeShop, makeStock, makeTenant } from '@/lib/testing/make'
import { receiveAll } from '@/lib/testing/receive'
import { downloadExport, startExport } from '@/lib/transactions/export'
import { exportTransactions } from '@/lib/transactions/jobs'
import { TransactionFilter } from '@/lib/transactions/query'
import { rest } from '@/lib/web/rest'
import { beginPurchase } from './begin'
import { comeBack } from './come-back'
import { payWaysOf } from './pay-ways'

// The settings are read once, so the address that goes with each payment must be known before anything else is imported.
const port = await vi.hoisted(async () => {
  const { freePort } = await import('@/db/free-port')
  const free = await freePort()
  process.env.APP_URL = `http://127.0.0.1:${free}`
  return free
})

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let inbox: Awaited<ReturnType<typeof receiveAll>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
  inbox = await receiveAll(port)
})
afterAll(async () => {
  await inbox.close()
  await sandbox.close()
})

const from = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, settlePayment, handleNotice, submitRefund, readPayoutLines, exportTransactions]
let serial = 0

async function tell(path: string, body: object = {}) {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
}

const press = (page: string, fields: Record<string, string>) =>
  fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })

/** What the newest call to this path said in a field of its form or JSON; `named`: a field that tells it from others. */
async function sentTo(service: string, path: string, field: string, named = field): Promise<unknown> {
  const calls = (await wireLogOf(sandbox.url, service)).filter((call) => call.path.split('?')[0] === path)
  const bodies = calls.map(
    ({ body }): Record<string, unknown> =>
      body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)),
  )
  const found = bodies.findLast((body) => named.split('=')[0]! in body && isNamed(body, named))
  const value = found?.[field]
  return typeof value === 'object' ? (value as { value: string }).value : value
}

const isNamed = (body: Record<string, unknown>, named: string): boolean => {
  const [name, value] = named.split('=')
  return value === undefined || body[name!] === value
}

type Sale = { account: string; webhookKey: string; externalId: string; page: string; paymentId: string }

/** How an organization is connected, what was asked for, how the buyer pays, and what was asked to go back. */
type Door = {
  psp(account: string, webhookKey: string, code: string): Promise<Parameters<typeof makeConnection>[1]>
  asked(sale: Sale): Promise<unknown>
  pay(sale: Sale): Promise<unknown>
  back?(sale: Sale): Promise<unknown>
  /** The buyer's way home is what tells of it. */
  isTold?: false
}

const acme = {
  title: 'Acme Pay',
  paymentUrl: '',
  secret: 'fake-shared-secret-of-a-shop-for-tests',
  mode: 'test',
  legacy: '',
}

async function stripePsp(account: string, webhookKey: string, page: string) {
  const plain = { secretKey: `sk_test_${account}_fake`, publishableKey: `pk_test_${account}_fake` }
  const endpoint = await stripeOf(account).webhookEndpoints.create({
    url: `${inbox.url}/${webhookKey}`,
    enabled_events: eventTypes as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
    api_version: Stripe.API_VERSION,
  })
  const facts = { accountId: `acct_${account}` }
  return {
    provider: 'stripe',
    endpoint: sandbox.url,
    settings: { page },
    plain,
    facts,
    secrets: [endpoint.secret!],
  }
}

function stripeOf(account: string): Stripe {
  const { hostname, port } = new URL(sandbox.url)
  return new Stripe(`sk_test_${account}_fake`, { host: hostname, port, protocol: 'http', telemetry: false })
}

const doors: Record<string, Door> = {
  'stripe form': {
    psp: (account, key) => stripePsp(account, key, 'form'),
    asked: () => sentTo('stripe', '/v1/payment_intents', 'amount'),
    pay: ({ account, externalId }) =>
      stripeOf(account).paymentIntents.confirm(externalId, {
        payment_method: 'pm_card_visa',
        return_url: 'http://localhost/',
      }),
    back: () => sentTo('stripe', '/v1/refunds', 'amount'),
  },
  'stripe page': {
    psp: (account, key) => stripePsp(account, key, 'hosted'),
    asked: () => sentTo('stripe', '/v1/checkout/sessions', 'line_items[0][price_data][unit_amount]'),
    pay: ({ page }) => press(page, { number: '4242424242424242', expiry: '12 / 34', cvc: '123' }),
    back: () => sentTo('stripe', '/v1/refunds', 'amount'),
  },
  mollie: {
    psp: async (account) => ({
      ...{ provider: 'mollie', endpoint: `${sandbox.url}/mollie` },
      plain: { apiKey: `test_${account}`.padEnd(37, 'fake') },
    }),
    asked: () => sentTo('mollie', '/mollie/v2/payments', 'amount'),
    pay: async ({ page }) => {
      await press(page, { method: 'creditcard' })
      await press(page, { end: 'paid' })
    },
    back: ({ externalId }) => sentTo('mollie', `/mollie/v2/payments/${externalId}/refunds`, 'amount'),
  },
  paypal: {
    psp: async (account) => ({
      ...{ provider: 'paypal-nvp', endpoint: `${sandbox.url}/paypal/nvp` },
      plain: {
        endpoint: 'https://api-3t.sandbox.paypal.com/nvp',
        username: `${account}_api1.example.test`,
        password: 'FAKEFAKEFAKEFAKE',
        checkout: 'https://www.sandbox.paypal.com/cgi-bin/webscr',
        signature: 'Afake'.repeat(11),
      },
    }),
    asked: () => sentTo('paypal', '/paypal/nvp', 'PAYMENTREQUEST_0_AMT', 'METHOD=SetExpressCheckout'),
    pay: ({ page }) => press(page, { funding: 'instant' }),
    back: () => sentTo('paypal', '/paypal/nvp', 'AMT', 'METHOD=RefundTransaction'),
    isTold: false,
  },
  cardknox: {
    async psp(account, webhookKey, code) {
      await tell('cardknox/webhook', { account, url: `${inbox.url}/${webhookKey}`, pin: 'fake-pin' })
      const plain = {
        ...{ xKey: `fakekey${account}`, site: account, mode: 'test', currency: code },
        ...{ timeZone: 'UTC', referenceField: 'xInvoice', returnField: 'xRedirectURL' },
      }
      return { provider: 'cardknox', endpoint: `${sandbox.url}/cardknox`, plain, secrets: ['fake-pin'] }
    },
    asked: async ({ page }) => new URL(page).searchParams.get('xAmount'),
    async pay({ account, page }) {
      await press(page, { xCardNum: '4444333322221111', xExp: '1230', xCVV: '123' })
      await tell(`cardknox/${account}/settle`)
    },
    back: () => sentTo('cardknox', '/cardknox/gatewayjson', 'xAmount', 'xCommand=cc:refund'),
  },
  custom: {
    async psp(_account, webhookKey) {
      await tell('custom/shops', {
        webhook_url: `${inbox.url}/${webhookKey}`,
        secret: acme.secret,
        legacy: 'off',
      })
      return { provider: 'custom', endpoint: `${sandbox.url}/custom`, plain: acme }
    },
    asked: async ({ page }) => new URL(page).searchParams.get('amount'),
    pay: ({ page }) => press(page, { end: 'paid' }),
  },
  manual: {
    psp: async () => ({
      ...{ provider: 'manual', endpoint: '' },
      plain: { title: 'Bank transfer', instructions: 'IBAN GR16 0110 1250', days: '5', mode: 'test' },
    }),
    asked: async () => undefined,
    pay: async () => {},
    isTold: false,
  },
}

/** A shop whose plan costs what was typed in the portal, paid through one connection only. */
async function open(door: string, code: string, price: string, accountIn = code) {
  const ctx = await makeTenant()
  const [account, webhookKey] = [`money${process.pid}x${++serial}`, newToken()]
  const psp = { name: 'PSP', webhookKey, ...(await doors[door]!.psp(account, webhookKey, accountIn)) }
  const shop = await makeShop(ctx, { psp, stock: 0 })
  const stock = await makeConnection(ctx)
  const sold = {
    name: 'Greece',
    dataAmount: '5',
    days: '30',
    validityStart: 'first_connect',
    countries: ['GR'],
  }
  const typed = { ...sold, connectionId: stock.id, price, currency: code, isPublished: 'on' }
  const plan = await savePlan(ctx, PlanForm.parse(typed))
  await makeStock(ctx, plan.id, stock.id)
  const input = makeCheckoutInput(shop, { planSlug: plan.slug, versionId: plan.versionId })
  const { key } = await makeApiKey(ctx, {
    ...{ name: 'Books', scopes: ['payments:read', 'payments:refund'] as const, expiresOn: undefined },
  } as Parameters<typeof makeApiKey>[1])
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': newToken() }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const response = await rest(new Request(`http://localhost/api/v1${path}`, init))
    return { status: response.status, body: await response.json() }
  }
  const read = <T>(work: Parameters<typeof inTenant<T>>[1]) => inTenant(ctx, work)
  const payment = async () => (await read((tx) => tx.select().from(payments)))[0]!
  return { ctx, shop, account, webhookKey, input, call, read, payment }
}

type Shop = Awaited<ReturnType<typeof open>>

const statusOf = async ({ read }: Shop) => {
  await runJobs(jobs, { dueNow: true })
  return (await read((tx) => tx.select().from(orders)))[0]!.status
}

/** What stands on an account in a currency; `psp` and `wallet` for all of their kind. */
async function booksOf({ read }: Shop) {
  const found = await read((tx) =>
    tx
      .select({
        account: sql<string>`split_part(${lines.account}, ':', 1) || ' ' || ${lines.currency}`,
        total: sql<string>`sum(${lines.amount})`,
      })
      .from(lines)
      .groupBy(sql`1`),
  )
  return Object.fromEntries(found.map(({ account, total }) => [account, BigInt(total)]))
}

async function exported({ ctx }: Shop): Promise<string> {
  const id = await startExport(ctx, TransactionFilter.parse({}), 'UTC')
  await runJobs(jobs)
  return text((await downloadExport(ctx, id)).file)
}

async function giveBack(door: string, shop: Shop, paid: bigint, amount: bigint, code: string) {
  const { id } = await shop.payment()
  const money = (value: bigint) => ({ amount: Number(value), currency: code })
  const wish = {
    amount: money(amount),
    refundable: money(paid),
    code: 'goodwill',
    reason: 'Slow',
    override: true,
  }
  if (door === 'custom') return tell(`custom/${id}/refund`, { amount: Number(amount) })
  const asked = await shop.call('POST', `/payments/${id}/refunds`, wish)
  expect(asked).toMatchObject({ status: 201, body: { amount: money(amount) } })
  if (door !== 'manual') return
  await runJobs(jobs)
  await payBack(shop.ctx, { refundId: asked.body.id, way: 'manual', note: 'By bank transfer' })
}

/** What Stripe sends to the bank is what the books say, and each line of it is its gross without its fee. */
async function isPaidOut(
  shop: Shop,
  { externalId }: { externalId: string | null },
  { paid, part, code }: { paid: bigint; part: bigint; code: string },
) {
  await tell(`stripe/${externalId}/payout`)
  await tell('clock', { advance_s: 5 })
  const itemized = async () => {
    await runJobs(jobs)
    return (await shop.read((tx) => tx.select().from(payouts)))[0]?.itemizedAt
  }
  await expect.poll(itemized, { timeout: 8_000 }).toBeInstanceOf(Date)
  const found = await shop.read((tx) => tx.select().from(payoutLines).orderBy(asc(payoutLines.madeAt)))
  for (const { gross, fee, net } of found) expect(gross - fee).toBe(net)
  expect(found.reduce((sum, { net }) => sum + net, 0n)).toBe(0n)
  const [charge] = found.filter(({ kind }) => kind === 'charge')
  const [row] = (await shop.call('GET', '/transactions')).body.data.slice(-1)
  expect(row).toMatchObject({ fee: { amount: Number(charge!.fee) }, net: { amount: Number(charge!.net) } })
  const books = await booksOf(shop)
  expect(books[`fees ${charge!.currency}`]).toBe(charge!.fee)
  if (charge!.currency !== code) return
  expect(charge!.gross).toBe(paid)
  expect(books).toMatchObject({ [`bank ${code}`]: paid - part - charge!.fee, [`psp ${code}`]: 0n })
}

const rows = [
  ['stripe form', 'EUR', '12.50', '1250', '2.51', '251'],
  ['stripe form', 'JPY', '1200', '1200', '501', '501'],
  ['stripe form', 'KRW', '15000', '15000', '5001', '5001'],
  ['stripe form', 'ISK', '350', '35000', '101', '10100'],
  ['stripe form', 'UGX', '35001', '3500100', '501', '50100'],
  ['stripe form', 'HUF', '3490.50', '349050', '490.51', '49051'],
  ['stripe form', 'TWD', '320.50', '32050', '20.01', '2001'],
  ['stripe form', 'KWD', '3.120', '3120', '1.050', '1050'],
  ['stripe form', 'BHD', '2.500', '2500', '0.010', '10'],
  ['stripe form', 'TND', '9.990', '9990', '0.990', '990'],
  ['stripe form', 'MGA', '45000.00', '45000', '501.00', '501'],
  ['stripe page', 'JPY', '1200', '1200', '501', '501'],
  ['stripe page', 'ISK', '1993', '199300', '501', '50100'],
  ['stripe page', 'KWD', '3.120', '3120', '1.050', '1050'],
  ['mollie', 'JPY', '1200', '1200', '501', '501'],
  ['mollie', 'ISK', '1993', '1993', '501', '501'],
  ['mollie', 'HUF', '3490.50', '3490.50', '490.51', '490.51'],
  ['mollie', 'TWD', '320.50', '320.50', '20.01', '20.01'],
  ['paypal', 'JPY', '1200', '1200', '501', '501'],
  ['paypal', 'HUF', '3490.00', '3490', '491.00', '491'],
  ['paypal', 'TWD', '320.00', '320', '21.00', '21'],
  ['cardknox', 'CAD', '12.50', '12.50', '2.51', '2.51'],
  ['custom', 'JPY', '1200', '1200', '501', undefined],
  ['custom', 'KWD', '3.125', '3.125', '1.005', undefined],
  ['manual', 'JPY', '1200', undefined, '501', undefined],
  ['manual', 'KWD', '3.125', undefined, '1.005', undefined],
] as const

describe.each(rows)('%s, %s %s', (name, code, price, sent, back, sentBack) => {
  test('MS-36 MS-37 is the same amount from the price of the plan to the books, and so is the part that goes back', async () => {
    const door = doors[name]!
    const [paid, part] = [
      parseDecimal(price, currency(code)).amount,
      parseDecimal(back, currency(code)).amount,
    ]
    const shop = await open(name, code, price)
    const [way] = await payWaysOf({ tenantId: shop.ctx.tenantId }, money(paid, code))
    expect(way).toMatchObject(name === 'stripe form' ? { card: { amount: Number(sent) } } : { card: null })

    const { redirectUrl, token } = await beginPurchase(shop.shop.store, shop.input, from)
    const { id: paymentId, externalId } = await shop.payment()
    const sale = { ...shop, externalId: externalId!, page: redirectUrl ?? '', paymentId }
    expect(await door.asked(sale)).toBe(sent)
    await door.pay(sale)
    if (name === 'manual') {
      const receivedOn = new Date().toISOString().slice(0, 10)
      await receiveManually(shop.ctx, { paymentId, amount: price, reference: 'TX 1', receivedOn })
    }
    if (door.isTold === false) await comeBack(shop.shop.store, token)
    await expect.poll(() => statusOf(shop), { timeout: 8_000 }).toBe('fulfilled')
    const settled = await shop.payment()
    expect(settled).toMatchObject({ status: 'paid', amount: paid, received: paid, mismatch: null })

    await giveBack(name, shop, paid, part, code)
    const made = () => shop.read((tx) => tx.select().from(refunds))
    await expect
      .poll(async () => [await statusOf(shop), (await made()).map(({ status }) => status)], {
        timeout: 8_000,
      })
      .toEqual(['fulfilled', [expect.stringMatching(/^(succeeded|pending)$/)]])
    expect(await made()).toMatchObject([{ amount: part, currency: code }])
    if (door.back) expect(await door.back({ ...sale, externalId: settled.externalId! })).toBe(sentBack)

    const books = await booksOf(shop)
    const fee = books[`fees ${code}`] ?? 0n
    expect(books).toMatchObject({
      [`sales ${code}`]: -paid,
      [`refunds ${code}`]: part,
      [`psp ${code}`]: paid - part - fee,
    })
    const file = await exported(shop)
    expect(file).toContain(`,${price},${code},`)
    expect(file).toContain(`,-${back},${code},`)
    expect((await shop.call('GET', '/transactions')).body.data).toMatchObject([
      { type: 'refund', amount: { amount: -Number(part), currency: code } },
      { type: 'payment', amount: { amount: Number(paid), currency: code } },
    ])
    if (name.startsWith('stripe')) await isPaidOut(shop, settled, { paid, part, code })
  })
})

describe('what a provider cannot take is refused in words, offered to nobody and not asked for', () => {
  test.each([
    ['stripe form', 'KWD', '3.125', /takes KWD only in steps of 0.010/],
    ['stripe page', 'TND', '9.995', /takes TND only in steps of 0.010/],
    ['stripe form', 'MGA', '450.50', /takes MGA only in steps of 1;/],
    ['stripe form', 'IQD', '9.000', /cannot take IQD/],
    ['stripe form', 'JPY', '49', /takes ¥50 or more/],
    ['stripe form', 'HUF', '174.99', /HUF.175.00 or more/],
    ['mollie', 'KWD', '3.120', /cannot take KWD/],
    ['mollie', 'KRW', '15000', /cannot take KRW/],
    ['mollie', 'UGX', '35000', /cannot take UGX/],
    ['paypal', 'KWD', '3.120', /cannot take KWD/],
    ['paypal', 'ISK', '1990', /cannot take ISK/],
    ['paypal', 'HUF', '3490.50', /takes HUF only without decimals/],
    ['paypal', 'TWD', '320.50', /takes TWD only without decimals/],
    ['cardknox', 'JPY', '1200', /account takes USD, not JPY/],
  ] as const)('%s, %s %s', async (name, code, price, sentence) => {
    const shop = await open(name, code, price, 'USD')
    const value = parseDecimal(price, currency(code))
    expect(await payWaysOf({ tenantId: shop.ctx.tenantId }, value)).toEqual([])
    await expect(beginPurchase(shop.shop.store, shop.input, from)).rejects.toThrow(sentence)
    expect(await shop.read((tx) => tx.$count(payments))).toBe(0)
  })
})

test.each([
  ['stripe form', 'KWD', '3.120', '1.005', 1_005, /takes KWD only in steps of 0.010/],
  ['paypal', 'HUF', '3490.00', '0.50', 50, /takes HUF only without decimals/],
] as const)(
  '%s, %s %s: a part that cannot go back is refused at once, and may go into the wallet',
  async (...row) => {
    const [name, code, price, typed, amount, sentence] = row
    const shop = await open(name, code, price)
    const { redirectUrl, token } = await beginPurchase(shop.shop.store, shop.input, from)
    const { id: paymentId, externalId } = await shop.payment()
    await doors[name]!.pay({ ...shop, externalId: externalId!, page: redirectUrl ?? '', paymentId })
    await comeBack(shop.shop.store, token)
    await expect.poll(() => statusOf(shop), { timeout: 10_000 }).toBe('fulfilled')
    const paid = Number((await shop.payment()).received)
    const wish = { code: 'goodwill', reason: 'Slow', override: true }
    const of = (value: number) => ({ amount: value, currency: code })
    const asked = { ...wish, amount: of(amount), refundable: of(paid) }
    expect(await shop.call('POST', `/payments/${paymentId}/refunds`, asked)).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(sentence) },
    })
    expect(await shop.read((tx) => tx.$count(refunds))).toBe(0)
    const credited = { paymentId, amount: typed, refundable: String(paid), override: 'on' } as const
    await requestRefund(shop.ctx, { ...credited, code: 'goodwill', reason: 'Slow', destination: 'wallet' })
    const made = await shop.read((tx) => tx.select().from(refunds))
    expect(made).toMatchObject([{ amount: BigInt(amount), status: 'succeeded', destination: 'wallet' }])
  },
)

import type { APIRequestContext } from '@playwright/test'
import { sealedPlaces } from '@/lib/ops/sealed'
import {
  type Canaries,
  houseSecrets,
  readLogs,
  sealedColumns,
  searchDatabase,
  sungIn,
  webhookSecret,
} from './canaries'
import { expect, type Page, settings, test, unique } from './fixtures'
import { createCompany } from './portal/people'
import { assignPlan, makePlan, publish } from './portal/plans'
import { connectStripe } from './portal/psps'
import { addStock, checkFile, importChecked } from './portal/telecoms'
import { fill, patterns } from './routes'
import { callsTo } from './sandbox'
import { cards, fillCheckout, heading, pay, readyEsim } from './shopping'

const stock = 'Canary stock'
const plan = {
  ...{ operator: stock, name: 'Canary islands', gigabytes: '5', days: '30', price: '9.00' },
  country: 'Spain',
}
const plainDigits = (card: string) => card.replaceAll(' ', '')

/** Two eSIMs, of which one line of the file is wrong, so that a refused row is kept. */
function makeFile() {
  const codes = [unique(), unique(), unique()].map((each) => each.toUpperCase())
  const batch = String(Date.now()).slice(-8)
  const rows = codes.map(
    (code, n) => `${n === 2 ? '89' : `8930000${batch}${100 + n}`},LPA:1$smdp.canary.test$${code}`,
  )
  return { codes, csv: ['ICCID,LPA', ...rows].join('\n') }
}

async function openShop(page: Page, slug: string, mark: string, csv: string): Promise<void> {
  await addStock(page, slug, stock)
  await createCompany(page, slug, 'Canary Ltd')
  await checkFile(page, slug, stock, csv)
  await importChecked(page, 2)
  await makePlan(page, slug, plan)
  await publish(page)
  await assignPlan(page, slug, plan.name)
  await connectStripe(page, slug, mark)
}

/** Buys once with a declined card and then with a good one; gives the address of the order. */
async function buy(page: Page, slug: string, email: string): Promise<string> {
  await page.goto(`/store/${slug}`)
  await page.getByRole('link', { name: plan.country }).first().click()
  await page.getByRole('link', { name: plan.name, exact: true }).click()
  await page
    .getByRole('link', { name: 'Buy' })
    .or(page.getByRole('button', { name: 'Buy' }))
    .click()
  await expect(heading(page, 'Checkout')).toBeVisible()
  await fillCheckout(page, email)
  await pay(page, cards.declined)
  await expect(page.getByRole('alert').filter({ hasText: /declined/ })).toBeVisible()
  await pay(page, cards.good)
  await readyEsim(page)
  return page.url().split('?')[0]!
}

/** Asks in wrong ways, with secrets where none belong. Gives what was answered. */
async function askWrongly(request: APIRequestContext, slug: string, canaries: Canaries) {
  const webhook = await request.get(`/admin/${slug}/settings/billing`)
  const key = /payments\/([\w-]{20,})/.exec(await webhook.text())?.[1] ?? 'unknown'
  const all = Object.values(canaries).join(' ')
  const answers = [
    await request.post(`/api/webhooks/payments/${key}`, {
      data: JSON.stringify({ id: 'evt_canary', note: all }),
      headers: { 'stripe-signature': `t=1,v1=${canaries['webhook secret']}` },
    }),
    await request.post(`/api/webhooks/payments/${canaries['secret key']}`, { data: all }),
    await request.get(`/store/${slug}/orders/${canaries['address of the order']}x`),
    await request.get('/api/metrics', { headers: { authorization: `Bearer ${canaries['secret key']}` } }),
  ]
  return Promise.all(answers.map((answer) => answer.text()))
}

/** Every page and route of the portal that this organization has something to show on. */
async function walk(request: APIRequestContext, slug: string): Promise<[string, string][]> {
  const seen: [string, string][] = []
  for (const { pattern } of patterns().filter(({ pattern }) => /^\/(admin|api\/admin)\//.test(pattern))) {
    // The refused rows of one's own file are given back whole, to those who may reveal codes.
    if (pattern.endsWith('/errors')) continue
    const path = await fill(pattern, slug, slug).catch(() => null)
    if (path) seen.push([path, await (await request.get(path)).text()])
  }
  return seen
}

test('no secret, card number or activation code comes to light anywhere', async ({
  page,
  browser,
  newOrganization: { slug, password },
}) => {
  test.setTimeout(300_000)
  const mark = unique()
  const email = `canary-${mark}@buyers.test`
  const { codes, csv } = makeFile()
  await openShop(page, slug, mark, csv)
  const phone = await (await browser.newContext({ baseURL: process.env.APP_URL })).newPage()
  const order = await buy(phone, slug, email)
  const token = order.split('/').at(-1)!
  const cookies = await page.context().cookies()

  const secrets: Canaries = {
    ...houseSecrets(),
    'secret key': `sk_test_${mark}_fake`,
    'webhook secret': await webhookSecret(slug),
    'good card': plainDigits(cards.good),
    'good card as typed': cards.good,
    'declined card': plainDigits(cards.declined),
    'declined card as typed': cards.declined,
    'address of the order': token,
    password,
    session: cookies.find(({ name }) => name.includes('session'))!.value,
    ...Object.fromEntries(codes.map((code, n) => [`activation code ${n}`, code])),
  }
  const answers = await askWrongly(page.context().request, slug, secrets)

  await test.step('the logs', async () => {
    const logs = readLogs()
    expect(logs.map(([name]) => name)).toEqual(expect.arrayContaining(['web.log', 'worker.log']))
    expect(logs.some(([, text]) => text.includes('job done'))).toBe(true)
    const found = logs.flatMap(([name, text]) =>
      sungIn(text, { ...secrets, 'e-mail': email }).map((canary) => `${name}: ${canary}`),
    )
    expect(found.filter((each) => !each.startsWith('sandbox.log'))).toEqual([])
    for (const [name, text] of logs.filter(([name]) => /^(web|worker)/.test(name)))
      expect(text.match(/\b\w+_secret_\w{8,}|LPA:1\$|@buyers\.test/g) ?? [], name).toEqual([])
  })

  await test.step('the database', async () => {
    expect(await searchDatabase({ 'e-mail': email })).toContain('public.orders.email: e-mail')
    expect(await searchDatabase(secrets)).toEqual([])
    const places = sealedPlaces.map(({ name }) => `public.${name}`)
    const sealed = (await sealedColumns()).filter((name) => !name.startsWith('graphile_worker.'))
    expect(sealed.filter((name) => !places.includes(name))).toEqual([])
    expect(sealed).toContain('public.orders.token_sealed')
  })

  await test.step('errors and pages', async () => {
    const pages = await walk(page.context().request, slug)
    expect(pages.length).toBeGreaterThan(30)
    expect(pages.some(([, text]) => text.includes(email))).toBe(true)
    // Each answers with the own cookie unread, so the session stands nowhere either.
    const shown = [...pages, ...answers.map((text): [string, string] => ['error', text])]
    const isAsked = (path: string, canary: string) => path === 'error' && canary === 'address of the order'
    const found = shown.flatMap(([path, text]) =>
      sungIn(text, secrets)
        .filter((canary) => !isAsked(path, canary))
        .map((canary) => `${path}: ${canary}`),
    )
    expect(found).toEqual([])
    const { 'address of the order': _, ...others } = secrets
    const withoutCodes = Object.fromEntries(
      Object.entries(others).filter(([name]) => !name.startsWith('activation code')),
    )
    expect(sungIn(await (await phone.request.get(order)).text(), withoutCodes)).toEqual([])
  })

  await test.step('the request log of the sandbox', async () => {
    const calls = JSON.stringify(await callsTo('stripe'))
    expect(calls).toContain('/v1/payment_intents')
    const masked: Canaries = {
      ...houseSecrets(),
      'secret key': secrets['secret key']!,
      'webhook secret': secrets['webhook secret']!,
      'good card': secrets['good card']!,
      'declined card': secrets['declined card']!,
    }
    expect(sungIn(calls, masked)).toEqual([])
    const { 'good card': _, 'declined card': __, ...keys } = masked
    expect(sungIn(await (await fetch(settings.sandbox)).text(), keys)).toEqual([])
  })
  await phone.context().close()
})

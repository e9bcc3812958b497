import type { APIRequestContext, APIResponse, Browser } from '@playwright/test'
import {
  addRuns,
  buyersSim,
  buyersWallet,
  companyOf,
  firstOf,
  marksOf,
  marksOutside,
  openNotices,
  printOf,
  userId,
} from './demo'
import { expect, signIn, test } from './fixtures'
import { formsOf, type PageForm, send } from './forms'
import { fill, isOwned, patterns } from './routes'

test.describe.configure({ timeout: 420_000 })

const all = patterns()
const portal = all.filter(({ pattern }) => /^\/(admin|api\/admin)\//.test(pattern))
const pages = portal.filter(({ isPage }) => isPage)

/** Somebody's browser, signed in through the form; null is nobody. */
async function visitor(browser: Browser, email: string | null) {
  const context = await browser.newContext({ baseURL: process.env.APP_URL, locale: 'en-GB' })
  const page = await context.newPage()
  if (email) await signIn(page, email)
  else await page.goto('/sign-in')
  return { page, request: context.request, close: () => context.close() }
}

const get = (request: APIRequestContext, path: string) => request.get(path, { maxRedirects: 0 })

type Visitor = Awaited<ReturnType<typeof visitor>>

/** A few at a time: the walk is long. */
async function each<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const queue = list.map((one, index) => ({ one, index }))
  const run = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next.index] = await work(next.one)
  }
  await Promise.all(Array.from({ length: 4 }, run))
  return results
}

const ids = /\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}\b|\b89\d{16,20}\b/g

/** What of somebody's rows stands in an answer, besides what was asked for. */
async function leaksIn(response: APIResponse, marks: ReadonlySet<string>, asked: string): Promise<string[]> {
  const text = await response.text()
  const found = new Set(text.match(ids) ?? [])
  return [...found].filter((id) => marks.has(id) && !asked.includes(id))
}

test.beforeAll(async () => {
  for (const slug of ['demo', 'other']) await addRuns(slug)
  // The demo was bought before the web was there: its webhooks come a second time, a minute later.
  await expect.poll(() => openNotices('demo'), { timeout: 150_000 }).toBe(0)
})

test('who is not signed in gets no page of the portal', async ({ browser }) => {
  const nobody = await visitor(browser, null)
  const answers = await each(portal, async ({ pattern, isPage }) => {
    const path = await fill(pattern, 'demo', 'demo')
    const response = await get(nobody.request, path)
    const isAway = isPage && /\/sign-in\?next=/.test(response.headers().location ?? '')
    return isAway || [401, 404, 405].includes(response.status()) ? null : `${path}: ${response.status()}`
  })
  expect(answers.filter(Boolean)).toEqual([])
  expect(answers.length).toBeGreaterThan(30)
  await nobody.close()
})

test('the owner of another organization finds nothing in this one', async ({ browser }) => {
  const stranger = await visitor(browser, 'owner@other.test')
  const answers = await each(portal, async ({ pattern }) => {
    const path = await fill(pattern, 'demo', 'demo')
    const response = await get(stranger.request, path)
    return [404, 405].includes(response.status()) ? null : `${path}: ${response.status()}`
  })
  expect(answers.filter(Boolean)).toEqual([])
  await stranger.close()
})

test('ids of this organization lead nowhere in another', async ({ browser }) => {
  const stranger = await visitor(browser, 'owner@other.test')
  const marks = await marksOf('demo')
  const owned = portal.filter(({ pattern }) => isOwned(pattern))
  const missing = await each(owned, async ({ pattern }) => {
    const path = await fill(pattern, 'other', 'demo')
    const response = await get(stranger.request, path)
    return [404, 405].includes(response.status()) ? null : `${path}: ${response.status()}`
  })
  expect(missing.filter(Boolean)).toEqual([])
  expect(owned.length).toBeGreaterThan(10)

  const lists = pages.filter(({ pattern }) => !isOwned(pattern))
  const queries = await each(lists, async ({ pattern }) => {
    const path = await fill(pattern, 'other', 'other')
    const query = new URLSearchParams({
      id: await firstOf('demo', 'sims'),
      do: 'archive',
      offer: await firstOf('demo', 'offers'),
      plan: await firstOf('demo', 'plans'),
      company: await firstOf('demo', 'companies'),
      operator: await firstOf('demo', 'connections', "kind = 'telecom'"),
      connection: await firstOf('demo', 'connections', "kind = 'psp'"),
      after: await firstOf('demo', 'orders'),
    })
    const response = await get(stranger.request, `${path}?${query}`)
    const leaks = await leaksIn(response, marks, query.toString())
    return leaks.length || response.status() >= 500 ? `${path}?${query}: ${response.status()} ${leaks}` : null
  })
  expect(queries.filter(Boolean)).toEqual([])
  await stranger.close()
})

test('a store knows nothing of another store', async ({ request }) => {
  const marks = await marksOf('demo')
  const shops = all.filter(({ pattern }) => /^\/store(-window)?\//.test(pattern) && isOwned(pattern))
  expect(shops.length).toBeGreaterThan(4)
  for (const { pattern } of shops) {
    const path = await fill(pattern, 'other', 'demo')
    const response = await request.get(path)
    const isAway = new URL(response.url()).pathname === '/sign-in'
    if (!isAway) expect([404, 405], `${path}: ${response.status()}`).toContain(response.status())
    expect(await leaksIn(response, marks, path)).toEqual([])
  }
})

test('an end user finds only what is his, in the store where he has an account', async ({ browser }) => {
  const buyer = await visitor(browser, 'user@demo.test')
  const own = all.filter(({ pattern }) => pattern.startsWith('/store/[store]/account/') && isOwned(pattern))
  expect(own.length).toBeGreaterThan(1)
  const strangers: [mine: string, others: string][] = [
    [await buyersWallet('demo'), await firstOf('demo', 'wallets', 'company_id is not null')],
    [await buyersSim('demo'), await firstOf('demo', 'sims', 'end_user_id is null')],
  ]
  for (const { pattern } of own) {
    const path = await fill(pattern, 'demo', 'demo')
    expect((await get(buyer.request, path)).status(), path).toBe(200)
    const strange = strangers.reduce((each, [mine, others]) => each.replace(mine, others), path)
    expect((await get(buyer.request, strange)).status(), strange).toBe(404)
    const elsewhere = await get(buyer.request, path.replace('/store/demo/', '/store/other/'))
    expect([303, 307, 404], path).toContain(elsewhere.status())
  }
  await buyer.close()
})

test('a webhook address serves one connection of one kind', async ({ request }) => {
  for (const [kind, where] of [
    ['telecoms', "kind = 'psp'"],
    ['payments', "provider = 'esim-go'"],
  ] as const) {
    const key = await firstOf('demo', 'connections', where, 'webhook_key')
    expect((await request.post(`/api/webhooks/${kind}/${key}`, { data: '{}' })).status()).toBe(404)
  }
})

/** Every form that a person meets in the portal of `slug`. */
async function collect(browser: Browser, email: string, slug: string): Promise<PageForm[]> {
  const person = await visitor(browser, email)
  const found = await each(pages, async ({ pattern }) => {
    const url = await fill(pattern, slug, slug)
    const response = await get(person.request, url)
    return response.ok() ? { url, html: await response.text() } : null
  })
  const forms: PageForm[] = []
  for (const page of found) if (page) forms.push(...(await formsOf(person.page, page.url, page.html)))
  await person.close()
  return forms
}

const textOf = ({ action, fields }: PageForm) => JSON.stringify([action, fields])

/** Those of an organization: what everyone has, such as "Sign out", is bound to none. */
const boundTo = (slug: string, forms: PageForm[]) =>
  forms.filter((form) => new RegExp(`[\\["/\\\\]${slug}[\\]"/\\\\]`).test(textOf(form)))

const renamed = (form: PageForm): PageForm => ({
  ...form,
  action: form.action.replaceAll('/demo', '/other'),
  fields: form.fields.map(([name, value]) => [
    name,
    name.startsWith('$ACTION') ? value.replaceAll('"demo"', '"other"') : value,
  ]),
})

test('no form of this organization works in the hands of a stranger', async ({ browser }) => {
  const forms = boundTo('demo', await collect(browser, 'owner@demo.test', 'demo'))
  expect(forms.length).toBeGreaterThan(25)
  const marks = await marksOf('demo')
  const before = await printOf('demo')
  const [nobody, stranger] = [await visitor(browser, null), await visitor(browser, 'owner@other.test')]

  const wrong: string[] = []
  const check = async (who: string, { request }: Visitor, form: PageForm, good: readonly number[]) => {
    const sent = await send(request, form)
    const leaks = await leaksIn(sent, marks, textOf(form) + form.url)
    const location = sent.headers().location
    const end = location ? await request.get(location) : sent
    const isSignIn = new URL(end.url()).pathname === '/sign-in'
    if (!leaks.length && (isSignIn || good.includes(end.status()))) return
    wrong.push(`${who}: ${form.url} ${textOf(form).slice(0, 300)}: ${end.status()} ${leaks}`)
  }
  await each(forms, async (form) => {
    const url = form.url.replace('/admin/demo', '/admin/other')
    await check('nobody', nobody, form, [404])
    await check('a stranger', stranger, form, [404])
    await check('from elsewhere', stranger, { ...form, url }, [404])
    if ([...marks].some((id) => textOf(form).includes(id)))
      await check('as one’s own', stranger, { ...renamed(form), url }, [200, 404])
  })
  expect(wrong).toEqual([])
  expect(await printOf('demo')).toEqual(before)
  await nobody.close()
  await stranger.close()
})

test('a viewer sees what there is, and no button but those of the own profile', async ({ browser }) => {
  const forms = boundTo('demo', await collect(browser, 'viewer@demo.test', 'demo'))
  const elsewhere = forms.filter(({ url }) => !url.endsWith('/settings/profile'))
  expect(elsewhere.length).toBeGreaterThan(0)
  expect(new Set(elsewhere.flatMap(({ buttons }) => buttons))).toEqual(new Set(['Leave']))
})

test('a viewer who sends a form of the owner changes nothing', async ({ browser }) => {
  const owners = boundTo('demo', await collect(browser, 'owner@demo.test', 'demo'))
  const me = await userId('viewer@demo.test')
  // Everyone may change the own profile, and leave.
  const forms = owners.filter((form) => !form.url.endsWith('/settings/profile') && !textOf(form).includes(me))
  const viewer = await visitor(browser, 'viewer@demo.test')
  const before = await printOf('demo')
  const answers = await each(forms, async (form) => {
    const response = await send(viewer.request, form)
    return response.status() >= 500 ? `${form.url}: ${response.status()}` : null
  })
  expect(answers.filter(Boolean)).toEqual([])
  expect(await printOf('demo')).toEqual(before)
  await viewer.close()
})

test('staff of a company see only their company', async ({ browser }) => {
  const email = 'staff@company.demo.test'
  const outside = await marksOutside('demo', await companyOf(email))
  const staff = await visitor(browser, email)
  const answers = await each(pages, async ({ pattern }) => {
    const path = await fill(pattern, 'demo', 'demo')
    const response = await get(staff.request, path)
    // Who saves a card chooses the provider that keeps it.
    const isChoice = pattern.endsWith('/payment-methods/[owner]/new')
    const leaks = (await leaksIn(response, outside, path)).filter((id) => !isChoice || !id.startsWith('con_'))
    return leaks.length || response.status() >= 500
      ? `${path}: ${response.status()} ${leaks.slice(0, 3)}`
      : null
  })
  expect(answers.filter(Boolean)).toEqual([])

  const foreign = await firstOf('demo', 'sims', `company_id is distinct from '${await companyOf(email)}'`)
  expect((await get(staff.request, `/admin/demo/sims/${foreign}`)).status()).toBe(404)
  const own = await firstOf('demo', 'sims', `company_id = '${await companyOf(email)}'`)
  expect((await get(staff.request, `/admin/demo/sims/${own}`)).status()).toBe(200)
  await staff.close()
})

test('an end user has no part in the portal', async ({ browser }) => {
  const user = await visitor(browser, 'user@demo.test')
  for (const { pattern } of pages) {
    const response = await get(user.request, await fill(pattern, 'demo', 'demo'))
    expect([303, 307, 404], pattern).toContain(response.status())
  }
  await user.close()
})

import { AxeBuilder } from '@axe-core/playwright'
import { addRuns } from './demo'
import { expect, type Page, signIn, test, unique } from './fixtures'
import { standsStill } from './looks'
import { fill, patterns } from './routes'
import { openShop } from './shop'
import { cards, fillCheckout, heading, payButton, readyEsim } from './shopping'

test.describe.configure({ timeout: 420_000 })

const looks = [
  { name: 'light on a desktop', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark on a phone', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds on a page as it stands, one line each. */
async function violations(page: Page): Promise<string[]> {
  await standsStill(page)
  // The legacy mode needs no second page; it only cannot look into frames of others, of which there are none.
  const axe = new AxeBuilder({ page }).withTags(tags).options({ resultTypes: ['violations'] })
  const { violations: found } = await axe.setLegacyMode().analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).slice(0, 3)}`)
}

const isWiderThanScreen = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

async function lookAt(page: Page, pattern: string): Promise<string[]> {
  const path = await fill(pattern, 'demo', 'demo')
  // Before the page is opened: a colour that is on its way to another is neither.
  await page.emulateMedia({ colorScheme: looks[0].colorScheme, reducedMotion: 'reduce' })
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const problems: string[] = []
  for (const { name, colorScheme, viewport } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize(viewport)
    for (const each of await violations(page)) problems.push(`${path}, ${name}: ${each}`)
    if (await isWiderThanScreen(page)) problems.push(`${path}, ${name}: wider than the screen`)
  }
  // WCAG 1.4.10: also a desktop at 400 %.
  await page.setViewportSize({ width: 320, height: 844 })
  if (await isWiderThanScreen(page)) problems.push(`${path}: wider than 320 pixels`)
  return problems
}

async function lookAtAll(page: Page, patterns: string[]): Promise<string[]> {
  const problems: string[] = []
  for (const pattern of patterns) problems.push(...(await lookAt(page, pattern)))
  return problems
}

const pages = patterns()
  .filter(({ isPage, pattern }) => isPage && !pattern.startsWith('/store-window'))
  .map(({ pattern }) => pattern)
const isPortal = (pattern: string) => pattern.startsWith('/admin/')
const isAbout = (pattern: string, nouns: string) =>
  new RegExp(`^/admin/\\[tenant\\]/(${nouns})(/|$)`).test(pattern)

const portal = pages.filter(isPortal)
const parts = {
  settings: portal.filter((pattern) => isAbout(pattern, 'settings')),
  'SIMs and plans': portal.filter((pattern) => isAbout(pattern, 'sims|plans')),
  'all else': portal.filter((pattern) => !isAbout(pattern, 'settings|sims|plans')),
}
const shop = ['/store/[store]', '/store/[store]/[place]', '/store/[store]/plans/[slug]']
const open = [...pages.filter((pattern) => !isPortal(pattern)), ...shop]

test.beforeAll(() => addRuns('demo'))

for (const [part, list] of Object.entries(parts))
  test(`everyone can use the pages of the portal: ${part}`, async ({ page }) => {
    await signIn(page, 'owner@demo.test')
    expect(list.length).toBeGreaterThan(5)
    expect(await lookAtAll(page, list)).toEqual([])
  })

test('everyone can use the pages for the public', async ({ page }) => {
  expect(open.length).toBeGreaterThan(10)
  expect(await lookAtAll(page, open)).toEqual([])
})

test('everyone can use the pages of an account', async ({ page }) => {
  await signIn(page, 'user@demo.test')
  const account = open.filter((pattern) => pattern.startsWith('/store/[store]/account'))
  expect(account.length).toBeGreaterThan(3)
  // Where a provider sends the browser is no page to look at: this one was never there.
  expect(
    await lookAtAll(
      page,
      account.filter((pattern) => !pattern.includes('/added/')),
    ),
  ).toEqual([])
})

/** Goes on with Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    if ((await focused.count()) && (await isNamed(focused, name))) return
  }
  throw new Error(`Tab never comes to ${name}`)
}

async function isNamed(element: ReturnType<Page['locator']>, name: string | RegExp): Promise<boolean> {
  const snapshot = await element.ariaSnapshot()
  const [, found = ''] = /"(.*?)"/.exec(snapshot) ?? []
  return typeof name === 'string' ? found === name : name.test(found)
}

test('one signs in by keyboard alone', async ({ page }) => {
  await page.goto('/sign-in')
  await tabTo(page, 'Email')
  await page.keyboard.type('viewer@demo.test')
  await tabTo(page, 'Password')
  await page.keyboard.type(process.env.DEMO_PASSWORD!)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/admin/demo')
  // A page that is opened begins at its top; one that a form leads to begins where the form was.
  await page.reload()
  await page.keyboard.press('Tab')
  await expect(page.locator(':focus')).toHaveText(/Skip to/)
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
})

test('one buys by keyboard alone', async ({ page }) => {
  const { store, plan } = await openShop()
  await page.goto(`/store/${store.slug}/plans/${plan.slug}`)
  await tabTo(page, 'Buy')
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Checkout')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Card number' })).toBeVisible()
  await tabTo(page, 'Email')
  await page.keyboard.type(`keys-${unique()}@buyers.test`)
  await tabTo(page, /^My device supports eSIM/)
  await page.keyboard.press('Space')
  await tabTo(page, 'Card number')
  await page.keyboard.type(cards.good)
  await tabTo(page, 'Expiry date')
  await page.keyboard.type('1234')
  await tabTo(page, 'CVC')
  await page.keyboard.type('123')
  await tabTo(page, /^Pay/)
  await page.keyboard.press('Enter')
  await readyEsim(page)
})

test('what is wrong in a form is told where it is, and nothing typed is lost', async ({ page }) => {
  await page.goto((await openShop()).checkout)
  await page.getByRole('textbox', { name: 'Email', exact: true }).fill('someone@nowhere')
  await payButton(page).click()
  const email = page.getByRole('textbox', { name: 'Email', exact: true })
  await expect(email).toHaveAccessibleDescription(/e-mail address like/)
  await expect(email).toBeFocused()
  await expect(email).toHaveValue('someone@nowhere')
  await fillCheckout(page, 'someone@nowhere.test')
})

import { expect, settings, signIn, test, unique } from './fixtures'
import { expectAccessible } from './looks'
import { mailsTo } from './sandbox'
import { openShop } from './shop'
import { cards, fillCard, fillCheckout, heading, payButton, readyEsim } from './shopping'

const buyer = () => `traveller-${unique()}@buyers.test`

test.describe('a browser without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('finds a country, reads a plan and places an order', async ({ page }) => {
    const shop = await openShop()
    await page.goto(`/store/${shop.store.slug}`)
    await page.getByRole('searchbox', { name: 'Search' }).fill('greec')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('link', { name: /^GR ?Greece|^Greece/ }).click()
    await expect(heading(page, 'eSIM for Greece')).toBeVisible()
    await page.getByRole('link', { name: 'Greece 5 GB' }).click()
    for (const fact of ['5 GB', '30 days', 'Greece', '€9.00'])
      await expect(page.getByRole('main')).toContainText(fact)
    await page.getByRole('link', { name: 'Buy' }).click()
    await page.getByRole('textbox', { name: 'Email' }).fill('not an address')
    await payButton(page).click()
    await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue('not an address')
    await expect(page.getByRole('textbox', { name: 'Email' })).toHaveAccessibleDescription(/name@example.com/)
    await fillCheckout(page, buyer())
    await payButton(page).click()
    await expect(heading(page, 'Pay for your order')).toBeVisible()
    // biome-ignore lint/performance/useDomNodeTextContent: what is shown; Playwright passes over `noscript`
    const read = await page.getByRole('main').evaluate((main) => (main as HTMLElement).innerText)
    expect(read).toContain('The card form needs JavaScript')
  })
})

test('the shop window runs no script, is not sent twice, and can be used by everyone', async ({ page }) => {
  const shop = await openShop()
  const address = `/store/${shop.store.slug}`
  for (const path of ['', '/gr', `/plans/${shop.plan.slug}`]) {
    const answer = (await page.goto(`${address}${path}`))!
    expect(answer.headers()['content-security-policy']).toContain("script-src 'none'")
    expect(await answer.text()).not.toContain('<script')
    const again = await page.request.get(`${address}${path}`, {
      headers: { 'if-none-match': answer.headers().etag! },
    })
    expect(again.status()).toBe(304)
    await expectAccessible(page)
  }
})

test('what is not sold, and a store that is not there, is a page that says so', async ({ page }) => {
  const shop = await openShop()
  for (const path of [`/store/${shop.store.slug}/plans/none`, `/store/${unique()}`]) {
    expect((await page.goto(path))!.status()).toBe(404)
    await expect(heading(page, 'Not found')).toBeAttached()
  }
  expect((await page.goto(`/store-window/${shop.store.slug}`))!.status()).toBe(404)
})

test('an order or checkout that is not there is a page of the store, with a way on', async ({ page }) => {
  const { store } = await openShop()
  for (const [path, title, way] of [
    [`orders/${unique()}`, 'There is no order at this address', 'Find my orders'],
    ['checkout/none', 'This plan is not for sale', 'See all plans'],
  ] as const) {
    expect((await page.goto(`/store/${store.slug}/${path}`))!.status()).toBe(404)
    await expect(heading(page, title)).toBeVisible()
    await expect(page.getByRole('banner')).toContainText(store.name)
    await page.getByRole('main').getByRole('link', { name: way }).click()
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(title)
  }
})

test('a declined card says so, another pays the same order, and the order page can be used by everyone', async ({
  page,
}) => {
  const shop = await openShop()
  const email = buyer()
  await page.goto(shop.checkout)
  await expectAccessible(page)
  // What is ticked after a correction must stay ticked through all further answers.
  await payButton(page).click()
  await expect(page.getByRole('alert').filter({ hasText: '2 fields need a look.' })).toBeVisible()
  await fillCheckout(page, email)
  await fillCard(page, cards.declined)
  await payButton(page).click()
  await expect(page.getByRole('alert').filter({ hasText: /declined/ })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Email', exact: true })).toHaveValue(email)
  await fillCard(page, cards.good)
  await payButton(page).click()
  const { code } = await readyEsim(page)
  expect(page.url()).not.toContain('payment_intent')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByRole('status').filter({ hasText: `Sent to ${email}` })).toBeVisible()
  expect((await mailsTo(email, 2)).every(({ text }) => text.includes(code))).toBe(true)
})

test('the link to an order can be found again by mail', async ({ page }) => {
  const shop = await openShop()
  const email = buyer()
  await page.goto(shop.checkout)
  await fillCheckout(page, email)
  await fillCard(page, cards.good)
  await payButton(page).click()
  await readyEsim(page)
  const order = page.url()
  await page.goto(`/store/${shop.store.slug}/account`)
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await page.getByRole('button', { name: 'Send me the links' }).click()
  await expect(page.getByRole('status').filter({ hasText: email })).toBeVisible()
  const mails = await mailsTo(email, 2)
  expect(mails.at(-1)).toMatchObject({ subject: 'Your orders at Test store' })
  expect(mails.at(-1)!.text).toContain(order)
})

test('what the owner changes stands in the store at once', async ({ page }) => {
  await signIn(page, 'owner@other.test', settings.demoPassword)
  const tagline = `Fresh ${unique()}`
  await page.goto('/store/other')
  await page.goto('/admin/other/settings/store')
  await page.getByRole('textbox', { name: 'Tagline' }).fill(tagline)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
  await page.goto('/store/other')
  await expect(heading(page, tagline)).toBeVisible()
})

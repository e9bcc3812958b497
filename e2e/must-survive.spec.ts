import { makeConnection } from '@/lib/testing/make'
import { expect, type Page, settings, test, unique } from './fixtures'
import { booksOf, openShop } from './shop'
import { cards, fillCheckout, heading, pay, payButton, readyEsim } from './shopping'

const once = { orders: 1, payments: 1, charged: 900n, delivered: 1 }
const buyer = () => `traveller-${unique()}@buyers.test`
const script = /stripe\.js/

const notLoaded = (page: Page) =>
  page.getByRole('main').getByRole('alert').filter({ hasText: 'The card form did not load' })

/** A shop that takes cards in a form of Stripe, and everything else on the page of Mollie. */
async function openShopWithTwoWays() {
  const shop = await openShop()
  const apiKey = `test_${unique()}`.padEnd(37, 'fake')
  const psp = {
    provider: 'mollie',
    name: 'Mollie',
    endpoint: `${settings.sandbox}/mollie`,
    plain: { apiKey },
  }
  await makeConnection(shop.owner, { kind: 'psp', mode: 'test', ...psp })
  return shop
}

test('MS-61 where the script of Stripe is blocked the page says so, and another way to pay goes through', async ({
  page,
}) => {
  const shop = await openShopWithTwoWays()
  await page.route(script, (route) => route.abort())
  await page.goto(shop.checkout)
  await expect(notLoaded(page)).toBeVisible()
  await expect(notLoaded(page).getByRole('button', { name: 'Try again' })).toBeVisible()
  await fillCheckout(page, buyer())
  await page.getByText('Mollie', { exact: true }).click()
  await expect(notLoaded(page)).toBeHidden()
  await payButton(page).click()
  await page.getByRole('button', { name: /iDEAL/ }).click()
  await page.getByRole('button', { name: /^paid/i }).click()
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
})

test('MS-61 while the script of Stripe is slow the page says that it waits, and works once it is there', async ({
  page,
}) => {
  const shop = await openShop()
  const arrived = Promise.withResolvers<void>()
  await page.route(script, async (route) => {
    await arrived.promise
    await route.continue()
  })
  await page.goto(shop.checkout, { waitUntil: 'domcontentloaded' })
  await expect(heading(page, 'Checkout')).toBeVisible()
  await expect(page.getByText('Loading the card form')).toBeVisible()
  await fillCheckout(page, buyer())
  // After a quarter of a minute nobody is left waiting without a word.
  await expect(notLoaded(page)).toBeVisible({ timeout: 20_000 })
  arrived.resolve()
  await expect(notLoaded(page)).toBeHidden()
  await pay(page)
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
})

test('MS-65 a buyer who confirms in the browser inside an app, which knows no cookie, gets the eSIM there', async ({
  browser,
  page,
}) => {
  const shop = await openShop()
  await page.goto(shop.checkout)
  await fillCheckout(page, buyer())
  await pay(page, cards.secure)
  await expect(heading(page, '3D Secure test page')).toBeVisible()

  const app = await browser.newContext({ baseURL: process.env.APP_URL })
  const inside = await app.newPage()
  await inside.goto(page.url())
  await inside.getByRole('button', { name: 'Complete authentication' }).click()
  const esim = await readyEsim(inside)
  expect(new URL(inside.url()).search).toBe('')
  await app.close()

  // What the first browser has kept of its checkout leads to the same order.
  await page.goto(shop.checkout)
  await expect(heading(page, 'Checkout')).toBeVisible()
  expect(await booksOf(shop)).toEqual(once)
  expect(esim.code).not.toBe('')
})

test('MS-65 without a cookie, though the confirmation fails, the order says so and may be paid again', async ({
  browser,
  page,
}) => {
  const shop = await openShop()
  await page.goto(shop.checkout)
  await fillCheckout(page, buyer())
  await pay(page, cards.secure)
  await expect(heading(page, '3D Secure test page')).toBeVisible()

  const app = await browser.newContext({ baseURL: process.env.APP_URL })
  const inside = await app.newPage()
  await inside.goto(page.url())
  await inside.getByRole('button', { name: 'Fail authentication' }).click()
  await inside.getByRole('link', { name: 'Try again' }).click()
  await pay(inside)
  await readyEsim(inside)
  await app.close()
  expect(await booksOf(shop)).toEqual(once)
})

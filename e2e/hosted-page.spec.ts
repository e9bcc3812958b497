import { expect, type Page, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { connectStripe } from './portal/psps'
import { callsTo } from './sandbox'
import { booksOf, stockUp } from './shop'
import { fillCheckout, heading, payButton, readyEsim } from './shopping'

const once = { orders: 1, payments: 1, charged: 900n, delivered: 1 }
const buyer = () => `traveller-${unique()}@buyers.test`

const whereBuyersPay = (page: Page) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: 'Where buyers pay' }) })

/** On the simulated page of Stripe. */
async function payThere(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number)
  await page.getByLabel('Expiry').fill('12 / 34')
  await page.getByLabel('CVC').fill('123')
  await page.getByRole('button', { name: 'Pay' }).click()
}

test("staff choose Stripe's page, and buyers pay there, while our pages load nothing of Stripe", async ({
  page,
  newOrganization: { slug },
}) => {
  const account = unique()
  await connectStripe(page, slug, account)
  await expect(whereBuyersPay(page).getByRole('definition')).toHaveText('In a form on your page')
  await whereBuyersPay(page).getByRole('button', { name: 'Change' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('On the page of Stripe', { exact: true }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(whereBuyersPay(page).getByRole('definition')).toHaveText('On the page of Stripe')
  await expectFits(page)

  const shop = await stockUp(slug)
  const fromStripe: string[] = []
  page.on('request', (request) => {
    if (/stripe\.(js|com)/.test(request.url())) fromStripe.push(request.url())
  })
  await page.goto(shop.checkout)
  await fillCheckout(page, buyer())
  await payButton(page).click()
  await expect(page.getByLabel('Card number')).toBeVisible()
  expect(fromStripe).toEqual([])

  await payThere(page, '4000 0000 0000 0002')
  await expect(page.getByRole('alert')).toContainText('declined')
  await payThere(page, '4242 4242 4242 4242')
  await readyEsim(page)
  expect(new URL(page.url()).search).toBe('')
  expect(await booksOf(shop)).toEqual(once)
  const made = (await callsTo('stripe')).filter(
    ({ method, path, response }) =>
      method === 'POST' && path === '/v1/checkout/sessions' && response.includes(`/store/${slug}/`),
  )
  expect(made.map(({ status }) => status)).toEqual([200])
})

test("who leaves Stripe's page comes back to the order, and may go on", async ({
  page,
  newOrganization: { slug },
}) => {
  await connectStripe(page, slug, unique())
  await whereBuyersPay(page).getByRole('button', { name: 'Change' }).click()
  await page.getByRole('dialog').getByText('On the page of Stripe', { exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(whereBuyersPay(page).getByRole('definition')).toHaveText('On the page of Stripe')
  const shop = await stockUp(slug)
  await page.goto(shop.checkout)
  await fillCheckout(page, buyer())
  await payButton(page).click()
  await page.getByRole('link', { name: 'Back to the shop' }).click()
  await expect(heading(page, /payment/i)).toBeVisible()
  await page.getByRole('link', { name: 'Try again' }).click()
  await payThere(page, '4242 4242 4242 4242')
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
})

import { makeConnection } from '@/lib/testing/make'
import { expect, type Page, settings, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { picture } from './pictures'
import { refundOrder, transactionsOf } from './portal/money'
import { connectMollie, mollieKey } from './portal/psps'
import { callsTo, setWebhooks } from './sandbox'
import { booksOf, noticesOf, openShop, stockUp } from './shop'
import { fillCheckout, heading, payButton, readyEsim } from './shopping'

test.use({ viewport: { width: 390, height: 844 } })

const price = 900n
const buyer = () => `traveller-${unique()}@buyers.test`

async function toMollie(page: Page, checkout: string): Promise<void> {
  await page.goto(checkout)
  await fillCheckout(page, buyer())
  await payButton(page).click()
  await expect(heading(page, 'Choose how to pay')).toBeVisible()
}

/** On the hosted page: chooses a method, then how it ends. */
async function end(page: Page, method: string, ending: string): Promise<void> {
  await page.getByRole('button', { name: method }).click()
  await expect(heading(page, `${method} test page`)).toBeVisible()
  await page.getByRole('button', { name: ending }).click()
}

test('Mollie is connected in the settings, and a payment that failed is paid on the second try', async ({
  page,
  newOrganization,
}) => {
  const webhookUrl = await connectMollie(page, newOrganization.slug, unique())
  await expect(page.getByText('There is nothing to set up')).toBeVisible()
  await expectAccessible(page)
  await expectFits(page)
  await picture(page, 'mollie')
  const shop = await stockUp(newOrganization.slug)
  await toMollie(page, shop.checkout)
  await expectFits(page)
  await end(page, 'iDEAL', 'Failed')
  await expect(heading(page, 'Payment failed')).toBeVisible()
  await expect(page.getByText('Nothing was charged.')).toBeVisible()
  await page.getByRole('link', { name: 'Try again' }).click()
  await end(page, 'Card', 'Paid')
  await readyEsim(page)
  await expectFits(page)
  expect(await booksOf(shop)).toEqual({ orders: 1, payments: 2, charged: price, delivered: 1 })
  const created = (await callsTo('mollie')).filter(
    ({ method, body }) => method === 'POST' && body.includes(webhookUrl),
  )
  expect(created.map(({ status }) => status)).toEqual([201, 201])
  await expect.poll(() => noticesOf(shop)).toBe(2)
})

test('a buyer who closes the page of the bank still gets the eSIM, by the webhook', async ({
  page,
  newOrganization,
}) => {
  await connectMollie(page, newOrganization.slug, unique())
  const shop = await stockUp(newOrganization.slug)
  await toMollie(page, shop.checkout)
  const hosted = page.url()
  await page.goto('about:blank')
  const presses: Record<string, string>[] = [{ method: 'ideal' }, { end: 'paid' }]
  for (const form of presses) await page.request.post(hosted, { form, maxRedirects: 0 })
  await expect
    .poll(() => booksOf(shop), { timeout: 20_000 })
    .toEqual({ orders: 1, payments: 1, charged: price, delivered: 1 })
})

test('without a single webhook the return page delivers, and staff give the money back', async ({
  page,
  newOrganization,
}) => {
  const { slug } = newOrganization
  await setWebhooks('mollie', 'drop', await connectMollie(page, slug, unique()))
  const shop = await stockUp(slug)
  await toMollie(page, shop.checkout)
  await end(page, 'iDEAL', 'Paid')
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual({ orders: 1, payments: 1, charged: price, delivered: 1 })
  const paid = 'Mollie: Payment, Paid, €9.00, –, –'
  expect(await transactionsOf(page, slug)).toEqual([paid])
  await refundOrder(page, slug)
  await expect
    .poll(() => transactionsOf(page, slug), { timeout: 20_000 })
    .toEqual(['Mollie: Refund, Pending, -€9.00, –, –', paid])
  expect(await noticesOf(shop)).toBe(0)
})

test('a shop with two providers lets the buyer choose, and a bank transfer is waited for', async ({
  page,
}) => {
  const shop = await openShop()
  await makeConnection(shop.owner, {
    kind: 'psp',
    provider: 'mollie',
    name: 'Mollie',
    mode: 'test',
    endpoint: `${settings.sandbox}/mollie`,
    plain: { apiKey: mollieKey(unique()) },
  })
  await page.goto(shop.checkout)
  await fillCheckout(page, buyer())
  await page
    .getByRole('radiogroup', { name: 'Payment method' })
    .getByRole('radio', { name: /Mollie/ })
    .check()
  await payButton(page).click()
  await end(page, 'Bank transfer', 'I will transfer the money')
  await expect(heading(page, 'Payment pending')).toBeVisible()
  await expect(page.getByText('Your bank is still working on it')).toBeVisible()
  expect(await booksOf(shop)).toMatchObject({ orders: 1, payments: 1, charged: 0n, delivered: 0 })
})

import { expect, type Page, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { refundOrder, transactionsOf } from './portal/money'
import { connectPaypal } from './portal/psps'
import { callsTo, press, setWebhooks } from './sandbox'
import { booksOf, noticesOf, paymentOf, stockUp } from './shop'
import { fillCheckout, heading, payButton, readyEsim } from './shopping'

test.use({ viewport: { width: 390, height: 844 } })

const once = { orders: 1, payments: 1, charged: 900n, delivered: 1 }
// What the simulated PayPal keeps of 9.00: 3.49 % and 0.35.
const paid = 'PayPal: Payment, Paid, €9.00, €0.66, €8.34'

async function toPaypal(page: Page, checkout: string): Promise<void> {
  await page.goto(checkout)
  await fillCheckout(page, `traveller-${unique()}@buyers.test`)
  await payButton(page).click()
  await expect(heading(page, 'Pay with PayPal')).toBeVisible()
}

const choose = (page: Page, way: string) => page.getByRole('button', { name: way }).click()

test('PayPal is connected in the settings, and who cancels or has a card refused may still pay', async ({
  page,
  newOrganization,
}) => {
  const { slug } = newOrganization
  const webhookUrl = await connectPaypal(page, slug, unique())
  await expect(page.getByText('There is nothing to set up')).toBeVisible()
  await expectAccessible(page)
  await expectFits(page)
  const shop = await stockUp(slug)
  await toPaypal(page, shop.checkout)
  await expectFits(page)
  await choose(page, 'Cancel and return to the shop')
  await expect(heading(page, 'Payment failed')).toBeVisible()
  await page.getByRole('link', { name: 'Try again' }).click()
  await choose(page, 'Card that its bank refuses')
  await expect(page.getByText('PayPal could not take the money')).toBeVisible()
  await page.getByRole('link', { name: 'Try again' }).click()
  await choose(page, 'PayPal balance')
  await readyEsim(page)
  await expectFits(page)
  expect(await booksOf(shop)).toMatchObject({ charged: 900n, delivered: 1 })
  await expect.poll(() => noticesOf(shop)).toBeGreaterThan(0)
  const begun = (await callsTo('paypal')).filter(({ body }) => body.includes(encodeURIComponent(webhookUrl)))
  expect(begun.map(({ status }) => status)).toContain(200)
})

test('without a single notification the return page delivers, and staff give the money back', async ({
  page,
  newOrganization,
}) => {
  const { slug } = newOrganization
  await setWebhooks('paypal', 'drop', await connectPaypal(page, slug, unique()))
  const shop = await stockUp(slug)
  await toPaypal(page, shop.checkout)
  await choose(page, 'PayPal balance')
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
  expect(await transactionsOf(page, slug)).toEqual([paid])
  await refundOrder(page, slug)
  await expect
    .poll(() => transactionsOf(page, slug), { timeout: 20_000 })
    .toEqual(['PayPal: Refund, Succeeded, -€9.00, –, –', paid])
  expect(await noticesOf(shop)).toBe(0)
})

test('an eCheck is waited for, and delivers once PayPal says that the money has come', async ({
  page,
  newOrganization,
}) => {
  const { slug } = newOrganization
  await connectPaypal(page, slug, unique())
  const shop = await stockUp(slug)
  await toPaypal(page, shop.checkout)
  await choose(page, 'eCheck')
  await expect(heading(page, 'Payment pending')).toBeVisible()
  expect(await booksOf(shop)).toMatchObject({ charged: 0n, delivered: 0 })
  await press('paypal', (await paymentOf(shop)).externalId, 'settle')
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
})

import { expect, type Page, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { refundOrder, transactionsOf } from './portal/money'
import { connectPaymentPage, enterAtAcmePay } from './portal/psps'
import { press, setWebhooks } from './sandbox'
import { booksOf, noticesOf, paymentOf, stockUp } from './shop'
import { fillCheckout, heading, payButton, readyEsim } from './shopping'

test.use({ viewport: { width: 390, height: 844 } })

const once = { orders: 1, payments: 1, charged: 900n, delivered: 1 }
const paid = 'Acme: Payment, Paid, €9.00, –, –'

/** A shop that Acme Pay knows. */
async function openShop(page: Page, slug: string) {
  const { webhookUrl, secret } = await connectPaymentPage(page, slug)
  await enterAtAcmePay(page, webhookUrl, secret)
  return { webhookUrl, ...(await stockUp(slug)) }
}

async function toAcmePay(page: Page, checkout: string): Promise<void> {
  await page.goto(checkout)
  await fillCheckout(page, `traveller-${unique()}@buyers.test`)
  await payButton(page).click()
  await expect(heading(page, 'Acme Pay')).toBeVisible()
}

const choose = (page: Page, way: string) => page.getByRole('button', { name: way, exact: true }).click()

test('a payment page is connected in the settings, and a payment that failed is paid on the second try', async ({
  page,
  newOrganization,
}) => {
  const { slug } = newOrganization
  const shop = await openShop(page, slug)
  await expectAccessible(page)
  await expectFits(page)
  await toAcmePay(page, shop.checkout)
  await expectAccessible(page)
  await choose(page, 'Let the payment fail')
  await expect(heading(page, 'Payment failed')).toBeVisible()
  await page.getByRole('link', { name: 'Try again' }).click()
  await choose(page, 'Pay')
  await readyEsim(page)
  expect(await booksOf(shop)).toMatchObject({ orders: 1, charged: 900n, delivered: 1 })
  await expect.poll(() => noticesOf(shop)).toBe(2)
})

test('a call that is lost leaves the order waiting; made again it delivers, and a refund is paid there', async ({
  page,
  newOrganization,
}) => {
  const { slug } = newOrganization
  const shop = await openShop(page, slug)
  await setWebhooks('custom', 'drop', shop.webhookUrl)
  await toAcmePay(page, shop.checkout)
  await choose(page, 'Pay')
  await expect(heading(page, 'Payment pending')).toBeVisible()
  await setWebhooks('custom', 'normal', shop.webhookUrl)
  expect(await booksOf(shop)).toMatchObject({ charged: 0n, delivered: 0 })
  const { id } = await paymentOf(shop)
  await press('custom', id, 'tell_again')
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
  expect(await transactionsOf(page, slug)).toEqual([paid])
  await refundOrder(page, slug)
  expect(await transactionsOf(page, slug)).toEqual(['Acme: Refund, Requested, -€9.00, –, –', paid])
  await press('custom', id, 'refund')
  await expect
    .poll(() => transactionsOf(page, slug), { timeout: 20_000 })
    .toEqual(['Acme: Refund, Succeeded, -€9.00, –, –', paid])
})

import { expect, type Page, test, unique } from './fixtures'
import { picture } from './pictures'
import { noteMoney, refundOrder, transactionsOf } from './portal/money'
import {
  connectBank,
  connectCardknox,
  connectMollie,
  connectPaymentPage,
  connectPaypal,
  connectStripe,
  enterAtAcmePay,
} from './portal/psps'
import { enterCardknoxWebhook, setWebhooks } from './sandbox'
import { booksOf, stockUp } from './shop'
import { cards, fillCard, fillCheckout, heading, payButton, readyEsim, stranger } from './shopping'

test.use({ viewport: { width: 1440, height: 900 } })

const pin = 'fake-pin-of-the-test'

/** Connects all that there are, and loses what they would tell; only Acme Pay cannot be asked. */
async function connectAll(page: Page, slug: string): Promise<void> {
  const account = unique()
  await setWebhooks('stripe', 'drop', await connectStripe(page, slug, account))
  await setWebhooks('mollie', 'drop', await connectMollie(page, slug, account))
  await setWebhooks('paypal', 'drop', await connectPaypal(page, slug, account))
  const url = await connectCardknox(page, slug, account, pin)
  await enterCardknoxWebhook(account, url, pin)
  await setWebhooks('cardknox', 'drop', url)
  const { webhookUrl, secret } = await connectPaymentPage(page, slug)
  await enterAtAcmePay(page, webhookUrl, secret)
  await connectBank(page, slug, 'Island Mobile Ltd\nIBAN: GR16 0110 1250 0000 0001 2300 695')
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** From the checkout to the page where it is paid. `hint` is what stands below the way to pay. */
async function choose(page: Page, checkout: string, hint: RegExp): Promise<void> {
  await page.goto(checkout)
  await fillCheckout(page, `traveller-${unique()}@buyers.test`)
  const ways = page.getByRole('radiogroup', { name: 'Payment method' })
  await ways.getByText(hint).locator('..').locator('label').click()
}

test('one shop takes money in six ways, and four of them with their webhooks lost, to the cent on Transactions', async ({
  page,
  newOrganization,
  browser,
}) => {
  test.setTimeout(300_000)
  const { slug } = newOrganization
  await connectAll(page, slug)
  const shop = await stockUp(slug, 6)
  const buyer = await stranger(browser)
  const order = async (hint: RegExp) => {
    await choose(buyer, shop.checkout, hint)
    await payButton(buyer).click()
  }
  await test.step('a bank transfer', async () => {
    await order(/our details to pay to/)
    await expect(heading(buyer, 'Payment pending')).toBeVisible()
    await noteMoney(page, slug, ['9.00', 'SEPA 2026-1130-4711'], () => picture(page, 'money-received'))
    await buyer.reload()
    await readyEsim(buyer)
  })
  await test.step('Acme Pay', async () => {
    await order(/page of Acme Pay/)
    await press(buyer, 'Pay')
    await readyEsim(buyer)
  })
  await test.step('Cardknox', async () => {
    await order(/page of Cardknox/)
    await buyer.getByLabel('Card number').fill('4444333322221111')
    await buyer.getByLabel('Expiry').fill('1230')
    await buyer.getByLabel('CVV').fill('123')
    await press(buyer, 'Pay')
    await readyEsim(buyer)
  })
  await test.step('PayPal', async () => {
    await order(/page of PayPal/)
    await press(buyer, 'Pay now: PayPal balance')
    await readyEsim(buyer)
  })
  await test.step('Mollie', async () => {
    await order(/page of Mollie/)
    await press(buyer, 'iDEAL')
    await press(buyer, 'Paid')
    await readyEsim(buyer)
  })
  await test.step('Stripe', async () => {
    await choose(buyer, shop.checkout, /through Stripe/)
    await fillCard(buyer, cards.good)
    await payButton(buyer).click()
    await readyEsim(buyer)
  })
  await buyer.context().close()
  expect(await booksOf(shop)).toEqual({ orders: 6, payments: 6, charged: 5_400n, delivered: 6 })

  await refundOrder(page, slug)
  await expect
    .poll(() => transactionsOf(page, slug), { timeout: 20_000 })
    .toEqual([
      'Stripe: Refund, Succeeded, -€9.00, –, –',
      'Stripe: Payment, Paid, €9.00, €0.39, €8.61',
      'Mollie: Payment, Paid, €9.00, –, –',
      'PayPal: Payment, Paid, €9.00, €0.66, €8.34',
      'Cardknox: Payment, Paid, €9.00, –, –',
      'Acme: Payment, Paid, €9.00, –, –',
      'Bank transfer or invoice: Payment, Paid, €9.00, –, –',
    ])
  await page.goto(`/admin/${slug}/transactions?cols=type&cols=amount&cols=fee&cols=net&cols=status&cols=psp`)
  await picture(page, 'transactions')
})

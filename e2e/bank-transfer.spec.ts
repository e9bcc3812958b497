import { expect, type Page, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { picture } from './pictures'
import { noteMoney, refundOrder, transactionsOf } from './portal/money'
import { connectBank } from './portal/psps'
import { mailsTo } from './sandbox'
import { booksOf, stockUp } from './shop'
import { fillCheckout, heading, payButton, readyEsim } from './shopping'

test.use({ viewport: { width: 390, height: 844 } })

const iban = 'GR16 0110 1250 0000 0001 2300 695'
const once = { orders: 1, payments: 1, charged: 900n, delivered: 1 }
const psp = 'Bank transfer or invoice'

/** Orders and is told where to pay; gives the reference of the transfer. */
async function order(page: Page, checkout: string, email: string): Promise<string> {
  await page.goto(checkout)
  await fillCheckout(page, email)
  await payButton(page).click()
  await expect(heading(page, 'Payment pending')).toBeVisible()
  await expect(page.getByText(iban)).toBeVisible()
  return page.getByRole('textbox', { name: 'Reference' }).inputValue()
}

test('a buyer is told where to pay, and gets the eSIM when staff have noted the transfer', async ({
  page,
  newOrganization,
}) => {
  const { slug } = newOrganization
  await connectBank(page, slug, `Island Mobile Ltd\nIBAN: ${iban}\nBank: Bank of Examples`)
  await expectAccessible(page)
  await expectFits(page)
  const shop = await stockUp(slug)
  const email = `traveller-${unique()}@buyers.test`
  const reference = await order(page, shop.checkout, email)
  const orderPage = page.url()
  await expectAccessible(page)
  await expectFits(page)
  await picture(page, 'bank-transfer')
  const [mail] = await mailsTo(email)
  expect([mail!.text.includes(iban), mail!.text.includes(reference)]).toEqual([true, true])

  await noteMoney(page, slug, ['5.00', 'Transfer 1'])
  expect(await booksOf(shop)).toMatchObject({ charged: 500n, delivered: 0 })
  const staff = await page.context().newPage()
  await page.goto(orderPage)
  await noteMoney(staff, slug, ['4.00', 'Transfer 2'])
  await staff.close()
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
  const paid = `${psp}: Payment, Paid, €9.00, –, –`
  expect(await transactionsOf(page, slug)).toEqual([paid])

  await refundOrder(page, slug)
  await page.goto(orderPage)
  await expect(page.getByText('Your money is on its way back to you.')).toBeVisible()
  await page.goto(`/admin/${slug}/refunds`)
  await page.getByRole('table', { name: 'Refunds' }).getByRole('link').first().click()
  await page.getByRole('button', { name: 'Pay back' }).click()
  const dialog = page.getByRole('dialog', { name: 'Pay back €9.00' })
  await dialog.getByLabel('How it was paid').fill('Transfer to the account that it came from')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect
    .poll(() => transactionsOf(page, slug), { timeout: 20_000 })
    .toEqual([`${psp}: Refund, Succeeded, -€9.00, –, –`, paid])
  await page.goto(orderPage)
  await expect(page.getByText('Your money goes back the way you paid it.')).toBeVisible()
})

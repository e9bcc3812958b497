import { expect, type Page, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { picture } from './pictures'
import { settingsOf } from './portal/page'
import { takeAccessBack } from './sandbox'
import { booksOf, stockUp } from './shop'
import { cards, fillCard, fillCheckout, heading, payButton, readyEsim, stranger } from './shopping'

test.use({ viewport: { width: 1440, height: 900 } })

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function toStripe(page: Page, slug: string): Promise<void> {
  await page.goto(`${settingsOf(slug, 'billing')}/new?provider=stripe_connect`)
  await press(page, 'Sign in at Stripe')
  await expect(heading(page, 'Connect with Stripe')).toBeVisible()
}

/** A business of its own at Stripe; gives the account id that the page of the PSP shows. */
async function signInAtStripe(page: Page, slug: string): Promise<string> {
  await toStripe(page, slug)
  await page.getByText('Make a new account').click()
  await page.getByLabel('Name of the new business').fill(`Island Mobile ${slug}`)
  await press(page, 'Connect')
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  return (await page
    .getByText(/^acct_/)
    .first()
    .textContent())!
}

test('staff sign in at Stripe, and a traveller pays into the very account', async ({
  page,
  newOrganization: { slug },
  browser,
}) => {
  await page.goto(`${settingsOf(slug, 'billing')}/new?provider=stripe_connect`)
  await expectAccessible(page)
  await signInAtStripe(page, slug)
  await expect(page.getByText(`Island Mobile ${slug}`).first()).toBeVisible()
  await expect(page.getByLabel('Webhook URL')).toHaveValue(/\/api\/webhooks\/platforms\/stripe_connect$/)
  await expectAccessible(page)
  await expectFits(page)
  await picture(page, 'stripe-connect')

  const shop = await stockUp(slug)
  const buyer = await stranger(browser)
  await buyer.goto(shop.checkout)
  await fillCheckout(buyer, `traveller-${unique()}@buyers.test`)
  await fillCard(buyer, cards.good)
  await payButton(buyer).click()
  await readyEsim(buyer)
  expect(await booksOf(shop)).toEqual({ orders: 1, payments: 1, charged: 900n, delivered: 1 })
  // The webhook of the platform found the organization whose account it is.
  await page.reload()
  await expect(page.locator('tr', { hasText: 'payment_intent.succeeded' })).toContainText('1')
})

test('who was signed out meanwhile signs in, and the account is connected', async ({
  page,
  newOrganization: { slug, email, password },
}) => {
  await toStripe(page, slug)
  await page.getByText('Make a new account').click()
  await page.context().clearCookies()
  await press(page, 'Connect')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await press(page, 'Sign in')
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
})

test('who gives no access is told so, and a business that takes it back can give it again', async ({
  page,
  newOrganization: { slug },
}) => {
  await toStripe(page, slug)
  await press(page, 'Cancel')
  await expect(page.getByText('You did not give access at Stripe, so nothing')).toBeVisible()
  await expectAccessible(page)

  const account = await signInAtStripe(page, slug)
  const psp = page.url()
  await takeAccessBack(account)
  await expect(async () => {
    await page.goto(psp)
    await expect(page.getByText('This PSP does not work')).toBeVisible({ timeout: 500 })
  }).toPass()
  await expectAccessible(page)
  await press(page, 'Sign in at Stripe again')
  await expect(heading(page, 'Connect with Stripe')).toBeVisible()
  await page.getByText('Make a new account').click()
  await press(page, 'Connect')
  await expect(page.getByText(/this PSP is of another account/)).toBeVisible()
  await expectAccessible(page)

  await press(page, 'Sign in at Stripe again')
  await expect(heading(page, 'Connect with Stripe')).toBeVisible()
  await expectAccessible(page)
  await page.getByText(`Island Mobile ${slug}`).click()
  await press(page, 'Connect')
  await expect(page.getByText('This PSP does not work')).toHaveCount(0)
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  expect(page.url()).toBe(psp)
})

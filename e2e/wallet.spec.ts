import { expect, type Page, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { picture } from './pictures'
import { transactionsOf } from './portal/money'
import { createCompany } from './portal/people'
import { connectStripe } from './portal/psps'
import { cards, fillCard, heading, pay, stranger } from './shopping'

test.use({ viewport: { width: 1440, height: 900 } })

/** What stands above a statement. */
const overview = (page: Page): Promise<string[]> =>
  page
    .getByRole('region', { name: 'Overview' })
    .locator('dl > div')
    .allInnerTexts()
    .then((texts) => texts.map((text) => text.replace(/\s+(?=\S+$)/, ': ')))

/** The movements of a statement: what, how much, before and after. */
async function movements(page: Page): Promise<string[]> {
  const rows = page.getByRole('table', { name: 'Statement' }).locator('tbody').getByRole('row')
  const cells = await Promise.all((await rows.all()).map((row) => row.getByRole('cell').allInnerTexts()))
  return cells.map(([, ...rest]) => rest.join(', '))
}

const dayAfter = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A wallet for test money of a company, with Stripe behind it; gives its address. */
async function openWallet(page: Page, slug: string): Promise<string> {
  await connectStripe(page, slug, unique())
  await createCompany(page, slug, 'Harbour Rentals')
  await page.goto(`/admin/${slug}/wallets`)
  await page.getByRole('link', { name: 'Open wallet' }).first().click()
  await page.getByRole('combobox', { name: 'Company' }).selectOption({ label: 'Harbour Rentals' })
  await page.getByRole('radio', { name: 'Test money' }).check()
  await page.getByRole('button', { name: 'Open wallet' }).click()
  await expect(heading(page, 'Wallet of Harbour Rentals')).toBeVisible()
  return page.url()
}

test('money is added on a page that anyone can pay, and the statement says it to the cent', async ({
  page,
  newOrganization,
  browser,
}) => {
  test.setTimeout(180_000)
  const { slug } = newOrganization
  const wallet = await openWallet(page, slug)

  await page.getByRole('button', { name: 'Add money' }).click()
  const adding = page.getByRole('dialog', { name: 'Add money' })
  await adding.getByLabel('Amount').fill('25.10')
  await adding.getByLabel('Note').fill('For the season')
  await adding.getByRole('button', { name: 'Go on' }).click()
  await expect(heading(page, 'Refill of €25.10')).toBeVisible()
  const payPage = await page.getByRole('textbox', { name: 'Pay page' }).inputValue()

  const phone = await stranger(browser)
  await phone.goto(payPage)
  await expect(phone.getByText('For the season')).toBeVisible()
  await expectAccessible(phone)
  await expectFits(phone)
  await pay(phone)
  await expect(heading(phone, 'Paid')).toBeVisible({ timeout: 20_000 })
  await phone.context().close()

  await page.goto(wallet)
  await page.getByRole('button', { name: 'Correct' }).click()
  const correcting = page.getByRole('dialog', { name: 'Correct the balance' })
  await correcting.getByRole('radio', { name: 'Money goes out' }).check()
  await correcting.getByLabel('Amount').fill('3.75')
  await correcting.getByLabel('Reason').fill('Replaced a SIM card')
  await correcting.getByRole('button', { name: 'Correct' }).click()
  await expect(correcting).toBeHidden()
  await expect
    .poll(() => overview(page))
    .toEqual(['Start balance: €0.00', 'Refilled: €25.10', 'Spent: -€3.75', 'End balance: €21.35'])
  expect(await movements(page)).toEqual([
    'Correction: Replaced a SIM card, -€3.75, €25.10, €21.35',
    'Refill: For the season, +€25.10, €0.00, €25.10',
  ])
  await expectAccessible(page)
  expect(await transactionsOf(page, slug)).toEqual(['Stripe: Payment, Paid, €25.10, €0.63, €24.47'])

  await page.goto(`${wallet}?since=${dayAfter(2)}`)
  expect(await overview(page)).toEqual([
    'Start balance: €21.35',
    'Refilled: €0.00',
    'Spent: €0.00',
    'End balance: €21.35',
  ])
})

test('a wallet below its threshold is filled up from the saved card of its owner, once', async ({
  page,
  newOrganization,
}) => {
  test.setTimeout(180_000)
  const { slug } = newOrganization
  const wallet = await openWallet(page, slug)
  const automatic = async () => {
    await page.goto(wallet)
    await page.getByRole('link', { name: 'Automatic refill' }).click()
    await expect(page.getByRole('heading', { name: 'Automatic refills' })).toBeVisible()
  }
  await automatic()
  await page.getByRole('link', { name: 'Add a payment method' }).first().click()
  await expect(heading(page, 'Add a payment method')).toBeVisible()
  await fillCard(page, cards.good)
  await page.getByRole('checkbox', { name: /Island Mobile/ }).check()
  await page.getByRole('button', { name: 'Save this card' }).click()
  await page.waitForURL(/[?]added=/, { timeout: 20_000 })
  await expect(page.getByRole('cell', { name: /4242/ })).toBeVisible()

  await automatic()
  await page.getByRole('switch', { name: 'Refill this wallet by itself' }).check()
  await page.getByLabel('When the balance is below').fill('12.00')
  await page.getByLabel('Fill it up to').fill('40.05')
  await page.getByRole('button', { name: 'Save' }).click()
  const transactions = () => transactionsOf(page, slug)
  await expect
    .poll(transactions, { timeout: 30_000 })
    .toEqual(['Stripe: Payment, Paid, €40.05, €0.85, €39.20'])
  await automatic()
  await expectAccessible(page)
  await picture(page, 'automatic-refill')
  await page.goto(wallet)
  expect(await overview(page)).toContain('End balance: €40.05')
})

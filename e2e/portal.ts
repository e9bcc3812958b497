import { expect, type Page, settings } from './fixtures'

/** What staff do in the portal, by the names that they see. Each begins where the menu leads. */

const status = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })

export const settingsOf = (slug: string, place: string) => `/admin/${slug}/settings/${place}`

export async function addStock(page: Page, slug: string, name: string): Promise<void> {
  await page.goto(settingsOf(slug, 'telecoms'))
  await page.getByRole('link', { name: 'Add your own stock' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Add stock' }).click()
  await expect(status(page, `${name} is connected.`)).toBeVisible()
}

/** Connects eSIM Go and waits until its catalogue has been read. */
export async function connectEsimGo(page: Page, slug: string, apiKey: string): Promise<void> {
  await page.goto(settingsOf(slug, 'telecoms'))
  await page.getByRole('link', { name: 'Connect eSIM Go' }).click()
  await page.getByLabel('API key').fill(apiKey)
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(status(page, 'eSIM Go is connected.')).toBeVisible()
  await expect(page.getByText(/\d+ read: [\d,]+ new/)).toBeVisible({ timeout: 60_000 })
}

/** Connects Stripe in the sandbox; gives the address that Stripe was told. */
export async function connectStripe(page: Page, slug: string, account: string): Promise<string> {
  await page.goto(settingsOf(slug, 'billing'))
  await expect(page.getByRole('heading', { name: 'PSPs' })).toBeVisible()
  await page.getByRole('button', { name: 'Add PSP' }).click()
  await page.getByLabel('Publishable key').fill(`pk_test_${account}_fake`)
  await page.getByLabel('Secret key or restricted key').fill(`sk_test_${account}_fake`)
  await page.getByRole('button', { name: 'Connect Stripe' }).click()
  await expect(page.getByRole('heading', { name: 'Stripe', level: 1 })).toBeVisible()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  return page.getByRole('textbox', { name: 'Webhook URL' }).inputValue()
}

export const mollieKey = (account: string): string => `test_${account}`.padEnd(37, 'fake')

/** Connects Mollie in the sandbox; gives the address that goes with its payments. */
export async function connectMollie(page: Page, slug: string, account: string): Promise<string> {
  await page.goto(settingsOf(slug, 'billing'))
  await page.getByRole('button', { name: 'Add PSP' }).click()
  await page.getByRole('navigation', { name: 'Provider' }).getByRole('link', { name: 'Mollie' }).click()
  await page.getByLabel('API key').fill('test_short')
  await page.getByRole('button', { name: 'Connect Mollie' }).click()
  await expect(page.getByLabel('API key')).toHaveAccessibleDescription(/not a whole Mollie API key/)
  await page.getByLabel('API key').fill(mollieKey(account))
  await page.getByRole('button', { name: 'Connect Mollie' }).click()
  await expect(page.getByRole('heading', { name: 'Mollie', level: 1 })).toBeVisible()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  return page.getByRole('textbox', { name: 'Webhook URL' }).inputValue()
}

/** Connects Cardknox in the sandbox, after one try that is refused; gives the address to enter in its portal. */
export async function connectCardknox(
  page: Page,
  slug: string,
  account: string,
  pin: string,
): Promise<string> {
  await page.goto(settingsOf(slug, 'billing'))
  await page.getByRole('button', { name: 'Add PSP' }).click()
  await page.getByRole('navigation', { name: 'Provider' }).getByRole('link', { name: 'Cardknox' }).click()
  await page.getByLabel('X-key').fill(`fakekey${account}`)
  await page.getByLabel('Mode').selectOption('test')
  await page.getByLabel('Hosted page').fill(`https://secure.cardknox.com/${account}`)
  await page.getByLabel('Currency').fill('JPY')
  await page.getByLabel('Webhook PIN').fill(pin)
  const connect = page.getByRole('button', { name: 'Connect Cardknox' })
  await connect.click()
  await expect(page.getByLabel('Currency')).toHaveAccessibleDescription(/two decimals/)
  await page.getByLabel('Currency').fill('EUR')
  await page.getByLabel('X-key').fill(`fakekey${account}`)
  await page.getByLabel('Webhook PIN').fill(pin)
  await connect.click()
  await expect(page.getByRole('heading', { name: 'Cardknox', level: 1 })).toBeVisible()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  return page.getByRole('textbox', { name: 'Webhook URL' }).inputValue()
}

/** Opens the form of a provider where the menu leads to it. */
async function formOf(page: Page, slug: string, provider: string): Promise<void> {
  await page.goto(settingsOf(slug, 'billing'))
  await page.getByRole('button', { name: 'Add PSP' }).click()
  await page.getByRole('navigation', { name: 'Provider' }).getByRole('link', { name: provider }).click()
  await expect(page.getByRole('heading', { name: `Connect ${provider}` })).toBeVisible()
}

async function expectConnected(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
}

/** Connects PayPal in the sandbox, after one try with the e-mail address that a person signs in with. */
export async function connectPaypal(page: Page, slug: string, account: string): Promise<string> {
  await formOf(page, slug, 'PayPal')
  const secrets = async () => {
    await page.getByLabel('Password').fill('FAKEFAKEFAKEFAKE')
    await page.getByLabel('Signature').fill(`Afake${account}`)
  }
  await expect(page.getByLabel('Endpoint')).toHaveValue('https://api-3t.sandbox.paypal.com/nvp')
  await expect(page.getByLabel('Checkout')).toHaveValue('https://www.sandbox.paypal.com/cgi-bin/webscr')
  await page.getByLabel('Username').fill('shop@example.test')
  await secrets()
  const connect = page.getByRole('button', { name: 'Connect PayPal' })
  await connect.click()
  await expect(page.getByLabel('Username')).toHaveAccessibleDescription(/e-mail address/)
  await page.getByLabel('Username').fill(`${account}_api1.example.test`)
  await secrets()
  await connect.click()
  await expectConnected(page, 'PayPal')
  return page.getByRole('textbox', { name: 'Webhook URL' }).inputValue()
}

/** Connects Acme Pay of the sandbox; gives what is entered there: the address to call back, and the secret. */
export async function connectPaymentPage(
  page: Page,
  slug: string,
): Promise<{ webhookUrl: string; secret: string }> {
  await formOf(page, slug, 'Custom payment URL')
  await page.getByLabel('Name', { exact: true }).fill('Acme')
  await page.getByLabel('Name for buyers').fill('Acme Pay')
  await page.getByLabel('Mode', { exact: true }).selectOption('test')
  await page.getByLabel('Payment page URL').fill('https://pay.example.com/?amount=1')
  const secret = await page.getByLabel('Shared secret').inputValue()
  const connect = page.getByRole('button', { name: 'Connect Custom payment URL' })
  await connect.click()
  await expect(page.getByLabel('Payment page URL')).toHaveAccessibleDescription(/Take "amount" out/)
  await page.getByLabel('Payment page URL').fill('')
  await connect.click()
  await expectConnected(page, 'Acme')
  return { webhookUrl: await page.getByRole('textbox', { name: 'Webhook URL' }).inputValue(), secret }
}

/** Tells Acme Pay of a shop on the page of the sandbox. */
export async function enterAtAcmePay(page: Page, webhookUrl: string, secret: string): Promise<void> {
  const acme = await page.context().newPage()
  await acme.goto(`${settings.sandbox}/#custom`)
  const form = acme.getByRole('form', { name: 'New shop' })
  await form.getByLabel('Webhook URL').fill(webhookUrl)
  await form.getByLabel('Shared secret').fill(secret)
  await form.getByRole('button', { name: 'Enter the shop' }).click()
  await expect(acme.getByText(/Acme Pay knows the shop/)).toBeVisible()
  await acme.close()
}

export async function connectBank(page: Page, slug: string, instructions: string): Promise<void> {
  await formOf(page, slug, 'Bank transfer or invoice')
  await page.getByLabel('Name for buyers').fill('Bank transfer')
  await page.getByLabel('Instructions for buyers').fill(instructions)
  await page.getByLabel('Days to pay').fill('90')
  await page.getByLabel('Mode').selectOption('test')
  const connect = page.getByRole('button', { name: 'Connect Bank transfer or invoice' })
  await connect.click()
  await expect(page.getByLabel('Days to pay')).toHaveAccessibleDescription(/from 1 to 60/)
  await page.getByLabel('Days to pay').fill('7')
  await connect.click()
  await expectConnected(page, 'Bank transfer or invoice')
}

/** Opens the newest order. */
export async function openOrder(page: Page, slug: string): Promise<void> {
  await page.goto(`/admin/${slug}/orders`)
  await page.getByRole('table', { name: 'Orders' }).getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: /^Order / })).toBeVisible()
}

/** Gives back all that was paid for the newest order. Ends where the order says so. */
export async function refundOrder(page: Page, slug: string): Promise<void> {
  await openOrder(page, slug)
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Refund' })
  await dialog.getByRole('combobox', { name: 'Why' }).selectOption({ label: 'Plans have changed' })
  await dialog.getByRole('button', { name: 'Refund', exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** Writes down on the newest order what the bank statement shows. `shown` is done while the form is open. */
export async function noteMoney(
  page: Page,
  slug: string,
  [amount, reference]: readonly [string, string],
  shown?: () => Promise<void>,
): Promise<void> {
  await openOrder(page, slug)
  await page.getByRole('button', { name: 'Money received' }).click()
  const dialog = page.getByRole('dialog', { name: 'Note money that came' })
  await dialog.getByLabel('Amount').fill(amount)
  await dialog.getByLabel('Reference').fill(reference)
  await shown?.()
  await dialog.getByRole('button', { name: 'Note it' }).click()
  await expect(dialog).toBeHidden()
}

const columns = ['PSP', 'Type', 'Status', 'Amount', 'Fee', 'Net']

/** The newest transactions, as the page of them shows them: `PayPal: Payment, Paid, €9.00, -€0.66, €8.34`. */
export async function transactionsOf(page: Page, slug: string): Promise<string[]> {
  await page.goto(`/admin/${slug}/transactions`)
  const table = page.getByRole('table', { name: 'Transactions' })
  const headers = await table.getByRole('columnheader').allInnerTexts()
  const rows = await table.locator('tbody').getByRole('row').all()
  return Promise.all(
    rows.map(async (row) => {
      const cells = await row.getByRole('cell').allInnerTexts()
      const [psp, ...rest] = columns.map((each) => cells[headers.indexOf(each)])
      return `${psp}: ${rest.join(', ')}`
    }),
  )
}

export async function createCompany(page: Page, slug: string, name: string): Promise<void> {
  await page.goto(`/admin/${slug}/companies`)
  await page.getByRole('link', { name: 'New company' }).first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Create company' }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

/** Uploads a file of SIMs and stops where the result of the check stands. */
export async function checkFile(page: Page, slug: string, operator: string, csv: string): Promise<void> {
  await page.goto(`/admin/${slug}/sims/import`)
  const file = { name: 'sims.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
  await page.getByLabel('File').setInputFiles(file)
  await page.getByRole('combobox', { name: 'Operator' }).selectOption({ label: operator })
  await page.getByRole('button', { name: 'Check file' }).click()
  await expect(page.getByRole('columnheader', { name: 'Result' })).toBeVisible({ timeout: 20_000 })
}

export async function importChecked(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: 'Import' }).click()
  await expect(status(page, `${count} SIMs imported.`)).toBeVisible({ timeout: 20_000 })
}

type NewPlan = {
  operator: string
  name: string
  gigabytes: string
  days: string
  price: string
  country: string
}

/** Makes a plan of the stock; ends at its page. */
export async function makePlan(page: Page, slug: string, plan: NewPlan): Promise<void> {
  await page.goto(`/admin/${slug}/plans`)
  await page.getByRole('link', { name: 'New plan' }).first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(plan.name)
  await page.getByRole('combobox', { name: 'Operator' }).selectOption({ label: plan.operator })
  await page.getByRole('textbox', { name: 'Data', exact: true }).fill(plan.gigabytes)
  await page.getByRole('textbox', { name: 'Valid for' }).fill(plan.days)
  await page.getByRole('textbox', { name: 'Price', exact: true }).fill(plan.price)
  await page.getByRole('searchbox', { name: 'Find a country' }).fill(plan.country)
  await page.getByRole('checkbox', { name: plan.country }).check()
  await page.getByRole('button', { name: 'Save plan' }).click()
  await expect(status(page, 'The plan is saved')).toBeVisible()
}

/** Makes a plan from the supplier's first offer for one country; gives its name. */
export async function makePlanFromOffer(
  page: Page,
  slug: string,
  country: string,
  price: string,
): Promise<string> {
  await page.goto(settingsOf(slug, 'telecoms'))
  await page.getByRole('link', { name: 'eSIM Go', exact: true }).click()
  await page.getByRole('link', { name: /^Offers/ }).click()
  await page.getByRole('searchbox', { name: 'Search' }).fill(country)
  await expect(page).toHaveURL(/q=/)
  await page.getByRole('combobox', { name: 'Countries' }).selectOption({ label: 'One country' })
  await expect(page).toHaveURL(/kind=local/)
  await page
    .getByRole('link', { name: /^Make plan/ })
    .first()
    .click()
  const name = `${country} from afar`
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page.getByRole('combobox', { name: 'Currency' }).selectOption('EUR')
  await page.getByRole('textbox', { name: 'Price', exact: true }).fill(price)
  await page.getByRole('button', { name: 'Save plan' }).click()
  await expect(status(page, 'The plan is saved')).toBeVisible()
  return name
}

/** From the page of a plan into the store. */
export async function publish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Publish' }).click()
  await expect(status(page, 'The plan is in the store.')).toBeVisible()
}

/** Puts a plan on all SIMs of the list's first page. */
export async function assignPlan(page: Page, slug: string, plan: string): Promise<void> {
  await page.goto(`/admin/${slug}/sims`)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Assign plan' }).click()
  await page.waitForURL(/\/sims\/runs\/new/)
  await page.getByRole('combobox', { name: 'Plan' }).selectOption({ label: plan })
  await page.getByRole('button', { name: 'Assign plan' }).click()
  await expect(page.getByText(/\d+ SIMs done, 0 not\./)).toBeVisible({ timeout: 20_000 })
}

/** The company that stands on what the organization sends. */
export async function fillAccount(page: Page, slug: string): Promise<void> {
  await page.goto(settingsOf(slug, 'account'))
  await page.getByRole('textbox', { name: 'Company name' }).fill('Island Mobile Ltd')
  await page.getByRole('combobox', { name: 'Country' }).selectOption({ label: 'Greece' })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(status(page, 'Saved.')).toBeVisible()
}

export async function invite(page: Page, slug: string, email: string, role: RegExp): Promise<void> {
  await page.goto(settingsOf(slug, 'team'))
  const form = page.locator('form', { has: page.getByRole('button', { name: 'Send invitation' }) })
  await form.getByRole('textbox', { name: 'Email' }).fill(email)
  const options = await form.getByRole('combobox', { name: 'Role' }).getByRole('option').allTextContents()
  await form
    .getByRole('combobox', { name: 'Role' })
    .selectOption({ label: options.find((option) => role.test(option))! })
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByRole('table', { name: 'Open invitations' })).toContainText(email)
}

/** Follows the link of an invitation and makes an account; ends in the organization. */
export async function join(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('textbox', { name: 'Your name' }).fill('Kim Colleague')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Join' }).click()
  await page.waitForURL(/\/admin\//)
}

import { expect, type Page, settings } from '../fixtures'
import { settingsOf } from './page'

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

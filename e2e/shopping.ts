import { type Browser, devices, expect, type Page } from '@playwright/test'

/** The vendor's own test cards. */
export const cards = {
  good: '4242 4242 4242 4242',
  secure: '4000 0027 6000 3184',
  declined: '4000 0000 0000 0002',
}

/** A traveller with a phone who has never been here. */
export async function stranger(browser: Browser): Promise<Page> {
  const { userAgent, isMobile, hasTouch } = devices['Pixel 7']
  const context = await browser.newContext({
    ...{ userAgent, isMobile, hasTouch },
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    locale: 'en-GB',
    baseURL: process.env.APP_URL,
  })
  return context.newPage()
}

export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 })
export const payButton = (page: Page) => page.getByRole('button', { name: /^Pay/ })

/** Fills the checkout but for the card. */
export async function fillCheckout(page: Page, email: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Email', exact: true }).fill(email)
  await page.getByRole('checkbox', { name: 'My device supports eSIM and is not locked to a carrier' }).check()
}

/** Types a card into the provider's form. */
export async function fillCard(page: Page, number: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Card number' }).fill(number)
  await page.getByRole('textbox', { name: 'Expiry date' }).fill('12 / 34')
  await page.getByRole('textbox', { name: 'CVC' }).fill('123')
}

export async function pay(page: Page, number = cards.good): Promise<void> {
  await fillCard(page, number)
  await payButton(page).click()
}

/** Waits on the order page until the eSIM is there; gives the texts that a person would type into the phone. */
export async function readyEsim(page: Page): Promise<{ smdp: string; code: string }> {
  await expect(heading(page, 'Your eSIM is ready')).toBeVisible({ timeout: 30_000 })
  return {
    smdp: await page.getByRole('textbox', { name: 'SM-DP+ address' }).inputValue(),
    code: await page.getByRole('textbox', { name: 'Activation code' }).inputValue(),
  }
}

import { expect, type Page } from '../fixtures'
import { settingsOf, status } from './page'

export async function createCompany(page: Page, slug: string, name: string): Promise<void> {
  await page.goto(`/admin/${slug}/companies`)
  await page.getByRole('link', { name: 'New company' }).first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Create company' }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
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

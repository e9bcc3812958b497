import { expect, type Page } from '../fixtures'
import { settingsOf, status } from './page'

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

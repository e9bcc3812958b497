import { expect, type Page } from '../fixtures'

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

import { readFileSync } from 'node:fs'
import { expect, signIn, test } from './fixtures'
import { bookRefund } from './shop'
import { heading } from './shopping'

test('transactions are found, looked at and taken away as a file', async ({ page, newOrganization }) => {
  const { slug } = newOrganization
  await bookRefund(slug)
  await page.goto(`/admin/${slug}`)
  await page.getByRole('link', { name: 'Transactions' }).first().click()
  await expect(heading(page, 'Transactions')).toBeVisible()
  const table = page.getByRole('table', { name: 'Transactions' })
  await page.getByRole('combobox', { name: 'Type' }).selectOption('refund')
  await expect(page).toHaveURL(/type=refund/)
  await expect(table.getByRole('cell', { name: 'Payment', exact: true })).toHaveCount(0)
  await expect(table.getByRole('cell', { name: 'Refund', exact: true })).toHaveCount(1)

  await page.getByRole('button', { name: 'Export CSV' }).click()
  await expect(page.getByText('1 transaction in the file.')).toBeVisible({ timeout: 20_000 })
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download CSV' }).click()
  const csv = readFileSync(await (await waiting).path(), 'utf8')
  expect(csv.trim().split('\r\n')).toHaveLength(2)

  await page.getByRole('link', { name: 'Transactions' }).first().click()
  await table.getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible()
})

test('staff of a company are told that transactions are not theirs to see', async ({ page }) => {
  await signIn(page, 'staff@company.demo.test')
  await page.goto('/admin/demo/transactions')
  await expect(page.getByText('see payments')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Transactions' })).toHaveCount(0)
})

import { expect, type Page } from '../fixtures'
import { settingsOf, status } from './page'

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

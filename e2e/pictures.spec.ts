import { addRuns } from './demo'
import { expect, signIn, test } from './fixtures'
import { picture } from './pictures'
import { heading } from './shopping'

const psps = [
  ['PayPal', 'paypal'],
  ['Cardknox', 'cardknox'],
  ['Acme Pay', 'payment-url'],
  ['Stripe', 'stripe'],
] as const

/** Pictures of the demo for the guides; the others are taken on the journeys. */
if (process.env.DOCS_IMAGES === '1') {
  test('the demo on a desktop', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 })
    await signIn(page, 'owner@demo.test')
    await page.goto('/admin/demo')
    await expect(heading(page, 'Dashboard')).toBeVisible()
    await picture(page, 'dashboard')
    await page.goto('/admin/demo/sims')
    await expect(heading(page, 'SIMs')).toBeVisible()
    await picture(page, 'sims')
    for (const [name, file] of psps) {
      await page.goto('/admin/demo/settings/billing')
      await page.getByRole('main').getByRole('link', { name, exact: true }).click()
      await expect(heading(page, name)).toBeVisible()
      await picture(page, file)
    }
    await addRuns('demo')
    await page.goto('/admin/demo/transactions/conflicts')
    await page.getByRole('table').getByRole('link').first().click()
    await expect(page.getByRole('heading', { name: 'Decide' })).toBeVisible()
    await picture(page, 'conflict', { height: 1100 })
    await page.goto('/admin/demo/settings/telecoms')
    await page.getByRole('link', { name: 'eSIM Go', exact: true }).click()
    await expect(heading(page, 'eSIM Go')).toBeVisible()
    await picture(page, 'esim-go')
  })

  test.describe('on a phone', () => {
    test.use({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })

    test('the store of the demo', async ({ page }) => {
      await page.goto('/store/demo')
      await picture(page, 'store')
      await page.goto('/store/demo/plans/greece-5gb')
      await picture(page, 'store-plan')
    })
  })
}

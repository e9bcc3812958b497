import { expect, signIn, test } from './fixtures'
import { picture } from './pictures'

/** Pictures of the demo for the guides; the others are taken on the journey. */
if (process.env.DOCS_IMAGES === '1') {
  test('the demo on a desktop', async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 860 })
    await signIn(page, 'owner@demo.test')
    for (const [name, path] of [
      ['dashboard', ''],
      ['sims', '/sims'],
      ['plans', '/plans'],
      ['orders', '/orders'],
    ] as const) {
      await page.goto(`/admin/demo${path}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await picture(page, name)
    }
    await page.goto('/admin/demo')
    await picture(page, 'dashboard-dark', { dark: true })
  })

  test.describe('on a phone', () => {
    test.use({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })

    test('the store of the demo', async ({ page }) => {
      await page.goto('/store/demo')
      await picture(page, 'store')
      await page.goto('/store/demo/plans/greece-5gb')
      await picture(page, 'store-plan')
      await picture(page, 'store-plan-dark', { dark: true })
    })
  })
}

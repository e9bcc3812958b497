import { makeRefillablePlan } from '@/lib/testing/supplier'
import { expect, settings, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { mailsTo } from './sandbox'
import { booksOf, openShop } from './shop'
import { fillCheckout, heading, pay, readyEsim } from './shopping'

/** A shop whose eSIMs a supplier makes, who can also add data to them. */
async function openRefillShop() {
  const shop = await openShop()
  const plan = await makeRefillablePlan(shop.owner, settings.sandbox, `e2e${unique()}`)
  return { ...shop, plan, checkout: `/store/${shop.store.slug}/checkout/${plan.slug}` }
}

const looks = [
  ['on a phone', { width: 390, height: 844 }],
  ['on a desktop', { width: 1280, height: 900 }],
] as const

for (const [where, viewport] of looks)
  test(`a traveller adds data to an eSIM ${where}, and finds it on the page and in the mail`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport)
    const shop = await openRefillShop()
    const email = `traveller-${unique()}@buyers.test`
    await page.goto(shop.checkout)
    await fillCheckout(page, email)
    await pay(page)
    await readyEsim(page)
    const order = page.url()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Add data' }).click()
    await expect(heading(page, 'Add data')).toBeVisible()
    await expectAccessible(page)
    await expectFits(page)
    await page.getByRole('link', { name: 'Add 1 GB for €4.50' }).click()
    await expect(page.getByText('1 GB, 7 days')).toBeVisible()
    await expectAccessible(page)
    await expectFits(page)
    await pay(page)
    await expect(heading(page, 'Your data is added')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('2 GB left')).toBeVisible()
    await expectAccessible(page)
    await expectFits(page)
    await page.getByRole('link', { name: 'Open your eSIM' }).click()
    expect(page.url()).toBe(order)
    await expect(page.getByText('0 B used, 2 GB left')).toBeVisible()
    await expect(page.getByRole('link', { name: '1 GB, 7 days' })).toBeVisible()
    await expectFits(page)
    const mails = await mailsTo(email, 2)
    expect(mails[1]!.subject).toBe('1 GB added to your eSIM')
    expect(await booksOf(shop)).toMatchObject({ orders: 2, payments: 2, charged: 1_350n })
  })

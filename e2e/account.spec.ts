import { endUsers } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { makeSim, makeWallet } from '@/lib/testing/make'
import { makeRefillablePlan } from '@/lib/testing/supplier'
import { expect, type Page, settings, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { linkIn, mailsTo } from './sandbox'
import { openShop } from './shop'
import { heading, pay, payButton, readyEsim } from './shopping'

const password = () => `a long walk on the beach ${unique()}`

/** Makes the account of an address, from the page of the store through the mail. */
async function openAccount(page: Page, account: string, email: string): Promise<void> {
  await page.goto(account)
  await page.getByRole('textbox', { name: 'New here? Your address' }).fill(email)
  await page.getByRole('button', { name: 'Send me the link', exact: true }).click()
  await expect(page.getByRole('status')).toContainText(`The link to your account is in the mail to ${email}`)
  const [mail] = await mailsTo(email)
  await page.goto(linkIn(mail!))
  await page.getByLabel('Your name').fill('Ada Buyer')
  await page.getByLabel('Password').fill(password())
  await page.getByRole('button', { name: 'Open the account' }).click()
  await expect(heading(page, 'My account')).toBeVisible()
}

test('a buyer makes an account, adds money, keeps a card, and pays with both', async ({ page }) => {
  test.setTimeout(180_000)
  const { owner, store, checkout } = await openShop({ stock: 3 })
  const account = `/store/${store.slug}/account`
  const email = `ada-${unique()}@buyers.test`
  await openAccount(page, account, email)
  const [buyer] = await inTenant(owner, (tx) => tx.select().from(endUsers))
  await makeWallet(owner, { endUserId: buyer!.id })
  await page.reload()
  await expect(page.getByRole('heading', { name: /Wallet in EUR/ })).toBeVisible()

  await page.getByRole('button', { name: 'Add money' }).click()
  const adding = page.getByRole('dialog', { name: 'Add money' })
  await adding.getByLabel('Amount').fill('20')
  await adding.getByRole('button', { name: 'Go on' }).click()
  await expect(heading(page, 'Add money')).toBeVisible()
  const keep = page.getByRole('checkbox', { name: 'Save this card for next time' })
  await expect(keep).not.toBeChecked()
  await keep.check()
  await pay(page)
  await expect(heading(page, 'Paid')).toBeVisible({ timeout: 20_000 })

  await page.goto(account)
  await expect(page.getByText('Visa •••• 4242', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Statement' }).click()
  await expect(page.getByRole('table', { name: 'Statement' }).getByRole('row')).toHaveCount(2)
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download CSV' }).click()
  expect((await file).suggestedFilename()).toBe('statement.csv')

  await page.goto(checkout)
  await expect(page.getByRole('textbox', { name: 'Email', exact: true })).toHaveValue(email)
  await page.getByRole('checkbox', { name: /^My device supports eSIM/ }).check()
  await page.getByRole('radio', { name: 'Wallet' }).check()
  await payButton(page).click()
  await readyEsim(page)

  await page.goto(checkout)
  await page.getByRole('checkbox', { name: /^My device supports eSIM/ }).check()
  await page.getByRole('radio', { name: /^Visa/ }).check()
  await payButton(page).click()
  await readyEsim(page)

  await page.goto(`${account}`)
  await expect(page.getByText('€11.00').first()).toBeVisible()
  await page.getByRole('link', { name: 'Automatic refill' }).click()
  await page.getByRole('switch', { name: 'Refill this wallet by itself' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status')).toContainText('Saved')

  await page.goto(account)
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('No payment method is saved')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
})

test('every page of an account is fit for everyone, on a phone in the dark too', async ({ page }) => {
  test.setTimeout(120_000)
  const { owner, store, checkout } = await openShop()
  const account = `/store/${store.slug}/account`
  await openAccount(page, account, `eve-${unique()}@buyers.test`)
  const [buyer] = await inTenant(owner, (tx) => tx.select().from(endUsers))
  const wallet = await makeWallet(owner, { endUserId: buyer!.id, filled: 4_200n })
  const plan = await makeRefillablePlan(owner, settings.sandbox, `e2e${unique()}`)
  const { connectionId } = plan
  const esim = await makeSim(owner, { connectionId, planId: plan.id, endUserId: buyer!.id, status: 'active' })
  const pages = {
    account,
    esim: `${account}/esims/${esim.id}`,
    sizes: `${account}/esims/${esim.id}/refill`,
    refill: `${account}/esims/${esim.id}/refill?size=1000000000`,
    wallet: `${account}/wallets/${wallet.id}`,
    automatic: `${account}/wallets/${wallet.id}/automatic`,
    card: `${account}/cards/new`,
    checkout,
  }
  for (const [name, path] of Object.entries(pages))
    for (const colorScheme of ['light', 'dark'] as const) {
      // Before the page is opened: the card form of the provider takes its colours then.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.goto(path)
      await heading(page, /./).first().waitFor()
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 844 })
        await expectAccessible(page)
        await expectFits(page)
        if (process.env.LOOK)
          await page.screenshot({
            path: `${process.env.LOOK}/${name}-${colorScheme}-${width}.png`,
            fullPage: true,
          })
      }
    }
})

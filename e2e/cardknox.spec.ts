import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { expect, type Page, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { refundOrder, transactionsOf } from './portal/money'
import { connectCardknox } from './portal/psps'
import { enterCardknoxWebhook, setWebhooks } from './sandbox'
import { booksOf, noticesOf, stockUp } from './shop'
import { fillCheckout, heading, payButton, readyEsim } from './shopping'

test.use({ viewport: { width: 390, height: 844 } })

const price = 900n
const pin = 'fake-pin-of-the-test'

/** A shop whose Cardknox account tells it of its transactions. */
async function openShop(page: Page, slug: string) {
  const account = unique()
  const webhookUrl = await connectCardknox(page, slug, account, pin)
  await enterCardknoxWebhook(account, webhookUrl, pin)
  return { webhookUrl, ...(await stockUp(slug)) }
}

async function toCardknox(page: Page, checkout: string): Promise<void> {
  await page.goto(checkout)
  await fillCheckout(page, `traveller-${unique()}@buyers.test`)
  await payButton(page).click()
  await expect(heading(page, /^Pay at/)).toBeVisible()
}

async function pay(page: Page, button = 'Pay'): Promise<void> {
  await page.getByLabel('Card number').fill('4444333322221111')
  await page.getByLabel('Expiry').fill('1230')
  await page.getByLabel('CVV').fill('123')
  await page.getByRole('button', { name: button, exact: true }).click()
}

test('Cardknox is connected in the settings, and a card that was declined pays on the second try', async ({
  page,
  newOrganization,
}) => {
  const shop = await openShop(page, newOrganization.slug)
  await expect(page.getByText('Where to enter it at Cardknox')).toBeVisible()
  await expectAccessible(page)
  await expectFits(page)
  await toCardknox(page, shop.checkout)
  await expectAccessible(page)
  await expectFits(page)
  await pay(page, 'Let the bank decline it')
  await expect(heading(page, 'Payment failed')).toBeVisible()
  await expect(page.getByText('The payment did not go through.')).toBeVisible()
  await page.getByRole('link', { name: 'Try again' }).click()
  await pay(page)
  await readyEsim(page)
  await expectFits(page)
  expect(await booksOf(shop)).toEqual({ orders: 1, payments: 1, charged: price, delivered: 1 })
  await expect.poll(() => noticesOf(shop)).toBe(2)
})

test('without a single webhook the return page delivers, and staff give the money back', async ({
  page,
  newOrganization,
}) => {
  const { slug } = newOrganization
  const shop = await openShop(page, slug)
  await setWebhooks('cardknox', 'drop', shop.webhookUrl)
  await toCardknox(page, shop.checkout)
  await pay(page)
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual({ orders: 1, payments: 1, charged: price, delivered: 1 })
  expect(await noticesOf(shop)).toBe(0)
  const paid = 'Cardknox: Payment, Paid, €9.00, –, –'
  expect(await transactionsOf(page, slug)).toEqual([paid])
  await refundOrder(page, slug)
  await expect
    .poll(() => transactionsOf(page, slug), { timeout: 20_000 })
    .toEqual(['Cardknox: Refund, Succeeded, -€9.00, –, –', paid])
})

test('an amount that the buyer changed in the address is held, and nothing is delivered', async ({
  page,
  newOrganization,
}) => {
  const shop = await openShop(page, newOrganization.slug)
  await toCardknox(page, shop.checkout)
  const cheaper = new URL(page.url())
  cheaper.searchParams.set('xAmount', '0.01')
  await page.goto(cheaper.href)
  await pay(page)
  await expect(heading(page, /^Pay at/)).toBeHidden()
  const held = () =>
    inTenant(shop.owner, async (tx) => (await tx.select().from(payments))[0]?.mismatch ?? null)
  await expect.poll(held, { timeout: 20_000 }).toContain('0.01')
  expect(await booksOf(shop)).toMatchObject({ delivered: 0 })
})

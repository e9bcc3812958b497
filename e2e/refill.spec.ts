import { eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { sims, tenants, users } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { iccidBody } from '@/lib/core/iccid'
import { carrierOf } from '@/lib/telecom/carrier'
import { hashPassword } from '@/lib/tenancy/passwords'
import { makeCompany, makeMember, makeSim, makeWallet } from '@/lib/testing/make'
import { makeRefillablePlan } from '@/lib/testing/supplier'
import { balanceOf } from '@/lib/wallets/balance'
import { expect, settings, signIn, test, unique } from './fixtures'
import { expectAccessible, expectFits } from './looks'
import { linkIn, mailsTo } from './sandbox'
import { booksOf, openShop } from './shop'
import { fillCheckout, heading, pay, readyEsim } from './shopping'

type RefillShop = Awaited<ReturnType<typeof openRefillShop>>

/** A shop whose eSIMs a supplier makes, who can also add data to them. */
async function openRefillShop() {
  const shop = await openShop()
  const plan = await makeRefillablePlan(shop.owner, settings.sandbox, `e2e${unique()}`)
  return { ...shop, plan, checkout: `/store/${shop.store.slug}/checkout/${plan.slug}` }
}

/** A company with a SIM of the supplier, 10.00 EUR in its wallet, and staff who can sign in. */
async function companyWithSim({ owner, plan }: RefillShop) {
  const connection = await inTenant(owner, (tx) => getConnection(tx, plan.connectionId))
  const carrier = await carrierOf(connection)
  const offerId = plan.offerName.replace('1GB_7D', '3GB_30D')
  const { iccids } = await carrier.order!({ offerId, reference: 'e2e' })
  const company = await makeCompany(owner, { ownerEmail: `company-${unique()}@buyers.test` })
  const wallet = await makeWallet(owner, { companyId: company.id, filled: 1_000n })
  const sim = await makeSim(owner, {
    ...{ iccid: iccids[0]!, iccidBody: iccidBody(iccids[0]!), companyId: company.id, integration: 'ok' },
    ...{ connectionId: connection.id, planId: plan.id, status: 'active' },
  })
  const { actor } = await makeMember(owner.tenantId, 'company', company.id)
  const password = `a long walk ${unique()}`
  const [user] = await db
    .update(users)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(users.id, actor.id))
    .returning()
  const [tenant] = await db.select().from(tenants).where(eq(tenants.id, owner.tenantId))
  return { sim, wallet, staff: { email: user!.email, password, slug: tenant!.slug } }
}

const inWallet = ({ owner }: RefillShop, wallet: { id: string; minimum: bigint }): Promise<bigint> =>
  inTenant(owner, async (tx) => (await balanceOf(tx, wallet)).settled)

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

test('staff of a company refill a SIM from its wallet, and send a link that its user pays', async ({
  page,
  browser,
}) => {
  const shop = await openRefillShop()
  const { wallet, sim, staff } = await companyWithSim(shop)
  await signIn(page, staff.email, staff.password)
  await page.goto(`/admin/${staff.slug}/sims/${sim.id}`)
  await page.getByRole('link', { name: 'Refill' }).click()
  await expect(heading(page, 'Refill')).toBeVisible()
  await expect(page.getByText('€10.00 available')).toBeVisible()
  await expectAccessible(page)
  await expectFits(page)
  await page.getByRole('button', { name: 'Refill' }).click()
  await expect(heading(page, sim.iccid)).toBeVisible()
  const refills = page.getByRole('table', { name: 'Refills' })
  await expect(refills.getByText('Company wallet')).toBeVisible()
  await expect.poll(() => inWallet(shop, wallet), { timeout: 20_000 }).toBe(550n)
  await page.reload()
  await expect(refills.getByText('Fulfilled')).toBeVisible()
  await page.getByRole('link', { name: 'Refill' }).click()
  await page.getByText('Whoever gets the link').click()
  const payer = `payer-${unique()}@buyers.test`
  await page.getByRole('textbox', { name: 'Send the link to' }).fill(payer)
  await page.getByRole('button', { name: 'Refill' }).click()
  await expect(page.getByRole('textbox', { name: 'Link to pay' })).toBeVisible()
  await expectAccessible(page)
  await expectFits(page)
  const [mail] = await mailsTo(payer)
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const other = await phone.newPage()
  await other.goto(linkIn(mail!))
  await expect(heading(other, 'Add data')).toBeVisible()
  await expectAccessible(other)
  await expectFits(other)
  await pay(other)
  await expect(heading(other, 'Paid')).toBeVisible({ timeout: 30_000 })
  await expectFits(other)
  await phone.close()
  expect(await inWallet(shop, wallet)).toBe(550n)
})

test('a SIM of a company refills itself from its wallet, and says so', async ({ page }) => {
  const shop = await openRefillShop()
  const { wallet, sim, staff } = await companyWithSim(shop)
  await inTenant(shop.owner, (tx) =>
    tx.update(sims).set({ dataLeft: 400_000_000n }).where(eq(sims.id, sim.id)),
  )
  await signIn(page, staff.email, staff.password)
  await page.goto(`/admin/${staff.slug}/sims/${sim.id}`)
  const threshold = page.getByRole('textbox', { name: 'When less than this is left' })
  await threshold.fill('1 GB')
  await page.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByText(/Write less than 1 GB/)).toBeVisible()
  await expect(threshold).toHaveValue('1 GB')
  await expectAccessible(page)
  await threshold.fill('500 MB')
  await page.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByText(/1 GB when less than 500 MB is left, paid from the wallet of/)).toBeVisible()
  await expect.poll(() => inWallet(shop, wallet), { timeout: 20_000 }).toBe(550n)
  const refills = page.getByRole('table', { name: 'Refills' })
  await expect(async () => {
    await page.reload()
    await expect(refills.getByText('Fulfilled')).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await expect(refills.getByText('Automatic')).toBeVisible()
  await expect(page.getByText('Refilled with 1 GB for 7 days, by its automatic refill')).toBeVisible()
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 })
    await expectAccessible(page)
    await expectFits(page)
    if (process.env.LOOK)
      await page.screenshot({ path: `${process.env.LOOK}/sim-${width}.png`, fullPage: true })
  }
  await page.getByRole('button', { name: 'Switch off' }).click()
  await expect(page.getByRole('button', { name: 'Switch on' })).toBeVisible()
  expect(await inWallet(shop, wallet)).toBe(550n)
})

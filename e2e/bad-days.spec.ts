import { firstOf } from './demo'
import { expect, type Page, test, unique } from './fixtures'
import { fault } from './sandbox'
import { booksOf, noticesOf, type OpenShop, openShop, signatureOf } from './shop'
import { cards, fillCard, fillCheckout, heading, pay, payButton, readyEsim } from './shopping'

const price = 900n
const once = { orders: 1, payments: 1, charged: price, delivered: 1 }
const nothing = { orders: 0, payments: 0, charged: 0n, delivered: 0 }

const buyer = () => `traveller-${unique()}@buyers.test`
const alert = (page: Page, text: RegExp) =>
  page.getByRole('main').getByRole('alert').filter({ hasText: text })

/** Puts other values into what the browser sends, as a buyer with developer tools may. */
const forge = (page: Page, url: string, from: string, to: string) =>
  page.route(url, (route, request) => {
    if (request.method() !== 'POST') return route.continue()
    return route.continue({ postData: request.postData()!.replaceAll(from, to) })
  })

async function openCheckout(page: Page, shop: OpenShop): Promise<void> {
  await page.goto(shop.checkout)
  await fillCheckout(page, buyer())
  await fillCard(page, cards.good)
}

test('a price that the browser adds is not the price that is charged', async ({ page }) => {
  const shop = await openShop()
  await openCheckout(page, shop)
  await page.locator('form:has(input[name=checkoutKey])').evaluate((form) => {
    for (const name of ['amount', 'price', 'currency']) {
      const field = Object.assign(document.createElement('input'), { type: 'hidden', name, value: '1' })
      form.append(field)
    }
  })
  await payButton(page).click()
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
})

test('neither a version, a plan nor a PSP of another shop can be put into the form', async ({ page }) => {
  const [shop, other] = [await openShop(), await openShop()]
  const forged = [
    [shop.plan.versionId, other.plan.versionId],
    [shop.plan.slug, other.plan.slug],
    [shop.connection.id, other.connection.id],
  ] as const
  for (const [own, foreign] of forged) {
    await openCheckout(page, shop)
    await forge(page, shop.checkout, own, foreign)
    await payButton(page).click()
    await expect(alert(page, /\S/)).toBeVisible()
    await expect(page).toHaveURL(shop.checkout)
    await page.unroute(shop.checkout)
  }
  expect([await booksOf(shop), await booksOf(other)]).toEqual([nothing, nothing])
})

test('a guessed order token is no order, and a true one is none in another store', async ({ page }) => {
  const [shop, other] = [await openShop(), await openShop()]
  await openCheckout(page, shop)
  await payButton(page).click()
  await readyEsim(page)
  const token = new URL(page.url()).pathname.split('/').at(-1)!
  const { request } = page.context()
  for (const path of ['', '/pay', '/return', '/send']) {
    const guessed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    const ask = path === '/send' ? request.post.bind(request) : request.get.bind(request)
    const answers = [
      await ask(`/store/${shop.store.slug}/orders/${guessed}${path}`, { maxRedirects: 0 }),
      await ask(`/store/${other.store.slug}/orders/${token}${path}`, { maxRedirects: 0 }),
    ]
    for (const answer of answers) {
      expect([303, 404], `${path}: ${answer.status()}`).toContain(answer.status())
      expect(await answer.text()).not.toContain('SM-DP+')
    }
  }
})

test('a blocked card script is said, and the next try works', async ({ page }) => {
  const shop = await openShop()
  await page.route(/stripe\.js/, (route) => route.abort())
  await page.goto(shop.checkout)
  await expect(alert(page, /The card form did not load/)).toBeVisible()
  await page.unroute(/stripe\.js/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await fillCheckout(page, buyer())
  await pay(page)
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
})

test('two tabs that pay the same order at once pay once', async ({ browser, page }) => {
  const shop = await openShop()
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.APP_URL })
  const first = await plain.newPage()
  await first.goto(shop.checkout)
  await fillCheckout(first, buyer())
  await payButton(first).click()
  await expect(heading(first, 'Pay for your order')).toBeVisible()

  const tabs = [page, await page.context().newPage()]
  for (const tab of tabs) {
    await tab.goto(first.url())
    await fillCard(tab, cards.good)
  }
  await Promise.all(tabs.map((tab) => payButton(tab).click()))
  for (const tab of tabs) await readyEsim(tab)
  expect(await booksOf(shop)).toEqual(once)
  await plain.close()
})

test('going back after paying and paying again charges nothing more', async ({ page }) => {
  const shop = await openShop()
  await openCheckout(page, shop)
  const email = await page.getByRole('textbox', { name: 'Email', exact: true }).inputValue()
  await payButton(page).click()
  const esim = await readyEsim(page)
  await page.goBack()
  await expect(heading(page, 'Checkout')).toBeVisible()
  await fillCheckout(page, email)
  await pay(page)
  expect(await readyEsim(page)).toEqual(esim)
  expect(await booksOf(shop)).toEqual(once)
})

test('who goes back from the page of a provider finds what was chosen there, and can pay by it', async ({
  page,
}) => {
  const plan = await firstOf('demo', 'plans', "is_published and slug like 'greece%'", 'slug')
  await page.goto(`/store/demo/checkout/${plan}`)
  await fillCheckout(page, `back-${unique()}@buyers.test`)
  const paypal = page.getByRole('radio', { name: 'PayPal' })
  await paypal.check()
  await payButton(page).click()
  await expect(heading(page, 'Pay with PayPal')).toBeVisible()
  await page.goBack()
  await expect(heading(page, 'Checkout')).toBeVisible()
  await expect(paypal).toBeChecked()
  await expect(page.getByRole('textbox', { name: 'Card number' })).toHaveCount(0)
  await fillCheckout(page, `back-${unique()}@buyers.test`)
  await payButton(page).click()
  await expect(heading(page, 'Pay with PayPal')).toBeVisible()
})

test('a payment provider that does not answer is said, and the same form pays once it does', async ({
  page,
}) => {
  const shop = await openShop()
  await openCheckout(page, shop)
  // The SDK itself asks twice.
  await fault({
    service: 'stripe',
    method: 'POST',
    path: '/v1/payment_intents',
    key: shop.account,
    times: 2,
    fault: 'timeout',
  })
  await payButton(page).click()
  await expect(alert(page, /does not answer at the moment. Nothing was charged/)).toBeVisible()
  await payButton(page).click()
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
})

test('an answer of the provider that is lost on the way makes no second payment', async ({ page }) => {
  const shop = await openShop()
  await openCheckout(page, shop)
  await fault({
    service: 'stripe',
    method: 'POST',
    path: '/v1/payment_intents',
    key: shop.account,
    times: 1,
    fault: 'timeout_after_commit',
  })
  await payButton(page).click()
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
})

test('without a single webhook the return page delivers', async ({ page }) => {
  const shop = await openShop()
  await openCheckout(page, shop)
  await payButton(page).click()
  await readyEsim(page)
  expect(await booksOf(shop)).toEqual(once)
  expect(await noticesOf(shop)).toBe(0)
})

test.describe('a webhook', () => {
  const event = (id = `evt_${unique()}`) =>
    JSON.stringify({
      id,
      object: 'event',
      api_version: '2026-10-28',
      type: 'payment_intent.succeeded',
      created: Math.floor(Date.now() / 1000),
      livemode: false,
      data: { object: { id: `pi_${unique()}`, object: 'payment_intent' } },
    })

  test('that is unsigned, badly signed, cut, too old or of another address is refused', async ({
    request,
  }) => {
    const shop = await openShop()
    const body = event()
    const post = (data: string, signature?: string, url = shop.webhookUrl) =>
      request.post(url, {
        data: Buffer.from(data),
        headers: { 'content-type': 'application/json', ...(signature && { 'stripe-signature': signature }) },
      })
    const good = signatureOf(body, shop.secret)
    const old = signatureOf(body, shop.secret, Math.floor(Date.now() / 1000) - 3_600)
    const refused = [
      await post(body),
      await post(body, 'nonsense'),
      await post(body, signatureOf(body, 'whsec_another_fake')),
      await post(body.slice(0, -20), good),
      await post(body, old),
      await post('', good),
    ]
    expect(refused.map((answer) => answer.status())).toEqual([400, 400, 400, 400, 400, 400])
    expect((await post(body, good, `${shop.webhookUrl}x`)).status()).toBe(404)
    expect(await noticesOf(shop)).toBe(0)
    expect((await post(body, good)).status()).toBe(200)
    expect((await post(body, good)).status()).toBe(200)
    expect(await noticesOf(shop)).toBe(1)
  })

  test('that is larger than any of them is refused before it is read', async ({ request }) => {
    const shop = await openShop()
    const body = 'x'.repeat(3 * 1024 * 1024)
    const answer = await request.post(shop.webhookUrl, {
      data: body,
      headers: { 'stripe-signature': signatureOf(body, shop.secret) },
    })
    expect(answer.status()).toBe(413)
    expect(await noticesOf(shop)).toBe(0)
  })

  test('that tells of a payment that never was moves nothing', async ({ request }) => {
    const shop = await openShop()
    const body = event()
    const answer = await request.post(shop.webhookUrl, {
      data: Buffer.from(body),
      headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, shop.secret) },
    })
    expect(answer.status()).toBe(200)
    expect(await booksOf(shop)).toEqual(nothing)
  })
})

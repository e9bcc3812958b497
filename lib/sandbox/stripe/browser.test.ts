import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './with-sdk'

const chromiumPath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', chromium.executablePath()].find(
  (path) => path && existsSync(path),
)

/** A shop with a strict policy: no inline script or style, only its own and the sandbox's. */
async function openShop(sandbox: string) {
  const policy = `default-src 'none'; script-src 'self' ${sandbox}; connect-src ${sandbox}; style-src 'self'`
  const script = `const stripe = Stripe('pk_test_demo_fake')
    const secret = new URLSearchParams(location.search).get('secret')
    const elements = stripe.elements({ clientSecret: secret, appearance: { theme: 'night' } })
    const element = elements.create('payment')
    window.events = []
    for (const name of ['ready', 'change', 'loaderror']) element.on(name, (event) => { window.events.push([name, event.complete]) })
    if (secret && location.pathname === '/') element.mount('#payment')
    window.pay = (redirect) => stripe[secret.startsWith('seti') ? 'confirmSetup' : 'confirmPayment']({ elements, redirect, confirmParams: { return_url: location.origin + '/done' } })`
  const html = `<!doctype html><title>Shop</title><div id="payment"></div><button>Pay</button><output></output>
    <script src="${sandbox}/js/endive/stripe.js"></script><script src="/shop.js"></script>`
  const server = createServer((request, response) => {
    const isScript = request.url === '/shop.js'
    const type = isScript ? 'text/javascript' : 'text/html; charset=utf-8'
    response
      .writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy })
      .end(isScript ? script : html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

describe.skipIf(!chromiumPath)('stripe.js in a browser', () => {
  let world: World
  let browser: Browser
  let shop: Awaited<ReturnType<typeof openShop>>
  beforeAll(async () => {
    world = await startWorld()
    shop = await openShop(world.url)
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    shop?.close()
    await world?.close()
  })

  type Shop = {
    pay(redirect: string): Promise<{ error?: object; paymentIntent?: object }>
    events: [string, boolean][]
  }

  async function open(secret: string): Promise<Page> {
    const page = await browser.newPage({ locale: 'de-DE' })
    const refused: string[] = []
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()))
    await page.goto(`${shop.url}/?secret=${secret}`)
    await page.getByLabel('Card number').waitFor()
    expect(refused).toEqual([])
    return page
  }

  async function fill(page: Page, number: string) {
    await page.getByLabel('Card number').fill(number)
    await page.getByLabel('Expiry date').fill('12 / 40')
    await page.getByLabel('CVC').fill('123')
  }

  const newSecret = async () => {
    const card = { amount: 1099, currency: 'eur', allowed_payment_method_types: ['card'] }
    return (await world.stripe.paymentIntents.create(card)).client_secret ?? ''
  }
  const pay = (page: Page, redirect: string) =>
    page.evaluate((how) => (window as unknown as Shop).pay(how), redirect)

  test('a buyer pays with a card and comes back with the three parameters', async () => {
    const page = await open(await newSecret())
    expect(await page.getByLabel('Country').inputValue()).toBe('DE')
    await fill(page, '4242424242424242')
    expect(await page.getByLabel('Card number').inputValue()).toBe('4242 4242 4242 4242')
    void pay(page, 'always').catch(() => {})
    await page.waitForURL('**/done?**')
    const query = new URL(page.url()).searchParams
    expect(query.get('redirect_status')).toBe('succeeded')
    const intent = await world.stripe.paymentIntents.retrieve(query.get('payment_intent') ?? '')
    expect(intent).toMatchObject({
      status: 'succeeded',
      client_secret: query.get('payment_intent_client_secret'),
    })
  })

  test('a field tells its own error, and nothing is sent', async () => {
    const page = await open(await newSecret())
    await fill(page, '4242424242424241')
    const answer = await pay(page, 'if_required')
    expect(answer.error).toMatchObject({ type: 'validation_error', code: 'invalid_number' })
    const number = page.getByRole('textbox', {
      name: 'Card number',
      description: 'Your card number is invalid.',
    })
    expect(await number.getAttribute('aria-invalid')).toBe('true')
  })

  test('a decline comes back as a card error, and the same form pays with another card', async () => {
    const page = await open(await newSecret())
    await fill(page, '4000000000009995')
    expect((await pay(page, 'if_required')).error).toMatchObject({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
    })
    await fill(page, '5555555555554444')
    expect((await pay(page, 'if_required')).paymentIntent).toMatchObject({ status: 'succeeded' })
    const { events } = await page.evaluate(() => ({ events: (window as unknown as Shop).events }))
    expect(events.map(([name]) => name)).toContain('ready')
    expect(events.at(-1)).toEqual(['change', true])
  })

  test.each([
    ['Complete authentication', 'succeeded', 'succeeded'],
    ['Fail authentication', 'failed', 'requires_payment_method'],
  ])('the bank asks on its page: "%s" leads back as %s', async (button, redirectStatus, status) => {
    const page = await open(await newSecret())
    await fill(page, '4000002760003184')
    void pay(page, 'always').catch(() => {})
    await page.getByRole('button', { name: button }).click()
    await page.waitForURL('**/done?**')
    const query = new URL(page.url()).searchParams
    expect(query.get('redirect_status')).toBe(redirectStatus)
    expect((await world.stripe.paymentIntents.retrieve(query.get('payment_intent') ?? '')).status).toBe(
      status,
    )
  })

  test('the bank asks in a dialog where the page stays', async () => {
    const page = await open(await newSecret())
    await fill(page, '4000000000003220')
    const paying = pay(page, 'if_required')
    await page.getByRole('dialog').getByRole('button', { name: 'Fail authentication' }).click()
    expect((await paying).error).toMatchObject({ code: 'payment_intent_authentication_failure' })
    const again = pay(page, 'if_required')
    await page.getByRole('dialog').getByRole('button', { name: 'Complete authentication' }).click()
    expect((await again).paymentIntent).toMatchObject({ status: 'succeeded' })
  })

  test('a card is saved without a payment', async () => {
    const { id: customer } = await world.stripe.customers.create({})
    const setup = await world.stripe.setupIntents.create({ customer, allowed_payment_method_types: ['card'] })
    const page = await open(setup.client_secret ?? '')
    await fill(page, '4242424242424242')
    void pay(page, 'always').catch(() => {})
    await page.waitForURL('**/done?setup_intent=**')
    expect((await world.stripe.paymentMethods.list({ customer })).data).toHaveLength(1)
  })

  test('a shop that makes its intent late takes the card first, as a confirmation token', async () => {
    const page = await browser.newPage()
    await page.goto(shop.url)
    await page.evaluate(`window.late = stripe.elements({ mode: 'payment', amount: 1099, currency: 'usd' })
      late.create('payment').mount('#payment')`)
    await page.getByLabel('Card number').waitFor()
    expect(await page.evaluate('late.submit()')).toMatchObject({ error: { code: 'incomplete_number' } })
    await fill(page, '4242424242424242')
    expect(await page.evaluate('late.submit()')).not.toHaveProperty('error')
    const made = (await page.evaluate('stripe.createConfirmationToken({ elements: late })')) as {
      confirmationToken: { id: string }
    }
    const confirm = { confirm: true, confirmation_token: made.confirmationToken.id, return_url: shop.url }
    const intent = await world.stripe.paymentIntents.create({ amount: 1099, currency: 'usd', ...confirm })
    expect(intent.status).toBe('succeeded')
  })

  test('a platform shows the form of an account that is connected to it, and takes the payment there', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      scope: 'read_write',
      client_id: 'ca_test_demo_fake',
      redirect_uri: shop.url,
    })
    const seller = await browser.newPage()
    await seller.goto(`${world.url}/oauth/authorize?${query}`)
    await seller.getByRole('group', { name: 'Account to connect' }).getByLabel('Harbour (sandbox)').check()
    await seller.getByRole('button', { name: 'Connect' }).click()
    await seller.waitForURL('**/?**code=ac_**')
    const code = new URL(seller.url()).searchParams.get('code') ?? ''
    await world.stripe.oauth.token({ grant_type: 'authorization_code', code })
    const there = { stripeAccount: 'acct_harbour' }
    const made = { amount: 1099, currency: 'eur', allowed_payment_method_types: ['card' as const] }
    const intent = await world.stripe.paymentIntents.create(made, there)
    const page = await browser.newPage()
    await page.goto(shop.url)
    await page.evaluate(`window.theirs = Stripe('pk_test_demo_fake', { stripeAccount: 'acct_harbour' })
      window.group = theirs.elements({ clientSecret: '${intent.client_secret}' })
      group.create('payment').mount('#payment')`)
    await page.getByLabel('Card number').waitFor()
    await fill(page, '4242424242424242')
    const paid = await page.evaluate("theirs.confirmPayment({ elements: group, redirect: 'if_required' })")
    expect(paid).toMatchObject({ paymentIntent: { id: intent.id, status: 'succeeded' } })
    const blind = `Stripe('pk_test_demo_fake').retrievePaymentIntent('${intent.client_secret}')`
    expect(await page.evaluate(blind)).toMatchObject({ error: { code: 'resource_missing' } })
  })

  test('a secret of another account is not shown as a form', async () => {
    const theirs = await world
      .sdk('sk_test_other_fake')
      .paymentIntents.create({ amount: 500, currency: 'eur' })
    const page = await browser.newPage()
    await page.goto(`${shop.url}/?secret=${theirs.client_secret}`)
    await page.waitForFunction(() =>
      (window as unknown as Shop).events.some(([name]) => name === 'loaderror'),
    )
    expect(await page.getByLabel('Card number').count()).toBe(0)
  })
})

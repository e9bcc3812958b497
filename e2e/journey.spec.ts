import { expect, type Organization, type Page, test, unique } from './fixtures'
import { picture } from './pictures'
import { createCompany, fillAccount, invite, join } from './portal/people'
import { assignPlan, makePlan, makePlanFromOffer, publish } from './portal/plans'
import { connectStripe } from './portal/psps'
import { addStock, checkFile, connectEsimGo, importChecked } from './portal/telecoms'
import { scan } from './qr'
import { callsTo, linkIn, mailsTo } from './sandbox'
import { cards, fillCard, fillCheckout, heading, pay, payButton, readyEsim, stranger } from './shopping'

const stock = 'Island stock'
const greece = {
  operator: stock,
  name: 'Greece 5 GB',
  gigabytes: '5',
  days: '30',
  price: '9.00',
  country: 'Greece',
}
const supplied = 'Spain'

/** Five eSIMs of a carrier, as its file would list them, and their activation codes. */
function makeFile() {
  const codes = Array.from({ length: 5 }, () => `LPA:1$smdp.island.test$${unique().toUpperCase()}`)
  const batch = String(Date.now()).slice(-9)
  const iccid = (n: number) => withCheckDigit(`89300${batch}${1234 + n}`)
  const rows = codes.map((code, n) => `${iccid(n)},${code},Counter ${n + 1}`)
  return { codes, csv: ['ICCID,LPA,Note', ...rows].join('\n') }
}

/** ITU-T E.118: the last digit of an ICCID by Luhn. */
function withCheckDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${body}${(10 - (sum % 10)) % 10}`
}

const step = (page: Page, title: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) })

/** From the shop window over the country and the plan to the checkout. */
async function toCheckout(page: Page, slug: string, country: string, plan: string): Promise<void> {
  await page.goto(`/store/${slug}`)
  await page.getByRole('link', { name: country }).first().click()
  await page.getByRole('link', { name: plan, exact: true }).click()
  await page
    .getByRole('link', { name: 'Buy' })
    .or(page.getByRole('button', { name: 'Buy' }))
    .click()
  await expect(heading(page, 'Checkout')).toBeVisible()
}

const buyer = () => `traveller-${unique()}@buyers.test`

/** Everything that the order page and the mail promise about one eSIM. */
async function expectDelivered(page: Page, codes: readonly string[], email: string): Promise<string> {
  const { smdp, code } = await readyEsim(page)
  const lpa = `LPA:1$${smdp}$${code}`
  if (codes.length) expect(codes).toContain(lpa)
  expect(await scan(page.getByRole('img', { name: 'eSIM QR code' }))).toBe(lpa)
  await expect(page.getByRole('link', { name: 'Install on iPhone' })).toHaveAttribute('href', /apple\.com/)
  await expect(page.getByRole('link', { name: 'Install on Android' })).toHaveAttribute('href', /LPA|lpa/)
  const [mail] = await mailsTo(email)
  expect(mail!.text).toContain(code)
  expect(mail!.text).toContain(page.url().split('?')[0])
  return lpa
}

async function setUp(page: Page, { slug }: Organization, csv: string) {
  await test.step('telecoms: a stock, and a supplier', async () => {
    await expect(step(page, 'Integrate your telecoms')).toContainText('To do')
    await addStock(page, slug, stock)
    await connectEsimGo(page, slug, `sbx_esimgo_${unique()}unlimited`)
  })
  await test.step('a company', () => createCompany(page, slug, 'Harbour Rentals'))
  await test.step('SIMs from a file', async () => {
    await checkFile(page, slug, stock, csv)
    await expect(page.getByRole('cell', { name: 'New', exact: true })).toHaveCount(5)
    await importChecked(page, 5)
  })
  await test.step('plans: of the stock, and of an offer', async () => {
    await makePlan(page, slug, greece)
    await publish(page)
    await makePlanFromOffer(page, slug, supplied, '7.50')
    await publish(page)
  })
  await test.step('the plan on the SIMs', async () => {
    await assignPlan(page, slug, greece.name)
    await page.goto(`/admin/${slug}/sims`)
    await expect(page.getByRole('cell', { name: greece.name })).toHaveCount(5)
  })
  await test.step('payments', async () => {
    const url = await connectStripe(page, slug, unique())
    expect(url).toMatch(/\/api\/webhooks\/payments\/[\w-]{20,}$/)
  })
}

test('from sign-up to QR code', async ({ page, newOrganization, browser }) => {
  test.setTimeout(300_000)
  const { slug } = newOrganization
  const { codes, csv } = makeFile()
  await setUp(page, newOrganization, csv)

  await test.step('onboarding waits only for the first payment', async () => {
    await page.goto(`/admin/${slug}/onboarding`)
    await expect(heading(page, 'Onboarding')).toBeVisible()
    await expect(step(page, 'PSP integration')).toContainText('Waits for the first webhook')
    await picture(page, 'onboarding', { height: 1000 })
  })

  const phone = await stranger(browser)
  const first = buyer()
  const order = await test.step('a stranger buys with a card', async () => {
    await toCheckout(phone, slug, greece.country, greece.name)
    await fillCheckout(phone, first)
    await fillCard(phone, cards.good)
    await picture(phone, 'checkout', { height: 1000 })
    await payButton(phone).click()
    await expectDelivered(phone, codes, first)
    await picture(phone, 'order-ready')
    return phone.url()
  })

  await test.step('the mail shows the QR code, and comes again when asked', async () => {
    const [mail] = await mailsTo(first)
    const image = mail!.attachments.find(({ contentType }) => contentType === 'image/png')
    const paper = await phone.context().newPage()
    await paper.setContent(`<img alt="QR" src="data:image/png;base64,${image!.content}">`)
    expect(codes).toContain(await scan(paper.getByRole('img')))
    await paper.close()
    await phone.getByRole('button', { name: 'Send again' }).click()
    await expect(phone.getByRole('status').filter({ hasText: first })).toBeVisible()
    await mailsTo(first, 2)
  })

  await test.step('the order page stays, after a refresh and elsewhere', async () => {
    await phone.goto(order)
    await phone.reload()
    const here = await readyEsim(phone)
    const elsewhere = await stranger(browser)
    await elsewhere.goto(order)
    expect(await readyEsim(elsewhere)).toEqual(here)
    await elsewhere.context().close()
  })

  await test.step('another buyer confirms with the bank', async () => {
    const email = buyer()
    await toCheckout(phone, slug, greece.country, greece.name)
    await fillCheckout(phone, email)
    await pay(phone, cards.secure)
    await phone.getByRole('button', { name: 'Complete authentication' }).click()
    await expectDelivered(phone, codes, email)
  })

  await test.step('a card is declined, and a good one ends it', async () => {
    const email = buyer()
    await toCheckout(phone, slug, greece.country, greece.name)
    await fillCheckout(phone, email)
    await pay(phone, cards.declined)
    await expect(phone.getByRole('alert').filter({ hasText: /declined/ })).toBeVisible()
    await pay(phone, cards.good)
    await expectDelivered(phone, codes, email)
  })

  await test.step('an eSIM of the supplier is bought when it is sold', async () => {
    const email = buyer()
    await toCheckout(phone, slug, supplied, `${supplied} from afar`)
    await fillCheckout(phone, email)
    await pay(phone)
    await expectDelivered(phone, [], email)
  })

  await test.step('no one got the eSIM of another', async () => {
    await page.goto(`/admin/${slug}/sims`)
    await expect(page.getByRole('row').filter({ hasText: greece.name })).toHaveCount(5)
    const calls = await callsTo('stripe')
    expect(calls.filter(({ unhandled }) => unhandled)).toEqual([])
  })

  await test.step('a colleague joins, and every step of the onboarding is done', async () => {
    const email = `colleague-${unique()}@example.test`
    await fillAccount(page, slug)
    await invite(page, slug, email, /^Support/)
    const colleague = await stranger(browser)
    const [mail] = await mailsTo(email)
    await join(colleague, linkIn(mail!), `a quiet harbour ${unique()}`)
    await colleague.context().close()
    await page.goto(`/admin/${slug}/onboarding`)
    const steps = page.getByRole('list', { name: 'Onboarding steps' }).getByRole('listitem')
    const states = await steps.allInnerTexts()
    expect(states.length).toBeGreaterThanOrEqual(9)
    expect(states.filter((text) => !/\bDone\b/.test(text))).toEqual([])
  })
  await phone.context().close()
})

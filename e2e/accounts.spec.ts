import { expect, settings, signIn, signUp, test, unique } from './fixtures'
import { invite, join } from './portal/people'
import { linkIn, mailsTo } from './sandbox'

const password = 'three green boats at noon'

test('a colleague joins by mail and sees what the role allows', async ({
  page,
  newOrganization,
  browser,
}) => {
  const { slug } = newOrganization
  const email = `colleague-${unique()}@example.test`
  await invite(page, slug, email, /^Viewer/)
  const [mail] = await mailsTo(email)

  const context = await browser.newContext({ baseURL: process.env.APP_URL })
  const theirs = await context.newPage()
  await join(theirs, linkIn(mail!), password)
  await expect(theirs).toHaveURL(`/admin/${slug}`)
  await theirs.goto(`/admin/${slug}/plans/new`)
  await expect(theirs.getByText('You may not see this')).toBeVisible()
  await theirs.goto(linkIn(mail!))
  await expect(theirs.getByRole('button', { name: 'Join' })).toHaveCount(0)

  await page.reload()
  await expect(page.getByRole('table', { name: 'Members' })).toContainText(email)
  await context.close()
})

test('a forgotten password is set anew by mail, which signs everyone out', async ({ page, browser }) => {
  const { email } = await signUp(page)
  const context = await browser.newContext({ baseURL: process.env.APP_URL })
  const elsewhere = await context.newPage()
  await elsewhere.goto('/forgot-password')
  await elsewhere.getByRole('textbox', { name: 'Email' }).fill(email)
  await elsewhere.getByRole('button', { name: 'Send the link' }).click()
  const [mail] = await mailsTo(email)
  await elsewhere.goto(linkIn(mail!))
  await elsewhere.getByLabel('New password').fill(password)
  await elsewhere.getByRole('button', { name: 'Set the password' }).click()
  await expect(elsewhere).toHaveURL(/\/sign-in/)
  await page.reload()
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await signIn(page, email, password)
  await expect(page).toHaveURL(/\/admin\/island-mobile/)
  await context.close()
})

test('a wrong password and an unknown address get the same answer', async ({ page }) => {
  const said: (string | null)[] = []
  for (const email of ['viewer@demo.test', `nobody-${unique()}@demo.test`]) {
    await page.goto('/sign-in')
    await page.getByRole('textbox', { name: 'Email' }).fill(email)
    await page.getByLabel('Password').fill(`${settings.demoPassword} not`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const answer = page.getByRole('main').getByRole('alert')
    await expect(answer).toBeVisible()
    said.push(await answer.textContent())
    await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue(email)
  }
  expect(said[0]).toBe(said[1])
})

test('an address where nothing is says so, in the portal beside the navigation', async ({ page }) => {
  const says = page.getByRole('heading', { level: 1, name: 'There is nothing at this address' })
  expect((await page.goto('/nothing/here'))!.status()).toBe(404)
  await expect(says).toBeVisible()
  await signIn(page, 'viewer@demo.test')
  expect((await page.goto('/admin/demo/plans/none'))!.status()).toBe(404)
  await expect(says).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await page.getByRole('link', { name: 'Back to the dashboard' }).click()
  await page.waitForURL('**/admin/demo')
})

test('who signs out is out, also with the page before', async ({ page }) => {
  await signIn(page, 'support@demo.test')
  await page.getByRole('button', { name: /^Account:/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.goto('/admin/demo/sims')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fadmin%2Fdemo%2Fsims/)
})

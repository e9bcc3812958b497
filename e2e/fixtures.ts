import { randomBytes } from 'node:crypto'
import { test as base, expect, type Page } from '@playwright/test'

export { expect, type Page } from '@playwright/test'

/** An organization of this test's own, whose owner is signed in on `page`. */
export type Organization = { slug: string; name: string; email: string; password: string }

/** Text that no other test and no other run has; letters and digits. */
export const unique = (): string => randomBytes(5).toString('hex')

export const settings = {
  get demoPassword(): string {
    return process.env.DEMO_PASSWORD!
  },
  get sandbox(): string {
    return `http://localhost:${process.env.SANDBOX_PORT ?? 4010}`
  },
}

/** Signs in through the form and ends where it leads. */
export async function signIn(page: Page, email: string, password = settings.demoPassword): Promise<void> {
  await page.goto('/sign-in')
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** Signs a new organization up through the form; ends at its onboarding. */
export async function signUp(page: Page): Promise<Organization> {
  const mark = unique()
  const made = {
    name: 'Island Mobile',
    email: `owner@${mark}.test`,
    password: `a long walk on the beach ${mark}`,
  }
  await page.goto('/sign-up')
  await page.getByLabel('Organization').fill(made.name)
  await page.getByLabel('Your name').fill('Nia Owner')
  await page.getByRole('textbox', { name: 'Email' }).fill(made.email)
  await page.getByLabel('Password').fill(made.password)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.waitForURL(/\/admin\/island-mobile[\w-]*\/onboarding$/)
  return { ...made, slug: new URL(page.url()).pathname.split('/')[2]! }
}

type Fixtures = {
  newOrganization: Organization
  /** What the browser complained of on any page of the test; a test that ends with some fails. */
  complaints: string[]
}

export const test = base.extend<Fixtures>({
  newOrganization: async ({ page }, use) => use(await signUp(page)),
  complaints: [
    async ({ context }, use) => {
      const found: string[] = []
      context.on('weberror', (error) => found.push(String(error.error())))
      context.on('console', (message) => {
        if (/Content.Security.Policy|hydrat/i.test(message.text())) found.push(message.text())
      })
      await use(found)
      expect(found).toEqual([])
    },
    { auto: true },
  ],
})

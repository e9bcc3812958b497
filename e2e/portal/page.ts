import type { Page } from '../fixtures'

// What staff do in the portal is told in this folder, by the names that they see. Each begins where the menu leads.

export const status = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text })

export const settingsOf = (slug: string, place: string) => `/admin/${slug}/settings/${place}`

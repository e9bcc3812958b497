import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { root } from '../scripts/root.mjs'

type Options = { dark?: boolean; height?: number }

/** Takes a picture for the guides when DOCS_IMAGES=1; otherwise does nothing. */
export async function picture(page: Page, name: string, { dark, height }: Options = {}): Promise<void> {
  if (process.env.DOCS_IMAGES !== '1') return
  const before = page.viewportSize()!
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
  if (height) await page.setViewportSize({ ...before, height })
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.screenshot({ path: join(root, 'docs/images', `${name}.png`), animations: 'disabled' })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  await page.setViewportSize(before)
}

// The lowest Lighthouse score of the shop window and of a plan's page, on its slow phone; 100 is the most there is.
import { chromium } from '@playwright/test'
import lighthouse from 'lighthouse'
import { pool } from '@/db/client'
import { freePort } from '@/db/free-port'
import { env } from '@/lib/core/env'
import { findChromium } from '../scripts/chromium.mjs'
import { report } from './report'

const web = `http://127.0.0.1:${env.PORT}`
const pages = { window: '/store/demo', plan: '/store/demo/plans/greece-5gb' }

type Scores = Record<string, number>

/** The four scores of a page, 0 to 100, and what was found wanting. */
async function scoresOf(url: string, port: number): Promise<{ scores: Scores; lacks: string[] }> {
  const options = {
    port,
    output: 'json',
    onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
  } as const
  const result = await lighthouse(url, { ...options, onlyCategories: [...options.onlyCategories] })
  if (!result) throw new Error(`Lighthouse gave nothing for ${url}.`)
  const { categories, audits } = result.lhr
  const scores = Object.fromEntries(
    Object.entries(categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]),
  )
  const lacks = Object.values(audits).filter(({ score, scoreDisplayMode }) =>
    scoreDisplayMode === 'binary' ? score === 0 : false,
  )
  return { scores, lacks: lacks.map(({ id }) => id) }
}

const port = await freePort()
const browser = await chromium.launch({
  executablePath: findChromium() ?? undefined,
  args: ['--no-sandbox', `--remote-debugging-port=${port}`],
})
const all: Scores = {}
const lacking = new Set<string>()
for (const [name, path] of Object.entries(pages)) {
  // The first visit draws the page; what is measured is what the next visitor gets.
  await fetch(web + path)
  const { scores, lacks } = await scoresOf(web + path, port)
  for (const [category, score] of Object.entries(scores)) all[`${name} ${category}`] = score
  for (const each of lacks) lacking.add(`${name} ${each}`)
}
await browser.close()
await pool.end()
const value = Math.min(...Object.values(all))
report({ bench: 'lighthouse', value, unit: 'score', limit: 100 }, { ...all, lacks: [...lacking].join(', ') })

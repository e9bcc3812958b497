import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'
import { findChromium } from '../scripts/chromium.mjs'
import { root } from '../scripts/root.mjs'

// The tests run against the product that runs in DATA_DIR, and have its settings.
const running = resolve(root, process.env.DATA_DIR || '.data', 'running.json')
Object.assign(process.env, JSON.parse(readFileSync(running, 'utf8')))

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: '.',
  outputDir: resolve(root, '.cache/e2e'),
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: resolve(root, '.cache/playwright.json') }]],
  use: {
    baseURL: process.env.APP_URL,
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    // Recording every step costs a good part of the time: TRACE=1 does.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: { executablePath: findChromium() ?? undefined, args: quiet },
  },
})

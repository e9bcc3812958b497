import { expect, test } from '@playwright/test'

test('the first page opens in a browser and says what this is', async ({ page }) => {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto('/')
  await expect(page).toHaveTitle(/Simyard/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(problems).toEqual([])
})

test('readiness tells what was checked', async ({ request }) => {
  const response = await request.get('/api/readyz')
  expect(response.status()).toBe(200)
  expect(await response.json()).toMatchObject({
    ready: true,
    checks: { database: 'ok', migrations: 'ok', worker: 'ok', queue: 'ok' },
  })
})

test('metrics are for the holder of the token only', async ({ request }) => {
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  expect((await request.get('/api/metrics')).status()).toBe(401)
  expect((await request.get('/api/metrics', bearer('another-token-of-length'))).status()).toBe(401)

  const response = await request.get('/api/metrics', bearer(process.env.METRICS_TOKEN!))
  expect(response.headers()['content-type']).toContain('text/plain')
  const text = await response.text()
  expect(text).toMatch(/^simyard_workers 1$/m)
  expect(text).toMatch(/^simyard_jobs\{state="given_up"\} \d+$/m)
  expect(text).toMatch(/^process_cpu_seconds_total /m)
})

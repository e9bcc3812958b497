import { afterAll, expect, test } from 'vitest'
import { pool } from '@/db/client'
import { notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { makeConnection, makeTenant } from '@/lib/testing/make'
import { metricsAccess, metricsText } from './metrics'

afterAll(() => pool.end())

test('without a METRICS_TOKEN nobody gets the metrics', () => {
  expect(metricsAccess(null)).toBe('closed')
  expect(metricsAccess('Bearer undefined')).toBe('closed')
})

test('the metrics tell how long jobs and webhooks wait, and name no tenant', async () => {
  const shop = await makeTenant()
  const connection = await makeConnection(shop)
  await inTenant(shop.tenantId, (tx) =>
    tx.insert(notices).values({
      connectionId: connection.id,
      externalId: 'evt_1',
      type: 'payment',
      body: 'sealed',
      occurredAt: new Date(),
      createdAt: new Date(Date.now() - 90_000),
    }),
  )
  await pool.query("select graphile_worker.add_job('sendMail', run_at => now() - interval '30 seconds')")

  const { type, text } = await metricsText()
  expect(type).toContain('text/plain')
  expect(text).toMatch(/^simyard_jobs\{state="due"\} 1$/m)
  expect(text).toMatch(/^simyard_queue_lag_seconds 3\d(\.\d+)?$/m)
  expect(text).toMatch(/^simyard_webhooks_waiting 1$/m)
  expect(text).toMatch(/^simyard_webhook_lag_seconds 9\d(\.\d+)?$/m)
  expect(text).not.toContain(shop.tenantId)
})

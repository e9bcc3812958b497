import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { pool } from '@/db/client'
import { keepPresence, type Presence } from './presence'
import { readReadiness } from './ready'

let worker: Presence

beforeEach(async () => {
  worker = await keepPresence()
})
afterEach(() => worker.leave())
afterAll(() => pool.end())

test('a migrated database with a worker and an empty queue is ready', async () => {
  expect(await readReadiness()).toEqual({
    ready: true,
    checks: { database: 'ok', migrations: 'ok', worker: 'ok', queue: 'ok' },
    queue_lag_seconds: 0,
  })
})

test('a job that waits too long is told, one for later is not', async () => {
  await pool.query("select graphile_worker.add_job('sendMail', run_at => now() + interval '1 day')")
  expect(await readReadiness()).toMatchObject({ ready: true, queue_lag_seconds: 0 })

  await pool.query("select graphile_worker.add_job('sendMail', run_at => now() - interval '10 minutes')")
  expect(await readReadiness()).toMatchObject({
    ready: false,
    checks: { queue: 'The oldest job that may run has waited 600 s.' },
    queue_lag_seconds: 600,
  })
  await pool.query('delete from graphile_worker._private_jobs')
})

test('a database that was not migrated to the end is not ready', async () => {
  const last = 'select max(created_at) from drizzle.__drizzle_migrations'
  await pool.query(
    `update drizzle.__drizzle_migrations set created_at = created_at - 1 where created_at = (${last})`,
  )
  const { ready, checks } = await readReadiness()
  expect(ready).toBe(false)
  expect(checks.migrations).toContain('npm run migrate')
  await pool.query(
    `update drizzle.__drizzle_migrations set created_at = created_at + 1 where created_at = (${last})`,
  )
})

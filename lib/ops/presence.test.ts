import { afterAll, expect, test } from 'vitest'
import { pool } from '@/db/client'
import { countWorkers, keepPresence } from './presence'

afterAll(() => pool.end())

async function lockedJob(holder: string): Promise<string> {
  const { rows } = await pool.query("select id from graphile_worker.add_job('sendMail')")
  await pool.query(
    'update graphile_worker._private_jobs set locked_at = now(), locked_by = $1, attempts = 1 where id = $2',
    [holder, rows[0].id],
  )
  return rows[0].id
}

const holderOf = async (id: string) =>
  (await pool.query('select locked_by from graphile_worker._private_jobs where id = $1', [id])).rows[0]
    .locked_by

test('the job of a worker that was killed goes back to the queue; that of a living one stays', async () => {
  const [ours, other] = [await keepPresence(), await keepPresence()]
  await ours.announce('pool-ours')
  await other.announce('pool-other')
  const [lost, ourJob, otherJob] = [
    await lockedJob('pool-killed'),
    await lockedJob('pool-ours'),
    await lockedJob('pool-other'),
  ]

  await ours.sweep()
  expect(await holderOf(lost)).toBe('pool-killed')
  await ours.sweep()
  expect(await Promise.all([lost, ourJob, otherJob].map(holderOf))).toEqual([null, 'pool-ours', 'pool-other'])

  await other.leave()
  await ours.sweep()
  await ours.sweep()
  expect(await holderOf(otherJob)).toBeNull()
  await ours.leave()
})

test('a worker counts while it lives, and no longer', async () => {
  expect(await countWorkers(pool)).toBe(0)
  const presence = await keepPresence()
  expect(await countWorkers(pool)).toBe(1)
  await presence.leave()
  await expect.poll(() => countWorkers(pool)).toBe(0)
})

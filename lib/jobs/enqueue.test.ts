import { expect, test } from 'vitest'
import { z } from 'zod'
import { db, pool } from '@/db/client'
import type { Tx } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import { defineJob } from './define'
import { enqueue, enqueueMany } from './enqueue'

const job = defineJob({ name: 'test.keyed', input: z.object({ turn: z.number() }), run: async () => {} })

const ask: [string, (tx: Tx, turn: number, key: string) => Promise<void>][] = [
  ['alone', (tx, turn, key) => enqueue(tx, job, { turn }, { key })],
  [
    'with others',
    (tx, turn, key) =>
      enqueueMany(tx, job, [
        { input: { turn }, requestId: null, key },
        { input: { turn }, requestId: null, key: `${key}:other` },
      ]),
  ],
]

/** How many statements wait for another transaction to end. */
async function countWaiting(): Promise<number> {
  const { rows } = await pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  )
  return rows.length
}

test.each(ask)(
  'work asked for in the moment in which its forerunner begins is done: %s',
  async (_, again) => {
    const key = newToken()
    await db.transaction((tx) => again(tx, 1, key))
    const worker = await pool.connect()
    await worker.query('begin')
    await worker.query(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'test' where key = $1`,
      [key],
    )
    const asked = db.transaction((tx) => again(tx, 2, key))
    await expect.poll(countWaiting).toBe(1)
    await worker.query('commit')
    worker.release()
    await asked
    const { rows } = await pool.query(
      'select payload -> $2 ->> $3 as turn from graphile_worker._private_jobs where key = $1 and locked_at is null',
      [key, 'input', 'turn'],
    )
    expect(rows).toEqual([{ turn: '2' }])
  },
)

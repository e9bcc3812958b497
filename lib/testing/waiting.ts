import { pool } from '@/db/client'

/** How many sessions of this test's database wait for a lock of another. */
export async function countWaiting(): Promise<number> {
  const { rows } = await pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  )
  return rows.length
}

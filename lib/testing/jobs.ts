import { Logger, runOnce } from 'graphile-worker'
import { pool } from '@/db/client'
import type { AnyJob } from '@/lib/jobs/define'
import { tasksOf } from '@/lib/jobs/tasks'

const quiet = () => () => {}

/** Runs every job that is due, to the end. Jobs asked for later (`runAt`) stay; `dueNow` brings them forward first. */
export async function runJobs(
  jobs: readonly AnyJob[],
  { dueNow = false, concurrency = 4 } = {},
): Promise<void> {
  if (dueNow) await pool.query('update graphile_worker._private_jobs set run_at = now() where run_at > now()')
  await runOnce({ pgPool: pool, taskList: tasksOf(jobs), concurrency, logger: new Logger(quiet) })
}

import { pool } from '@/db/client'

/** Jobs by state, and how many seconds the oldest one that may run has waited. */
export type Queue = { due: number; later: number; running: number; givenUp: number; lagSeconds: number }

const lag =
  'coalesce(extract(epoch from now() - min(run_at) filter (where is_available and run_at <= now())), 0)'

/** Seconds that the oldest job that may run has waited; 0 when none waits. */
export async function queueLag(): Promise<number> {
  const { rows } = await pool.query<{ lag: number }>(
    `select ${lag}::float8 lag from graphile_worker._private_jobs where is_available and run_at <= now()`,
  )
  return rows[0]!.lag
}

export async function readQueue(): Promise<Queue> {
  const { rows } = await pool.query<Queue>(`select
    count(*) filter (where is_available and run_at <= now())::int due,
    count(*) filter (where is_available and run_at > now())::int later,
    count(*) filter (where locked_at is not null)::int running,
    count(*) filter (where locked_at is null and attempts >= max_attempts)::int "givenUp",
    ${lag}::float8 "lagSeconds"
    from graphile_worker._private_jobs`)
  return rows[0]!
}

import { pool } from '@/db/client'
import journal from '@/db/migrations/meta/_journal.json'
import { countWorkers } from './presence'
import { queueLag } from './queue'

const limitMs = 3_000
const lagLimitSeconds = 300

/** Each check says `ok`, or in a sentence what is wrong. */
export type Readiness = { ready: boolean; checks: Record<string, string>; queue_lag_seconds: number | null }

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`no answer in ${limitMs} ms`)), limitMs)
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer))
}

async function checkMigrations(): Promise<string> {
  const wanted = Math.max(...journal.entries.map(({ when }) => when))
  const { rows } = await pool.query<{ at: string | null }>(
    'select max(created_at) at from drizzle.__drizzle_migrations',
  )
  return Number(rows[0]?.at ?? 0) >= wanted ? 'ok' : 'The database is not up to date: run npm run migrate.'
}

/** Whether everything works that a request or a job needs. Never throws. */
export async function readReadiness(): Promise<Readiness> {
  try {
    const [migrations, lag, workers] = await inTime(
      Promise.all([checkMigrations(), queueLag(), countWorkers(pool)]),
    )
    const checks = {
      database: 'ok',
      migrations,
      worker: workers > 0 ? 'ok' : 'No worker runs: start one (npm run worker).',
      queue: lag < lagLimitSeconds ? 'ok' : `The oldest job that may run has waited ${Math.round(lag)} s.`,
    }
    const ready = Object.values(checks).every((said) => said === 'ok')
    return { ready, checks, queue_lag_seconds: Math.round(lag) }
  } catch (error) {
    const database = `The database gives no usable answer: ${(error as Error).message || 'no connection'}.`
    return { ready: false, checks: { database }, queue_lag_seconds: null }
  }
}

import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/tenant'
import { requestId } from '@/lib/core/log'
import { type Asked, priorities } from './define'

/** `key`: a job of the same key that has not begun is replaced, not added to. */
export type When = { runAt?: Date; key?: string }

/** Asks for a job in the caller's transaction, so the job exists exactly when the change that asked for it does. */
export async function enqueue<I>(
  tx: Tx,
  job: Asked<I>,
  input: NoInfer<I>,
  { runAt, key }: When = {},
): Promise<void> {
  const payload = JSON.stringify({ input, requestId: requestId() })
  await tx.execute(
    sql`select add_job(${job.name}, ${payload}::json, ${runAt ?? null}::timestamptz, ${key ?? null}, ${job.attempts},
      ${priorities[job.urgency]})`,
  )
}

/** The same for many at once, each with the request that it goes back to. */
export async function enqueueMany<I>(
  tx: Tx,
  job: Asked<I>,
  asked: readonly { input: NoInfer<I>; requestId: string | null; key?: string }[],
): Promise<void> {
  if (asked.length === 0) return
  const rows = asked.map(({ key, ...payload }) => ({ key, payload }))
  // Keys in one order, lest two that ask for the same jobs wait for each other.
  rows.sort((a, b) => (a.key ?? '').localeCompare(b.key ?? ''))
  await tx.execute(
    sql`select add_jobs(${job.name}, ${JSON.stringify(rows)}::json, ${job.attempts}, ${priorities[job.urgency]})`,
  )
}

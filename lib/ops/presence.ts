import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { env } from '@/lib/core/env'
import { log } from '@/lib/core/log'

/** How a worker's own session names itself, and how often it says that it lives. */
const sessionName = 'simyard-worker'
const beatMs = 5_000
const lockSpace = 7310412

// A session lock ends with its process, however that ends: a locked job without one has lost its worker.
const lost = `
  select distinct locked_by as holder from graphile_worker._private_jobs job
  where locked_by is not null and not exists (
    select from pg_locks
    where locktype = 'advisory' and objsubid = 2 and classid = ${lockSpace}
      and database = (select oid from pg_database where datname = current_database())
      and objid::bigint = (hashtext(job.locked_by)::bigint & 4294967295))`

export type Presence = {
  /** Says that the jobs locked by `holder`, the queue's name for this process, are being worked on here. */
  announce(holder: string): Promise<void>
  /** Gives jobs back to the queue whose holder was gone at the last look and still is. */
  sweep(): Promise<void>
  leave(): Promise<void>
}

/**
 * Keeps a session in the database that shows that this worker process lives. Others read it (`countWorkers`), and take
 * over the jobs of a process that was killed; the queue by itself would wait four hours for that.
 */
export async function keepPresence(): Promise<Presence> {
  const holders: string[] = []
  let suspects = new Set<string>()
  let hasLeft = false
  let client = await connect()

  async function connect(): Promise<pg.Client> {
    const made = new pg.Client({ connectionString: env.DATABASE_URL, application_name: sessionName })
    made.on('error', (error) => log().warn({ err: error }, "lost the worker's session"))
    await made.connect()
    made.once('end', () => void (hasLeft || reconnect()))
    for (const holder of holders) await lock(made, holder)
    return made
  }

  async function reconnect(): Promise<void> {
    await wait(1_000)
    try {
      client = await connect()
    } catch (error) {
      log().warn({ err: error }, "cannot open the worker's session")
      if (!hasLeft) await reconnect()
    }
  }

  const lock = (to: pg.Client, holder: string) =>
    to.query('select pg_advisory_lock_shared($1::int, hashtext($2))', [lockSpace, holder])

  async function sweep() {
    const { rows } = await client.query<{ holder: string }>(lost)
    const found = rows.map(({ holder }) => holder)
    const gone = found.filter((holder) => suspects.has(holder))
    suspects = new Set(found)
    if (gone.length === 0) return
    await client.query('select graphile_worker.force_unlock_workers($1)', [gone])
    log().warn({ holders: gone }, 'took over the jobs of workers that are gone')
  }

  const beat = setInterval(() => {
    sweep().catch((error) => log().warn({ err: error }, 'cannot look for lost jobs'))
  }, beatMs)

  return {
    async announce(holder) {
      holders.push(holder)
      await lock(client, holder)
    },
    sweep,
    async leave() {
      hasLeft = true
      clearInterval(beat)
      await client.end()
    },
  }
}

/** How many worker processes lived a moment ago. */
export async function countWorkers(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where application_name = $1 and datname = current_database()
      and state_change > now() - interval '${4 * beatMs} milliseconds'`,
    [sessionName],
  )
  return rows[0]!.count
}

import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { env } from '@/lib/core/env'
import { log } from '@/lib/core/log'
import * as schema from './schema'
import { prepareOften } from './statements'

// Next loads a module once for each bundle: one pool for the process all the same.
const shared = globalThis as { simyardPool?: pg.Pool }

function makePool(): pg.Pool {
  const made = new pg.Pool({ connectionString: env.DATABASE_URL, max: 20 })
  // A database that restarts breaks idle connections; the pool opens new ones.
  const note = (error: Error) => log().warn({ err: error }, 'database connection lost')
  made.on('error', note)
  made.on('connect', (client) => {
    client.on('error', note)
    prepareOften(client)
  })
  return made
}

shared.simyardPool ??= makePool()
export const pool: pg.Pool = shared.simyardPool

/** The whole database, past row security. Only what must look before a tenant is known may import it. */
export const db = drizzle(pool, { schema })

/** A transaction that is open. Nobody opens another within it. */
export type Tx = Omit<
  Parameters<Parameters<typeof db.transaction>[0]>[0],
  'transaction' | 'rollback' | 'setTransaction'
>

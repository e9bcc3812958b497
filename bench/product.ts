import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { migrate } from '@/db/migrate'
import { type Start, seedIfEmpty, startDatabase, typescript } from '@/scripts/serve/data'
import { type Part, startPart } from '@/scripts/serve/part'
import { freePorts } from '@/scripts/serve/ports'
import { readSettings, type Variables } from '@/scripts/serve/settings'

const next = createRequire(import.meta.url).resolve('next/dist/bin/next')

/** What a load needs beside the database. */
export type Need = 'sandbox' | 'demo' | 'web' | 'worker'

async function answers(url: string): Promise<void> {
  for (const until = Date.now() + 120_000; ; await wait(200)) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    if (Date.now() > until) throw new Error(`${url} does not answer.`)
  }
}

/**
 * Starts parts of the product on ports and in a folder of their own, as `npm start` does, but only those that a load
 * needs, so that nothing else takes from the machine what is measured.
 */
export async function startProduct(needs: readonly Need[]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'simyard-bench-'))
  const [port, sandboxPort] = await freePorts()
  const parts: Part[] = []
  const given = { DATA_DIR: dataDir, PORT: String(port), SANDBOX_PORT: String(sandboxPort), SANDBOX: 'on' }
  const { variables, secrets } = readSettings({ PATH: process.env.PATH, ...given }, dataDir)
  const start: Start = (options) => {
    const part = startPart({ variables, logDir: dataDir, stopMs: 10_000, ...options })
    parts.push(part)
    return part
  }
  async function stop() {
    for (const part of parts.splice(0).reverse()) await part.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    variables.NODE_ENV = 'production'
    variables.DATABASE_URL = await startDatabase(start, variables, secrets!.DATABASE_PASSWORD)
    await migrate(variables.DATABASE_URL)
    await startRest(needs, start, variables)
    return { variables, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startRest(needs: readonly Need[], start: Start, variables: Variables) {
  if (needs.includes('sandbox')) {
    start({ name: 'sandbox', args: [...typescript, 'lib/sandbox/main.ts'] }).ready()
    await answers(`http://127.0.0.1:${variables.SANDBOX_PORT}/_sandbox/clock`)
  }
  if (needs.includes('demo'))
    await seedIfEmpty(start, { ...variables, DEMO_PASSWORD: 'bench-only' }, Promise.resolve())
  if (needs.includes('worker')) start({ name: 'worker', args: [...typescript, 'lib/worker/main.ts'] }).ready()
  if (!needs.includes('web')) return
  start({ name: 'web', args: [next, 'start', '-p', String(variables.PORT)] }).ready()
  await answers(`http://127.0.0.1:${variables.PORT}/api/healthz`)
}

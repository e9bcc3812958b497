// Runs one script on the database of a data folder: that of the product that runs there, or else one started for it.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { migrate } from '@/db/migrate'
import { holderOf } from './pid-file.mjs'
import { type Start, startDatabase } from './serve/data'
import { takeFolder } from './serve/folder'
import { type Part, startPart } from './serve/part'
import { readSettings, type Variables } from './serve/settings'

const [script = '', ...args] = process.argv.slice(2)
const parts: Part[] = []

/** The settings of the product that runs in this folder, or null. */
function runningIn(dataDir: string): Variables | null {
  const file = join(dataDir, 'running.json')
  return holderOf(join(dataDir, 'serve.pid')) && existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : null
}

async function settingsFor(source: Variables): Promise<{ variables: Variables; finished?: () => void }> {
  const dataDir = resolve(source.DATA_DIR || '.data')
  const running = source.DATABASE_URL ? null : runningIn(dataDir)
  if (running) return { variables: { ...source, ...running } }
  const folder = source.DATABASE_URL ? null : await takeFolder(dataDir)
  const { variables, secrets } = readSettings(source, dataDir)
  if (!secrets) return { variables }
  const start: Start = (options) => {
    const part = startPart({ variables, logDir: join(dataDir, 'logs'), stopMs: 20_000, ...options })
    parts.push(part)
    return part
  }
  variables.DATABASE_URL = await startDatabase(start, variables, secrets.DATABASE_PASSWORD)
  await migrate(variables.DATABASE_URL)
  return { variables, finished: folder?.finished }
}

function runScript(variables: Variables): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: 'inherit',
    detached: true,
    env: variables as NodeJS.ProcessEnv,
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGTERM'))
  return new Promise((done) => child.once('exit', (code) => done(code ?? 1)))
}

let code = 1
try {
  const { variables, finished } = await settingsFor(process.env)
  code = await runScript(variables)
  if (code === 0) finished?.()
} catch (error) {
  console.error(`\n${(error as Error).message}`)
}
for (const part of parts) await part.stop()
process.exit(code)

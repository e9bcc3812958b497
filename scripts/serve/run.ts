import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { migrate } from '@/db/migrate'
import { AppError } from '@/lib/core/error'
import { randomText } from '../new-secrets.mjs'
import { type Start, seedIfEmpty, startDatabase, typescript } from './data'
import { takeFolder } from './folder'
import { type Part, startPart } from './part'
import { checkPorts } from './ports'
import { readSettings, type Settings, type Variables } from './settings'

const next = createRequire(import.meta.url).resolve('next/dist/bin/next')

const noDemo = { isDemo: false, demoPassword: undefined }

export type Running = Settings & { dataDir: string; isDemo: boolean; demoPassword: string | undefined }

/** Ends when `url` answers with success; asks again for at most two minutes. */
async function answers(url: string): Promise<void> {
  const until = Date.now() + 120_000
  for (let last = 'nothing'; ; await wait(200)) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    if (response?.ok) return
    if (response) last = await response.text()
    if (Date.now() > until) throw new AppError('unavailable', `${url} is not ready: it answers ${last}`)
  }
}

/** Ends when each part answers; a part that cannot start ends the waiting. */
async function untilReady(part: Part, url: string) {
  await Promise.race([answers(url), part.done])
  part.ready()
}

/** Fills an empty database. The password is known when it was made here. */
async function makeDemo(
  start: Start,
  variables: Variables,
  { isEmbedded }: Settings,
  sandbox: Promise<void>,
) {
  const demoPassword = variables.DEMO_PASSWORD ?? randomText(9)
  const { isDemo, isNew } = await seedIfEmpty(start, { ...variables, DEMO_PASSWORD: demoPassword }, sandbox)
  return { isDemo, demoPassword: isEmbedded || isNew ? demoPassword : undefined }
}

/** Lets other commands find the product that runs in this folder. */
function tellOthers(dataDir: string, { env }: Settings, variables: Variables) {
  const file = join(dataDir, 'running.json')
  const told = Object.fromEntries(Object.keys(env).map((name) => [name, variables[name]]))
  writeFileSync(file, JSON.stringify(told), { mode: 0o600 })
  process.once('exit', () => rmSync(file, { force: true }))
}

function startWorker(start: Start, isDev: boolean): Part {
  const watch = isDev ? ['--watch', '--watch-preserve-output'] : []
  return start({ name: 'worker', args: [...watch, ...typescript, 'lib/worker/main.ts'], stopMs: 35_000 })
}

/**
 * Starts all parts in order and ends when the web app says that everything is ready. Each part is put into `parts`
 * when it begins, so that the caller can stop them in the opposite order at any moment.
 */
export async function runAll(source: Variables, isDev: boolean, parts: Part[]): Promise<Running> {
  const dataDir = resolve(source.DATA_DIR || '.data')
  const folder = await takeFolder(dataDir)
  const settings = readSettings(source, dataDir)
  const { env, secrets } = settings
  await checkPorts(env, folder.wasKilled ? 20_000 : 0)

  const variables: Variables = {
    ...settings.variables,
    NODE_ENV: isDev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const logDir = isDev ? null : join(dataDir, 'logs')
  const start: Start = (options) => {
    const part = startPart({ variables, logDir, stopMs: 10_000, ...options })
    parts.push(part)
    return part
  }

  const database = secrets && startDatabase(start, variables, secrets.DATABASE_PASSWORD)
  const sandbox = env.SANDBOX === 'on' ? startSandbox(start, env) : Promise.resolve()
  sandbox.catch(() => {})
  variables.DATABASE_URL = (await database) ?? variables.DATABASE_URL
  await migrate(variables.DATABASE_URL!)
  const demo = env.SANDBOX === 'on' ? await makeDemo(start, variables, settings, sandbox) : noDemo

  const worker = startWorker(start, isDev)
  const web = start({ name: 'web', args: [next, isDev ? 'dev' : 'start', '-p', String(env.PORT)] })
  await Promise.race([untilReady(web, `http://127.0.0.1:${env.PORT}/api/readyz`), worker.done])
  worker.ready()
  await sandbox

  folder.finished()
  tellOthers(dataDir, settings, variables)
  return { ...settings, variables, dataDir, ...demo }
}

const startSandbox = (start: Start, { SANDBOX_PORT }: Settings['env']): Promise<void> =>
  untilReady(
    start({ name: 'sandbox', args: [...typescript, 'lib/sandbox/main.ts'] }),
    `http://127.0.0.1:${SANDBOX_PORT}/_sandbox/mail`,
  )

import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { migrate } from '@/db/migrate'
import { AppError } from '@/lib/core/error'
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

/** Starts the outside world and fills an empty database. The password is known when it was made here. */
async function startSandbox(start: Start, variables: Variables, { env, isEmbedded }: Settings) {
  const sandbox = start({ name: 'sandbox', args: [...typescript, 'lib/sandbox/main.ts'] })
  await untilReady(sandbox, `http://127.0.0.1:${env.SANDBOX_PORT}/`)
  const demoPassword = variables.DEMO_PASSWORD ?? randomBytes(9).toString('base64url')
  const { isDemo, isNew } = await seedIfEmpty(start, { ...variables, DEMO_PASSWORD: demoPassword })
  return { isDemo, demoPassword: isEmbedded || isNew ? demoPassword : undefined }
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

  const variables: Variables = { ...settings.variables, NODE_ENV: isDev ? 'development' : 'production' }
  const logDir = isDev ? null : join(dataDir, 'logs')
  const start: Start = (options) => {
    const part = startPart({ variables, logDir, stopMs: 10_000, ...options })
    parts.push(part)
    return part
  }

  if (secrets) variables.DATABASE_URL = await startDatabase(start, variables, secrets.DATABASE_PASSWORD)
  await migrate(variables.DATABASE_URL!)
  const demo = env.SANDBOX === 'on' ? await startSandbox(start, variables, settings) : noDemo

  const watch = isDev ? ['--watch', '--watch-preserve-output'] : []
  const worker = start({
    name: 'worker',
    args: [...watch, ...typescript, 'lib/worker/main.ts'],
    stopMs: 35_000,
  })
  const web = start({ name: 'web', args: [next, isDev ? 'dev' : 'start', '-p', String(env.PORT)] })
  await Promise.race([untilReady(web, `http://127.0.0.1:${env.PORT}/api/readyz`), worker.done])
  worker.ready()

  folder.finished()
  const runningFile = join(dataDir, 'running.json')
  const names = [...Object.keys(env), 'DEMO_PASSWORD']
  const told = Object.fromEntries(names.map((name) => [name, variables[name]]))
  writeFileSync(runningFile, JSON.stringify(told), { mode: 0o600 })
  process.once('exit', () => rmSync(runningFile, { force: true }))
  return { ...settings, variables, dataDir, ...demo }
}

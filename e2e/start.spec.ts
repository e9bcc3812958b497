import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { root } from '../scripts/root.mjs'
import { freePorts } from '../scripts/serve/ports'

const firstStartMs = 180_000

test.describe.configure({ mode: 'serial', timeout: 120_000 })

let settings: Record<string, string | undefined>
let dataDir: string
let product: Started

type Started = {
  process: ChildProcess
  said: () => string
  ready: Promise<void>
  code: Promise<number | null>
}

function start(with_: Record<string, string | undefined>): Started {
  const node = join(root, 'node_modules/.bin/node')
  const child = spawn(node, ['--import', 'tsx', 'scripts/serve.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...with_ } as unknown as NodeJS.ProcessEnv,
  })
  let text = ''
  const code = new Promise<number | null>((done) => child.once('close', done))
  const ready = new Promise<void>((done, fail) => {
    const listen = (piece: Buffer) => {
      text += piece
      if (/^Ready: /m.test(text)) done()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('close', () => fail(new Error(`ended before it was ready:\n${text}`)))
  })
  ready.catch(() => {})
  return { process: child, said: () => text.trim(), ready, code }
}

const running = (): Record<string, string> => JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'))

async function query(text: string) {
  const client = new pg.Client({ connectionString: running().DATABASE_URL })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test.beforeAll(async () => {
  test.setTimeout(firstStartMs)
  dataDir = mkdtempSync(join(tmpdir(), 'simyard-start-'))
  const [port, sandboxPort] = await freePorts()
  settings = { PORT: String(port), SANDBOX_PORT: String(sandboxPort), DATA_DIR: dataDir }
  product = start(settings)
  await product.ready
})

test.afterAll(async () => {
  product.process.kill('SIGTERM')
  await product.code
  rmSync(dataDir, { recursive: true, force: true })
})

test('the first start prints where to go and how to sign in', () => {
  expect(product.said()).toContain(`http://localhost:${settings.PORT}/store/demo`)
  expect(product.said()).toMatch(/owner@demo\.test/)
  expect(product.said()).toMatch(/Password {4}\S{10,}/)
  expect(product.said().split('\n').at(-1)).toBe(`Ready: http://localhost:${settings.PORT}`)
})

test('a second start in the same folder says that one runs already', async () => {
  const second = start(settings)
  expect(await second.code).toBe(1)
  expect(second.said()).toMatch(/^Simyard runs already in .+: stop it, or set DATA_DIR and PORT to others\.$/)
})

test('a port in use is named together with its setting', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'simyard-start-'))
  const second = start({ ...settings, DATA_DIR: elsewhere })
  expect(await second.code).toBe(1)
  expect(second.said()).toBe(
    `Port ${settings.PORT} is in use: stop what uses it, or set PORT to another port.`,
  )
  rmSync(elsewhere, { recursive: true })
})

test('a database of one’s own needs secrets of one’s own', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'simyard-start-'))
  const second = start({ DATA_DIR: elsewhere, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  expect(await second.code).toBe(1)
  expect(second.said()).toContain('SECRET_KEYS is missing')
  expect(second.said()).not.toContain('    at ')
  rmSync(elsewhere, { recursive: true })
})

/** The process of one part: a child of the product whose command or title has that name. */
function partPid(name: string): number {
  const { pid } = product.process
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const found = children.find((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8').includes(name))
  return Number(found)
}

test('a worker and a web server that are killed come back', async ({ request }) => {
  test.skip(process.platform !== 'linux', 'finds processes in /proc')
  const worker = "select pid from pg_stat_activity where application_name = 'simyard-worker'"
  const before = await query(worker)
  expect(before).toHaveLength(1)
  process.kill(partPid('lib/worker/main.ts'), 'SIGKILL')
  process.kill(partPid('next-server'), 'SIGKILL')

  const isReady = async () => {
    const response = await request.get(`http://localhost:${settings.PORT}/api/readyz`).catch(() => null)
    return response?.ok() && (await query(worker)).some(({ pid }) => pid !== before[0]!.pid)
  }
  await expect.poll(isReady, { timeout: 40_000 }).toBe(true)
  expect(product.said()).toContain('The worker ended (SIGKILL)')
  expect(product.said()).toContain('The web ended (SIGKILL)')
})

const passwordOf = ({ said }: Started) => /Password {4}(\S+)/.exec(said())?.[1]

test('a stop ends everything, and the next start has the data in time', async ({ request }) => {
  const tenants = 'select id, slug from tenants order by id'
  const [before, password] = [await query(tenants), passwordOf(product)]
  product.process.kill('SIGTERM')
  expect(await product.code).toBe(0)
  await expect(request.get(`http://localhost:${settings.PORT}/api/healthz`)).rejects.toThrow('ECONNREFUSED')

  const startedAt = Date.now()
  product = start(settings)
  await product.ready
  // 15 s are promised to a machine that has little else to do than this run.
  const othersLoad = Math.max(1, loadavg()[0]! / cpus().length / 2)
  expect(Date.now() - startedAt).toBeLessThan(15_000 * othersLoad)
  expect(await query(tenants)).toEqual(before)
  expect(passwordOf(product)).toBe(password)
})

test('a start after a sudden end cleans up and keeps the data', async () => {
  const before = await query('select count(*) from sims')
  product.process.kill('SIGKILL')
  await product.code
  product = start(settings)
  await product.ready
  expect(await query('select count(*) from sims')).toEqual(before)
})

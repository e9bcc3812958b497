import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomText } from './new-secrets.mjs'
import { root } from './root.mjs'
import { freePorts } from './serve/ports'

const bin = (name: string) => join(root, 'node_modules/.bin', name)
const reports = join(root, '.cache')
const dataDir = mkdtempSync(join(tmpdir(), 'simyard-e2e-'))
const total = { passed: 0, failed: 0 }
const running = new Set<ChildProcess>()
let isStopping = false

// A group of its own for each, so that a browser or a server that a command started goes with it.
function end(child: ChildProcess, signal: NodeJS.Signals) {
  try {
    process.kill(-child.pid!, signal)
  } catch {
    running.delete(child)
  }
}

function command(
  args: readonly string[],
  env: Record<string, string | undefined>,
  stdout: 'inherit' | 'pipe',
) {
  const child = spawn(args[0]!, args.slice(1), {
    cwd: root,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'inherit'],
  })
  running.add(child)
  child.once('close', () => end(child, 'SIGKILL'))
  return child
}

/** How a command ended; never, once this run is to stop, so that nothing follows. */
const codeOf = (child: ChildProcess) =>
  new Promise<number>((done) => {
    child.once('error', () => done(1))
    child.once('close', (code) => isStopping || done(code ?? 1))
  })

async function run(title: string, args: readonly string[], env = {}): Promise<boolean> {
  console.log(`\n== ${title}`)
  return (await codeOf(command(args, env, 'inherit'))) === 0
}

function count(title: string, passed: number, failed: number) {
  total.passed += passed
  total.failed += failed
  console.log(`${title}: ${passed} passed, ${failed} failed`)
}

/** One check counts as one test. */
async function check(title: string, ...args: string[]): Promise<boolean> {
  const isGood = await run(title, args)
  count(title, isGood ? 1 : 0, isGood ? 0 : 1)
  return isGood
}

/** Runs a test runner that writes a JSON report; a run that fails without a failed test counts as one. */
async function suite(
  title: string,
  args: readonly string[],
  report: string,
  read: (report: never) => [number, number],
  env = {},
) {
  const file = join(reports, report)
  rmSync(file, { force: true })
  const isGood = await run(title, args, env)
  let [passed, failed] = [0, 0]
  try {
    ;[passed, failed] = read(JSON.parse(readFileSync(file, 'utf8')) as never)
  } catch {
    console.error(`${title}: there is no report`)
  }
  count(title, passed, failed || (isGood && passed > 0 ? 0 : 1))
}

type Vitest = { numPassedTests: number; numFailedTests: number }
type Playwright = { stats: { expected: number; unexpected: number; flaky: number } }

const unitTests = () =>
  suite(
    'Unit and integration tests',
    [
      bin('vitest'),
      ...['run', '--config', 'lib/testing/vitest.config.ts', '--reporter=default', '--reporter=json'],
      `--outputFile.json=${join(reports, 'vitest.json')}`,
    ],
    'vitest.json',
    ({ numPassedTests, numFailedTests }: Vitest) => [numPassedTests, numFailedTests],
  )

/** Starts the product on ports and in a folder of its own; the settings around this run do not reach it. */
async function startProduct(): Promise<ChildProcess | null> {
  const [port, sandboxPort] = await freePorts()
  const unset = Object.fromEntries(
    ['APP_URL', 'DATABASE_URL', 'SECRET_KEYS', 'AUTH_SECRET', 'SMTP_URL', 'LOG_LEVEL'].map((name) => [
      name,
      undefined,
    ]),
  )
  const product = command(
    [process.execPath, '--import', 'tsx', 'scripts/serve.ts'],
    {
      ...unset,
      PORT: String(port),
      SANDBOX: 'on',
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: dataDir,
      DEMO_PASSWORD: randomText(9),
      METRICS_TOKEN: randomText(18),
      STRIPE_CLIENT_ID: 'ca_test_platform_fake',
      STRIPE_PLATFORM_KEY: 'sk_test_platform_fake',
      STRIPE_PLATFORM_PUBLISHABLE_KEY: 'pk_test_platform_fake',
    },
    'pipe',
  )
  return new Promise((done) => {
    product.stdout!.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text)
      if (/^Ready: /m.test(text)) done(product)
    })
    product.once('close', () => done(null))
  })
}

async function endToEnd() {
  console.log('\n== The product, on ports of its own')
  const product = await startProduct()
  count('Start', product ? 1 : 0, product ? 0 : 1)
  if (product) {
    await suite(
      'End-to-end tests',
      [bin('playwright'), 'test', '--config', 'e2e/playwright.config.ts'],
      'playwright.json',
      ({ stats }: Playwright) => [stats.expected, stats.unexpected + stats.flaky],
      { DATA_DIR: dataDir, DATABASE_URL: undefined },
    )
    const stopped = codeOf(product)
    product.kill('SIGTERM')
    const isGood = (await stopped) === 0
    count('Stop', isGood ? 1 : 0, isGood ? 0 : 1)
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    isStopping = true
    for (const child of running) end(child, 'SIGTERM')
    setTimeout(() => process.exit(1), 3_000)
  })
process.once('exit', () => {
  for (const child of running) end(child, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

await check('Format and lint', bin('biome'), 'ci', '.')
await check('Types', bin('tsc'), '--noEmit', '--incremental', 'false')
await unitTests()
if (await check('Build', process.execPath, 'scripts/up.mjs')) await endToEnd()

console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed > 0 ? 1 : 0)

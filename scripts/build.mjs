import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { node } from './packages.mjs'
import { root } from './root.mjs'
import { run } from './run.mjs'

const sources = [
  'app',
  'components',
  'lib',
  'db',
  'public',
  'instrumentation.ts',
  'next.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const notBuilt = /\.test\.tsx?$|^lib\/(sandbox|testing|worker)\//
const stamp = join(root, '.next/sources')
const logFile = join(root, '.cache/build.log')

function filesIn(path) {
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() ? filesIn(join(path, each.name)) : [join(path, each.name)],
  )
}

function hashSources() {
  const hash = createHash('sha256')
  const files = sources.flatMap((each) =>
    each.includes('.') ? [join(root, each)] : filesIn(join(root, each)),
  )
  for (const file of files.sort()) {
    const name = relative(root, file)
    if (existsSync(file) && !notBuilt.test(name)) hash.update(name).update('\0').update(readFileSync(file))
  }
  return hash.digest('hex')
}

// A build reads no database and keeps no setting; the modules it loads want to see some all the same.
const placeholders = () => ({
  APP_URL: 'http://build.invalid',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  SECRET_KEYS: JSON.stringify({
    keys: [{ kty: 'oct', kid: 'build', k: randomBytes(32).toString('base64url') }],
  }),
  AUTH_SECRET: randomBytes(32).toString('base64url'),
  SMTP_URL: 'smtp://127.0.0.1:1',
  METRICS_TOKEN: '',
  PORT: '',
  SANDBOX: 'off',
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
})

function checkPages() {
  const pages = filesIn(join(root, '.next/server/app')).filter((file) => /\.(html|rsc|body)$/.test(file))
  const bad = pages.filter((file) => readFileSync(file, 'utf8').includes('build.invalid'))
  if (bad.length > 0)
    throw new Error(
      `The build put settings into ${bad.map((file) => relative(root, file)).join(', ')}: make them dynamic.`,
    )
}

/** Builds the web app when its sources are not those of the last build. Rejects with a sentence when it cannot be built. */
export async function build() {
  const hash = hashSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  console.log('Building the web app (about a minute) ...')
  mkdirSync(join(root, '.cache'), { recursive: true })
  rmSync(stamp, { force: true })
  const out = openSync(logFile, 'w')
  const code = await run(node, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    stdout: out,
    stderr: out,
    env: placeholders(),
  })
  closeSync(out)
  if (code !== 0) {
    const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-60).join('\n')
    throw new Error(`${tail}\n\nThe web app could not be built: see above, or all of it in ${logFile}.`)
  }
  checkPages()
  writeFileSync(stamp, hash)
}

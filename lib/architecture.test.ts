import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** The whole of lib, lowest first: a folder may import itself and those before it. */
const layers = [
  'core',
  'sandbox',
  'jobs',
  'mail',
  'tenancy',
  'alerts',
  'connections',
  'ledger',
  'plans',
  'payments',
  'payouts',
  'payment-methods',
  'telecom',
  'sims',
  'usage',
  'wallets',
  'orders',
  'refills',
  'settlement',
  'sim-refills',
  'refunds',
  'disputes',
  'transactions',
  'store',
  'inbox',
  'reconcile',
  'insights',
  'watch',
  'onboarding',
  'ops',
  'api',
  'worker',
  'web',
]

/** Who may look past row security: what must find out whose rows are meant, and what serves the whole house. */
const mayOpenDb = [
  'db/client.ts',
  'db/tenant.ts',
  'db/seed.ts',
  'lib/connections/delete.ts',
  'lib/connections/find.ts',
  'lib/connections/save.ts',
  'lib/disputes/remind.ts',
  'lib/payments/installation.ts',
  'lib/payments/platform.ts',
  'lib/reconcile/guard.ts',
  'lib/reconcile/follow-up.ts',
  'lib/reconcile/mop-up.ts',
  'lib/refills/automatic-sweep.ts',
  'lib/telecom/carrier.ts',
  'lib/usage/poll.ts',
]
const mayOpenDbIn = [
  'lib/tenancy/',
  'lib/ops/',
  'lib/store/',
  'lib/testing/',
  'lib/worker/',
  'bench/',
  'e2e/',
  'scripts/',
  'db/',
]

const files = globSync('{app,components,lib,db}/**/*.{ts,tsx}', { cwd: root })
const isTest = (file: string) => /\.test\.tsx?$|\/fixtures\//.test(file) || file.startsWith('lib/testing/')

// The demo is made by the verbs of the house, so it alone of `db` stands above them.
const isSeed = (file: string) => file.startsWith('db/seed')

const importsOf = (file: string): string[] => {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name]) => name!)
}

const typeImportsOf = (file: string): Set<string> => {
  const text = readFileSync(join(root, file), 'utf8')
  return new Set([...text.matchAll(/import type [^']*? from '([^']+)'/gs)].map(([, name]) => name!))
}

/** Says why a file may not import a module; null when it may. */
function objection(file: string, name: string): string | null {
  const [top, folder = ''] = file.split('/')
  const isReact = /^(next|react|react-dom)(\/|$)/.test(name)
  const target = /^@\/lib\/([^/]+)/.exec(name)?.[1]
  if (/^@\/lib\/testing/.test(name) && !isTest(file) && !isSeed(file)) return 'testing is for tests'
  if (top === 'app') return /^@\/db(\/|$)/.test(name) ? 'app goes through lib, never to the database' : null
  if (top === 'components') {
    if (/^@\/db/.test(name)) return 'components know no database'
    return target && target !== 'core' && !typeImportsOf(file).has(name)
      ? 'components know of lib only core and types'
      : null
  }
  if (top === 'db') return target && target !== 'core' && !isSeed(file) ? 'db knows only lib/core' : null
  if (isReact && !['web', 'mail'].includes(folder))
    return 'only app, components, lib/web and lib/mail know React or Next'
  if (file.includes('/providers/') && target && !['core', folder].includes(target))
    return 'an adapter knows core and its interface'
  if (file.includes('/providers/') && /^@\/db/.test(name)) return 'an adapter knows no database'
  if (['core', 'sandbox'].includes(folder) && /^@\/db/.test(name)) return `${folder} knows no database`
  if (folder === 'sandbox' && target && !['core', 'sandbox'].includes(target))
    return 'the sandbox knows only core'
  if (target && target !== folder && layers.indexOf(target) > layers.indexOf(folder))
    return `${folder} is below ${target}`
  return null
}

const objections = (file: string) =>
  importsOf(file).flatMap((name) => {
    const reason = objection(file, name)
    return reason ? [`${file} imports ${name}: ${reason}`] : []
  })

describe('the house keeps its layers', () => {
  test('every folder of lib stands in the list of layers', () => {
    const folders = new Set(globSync('lib/*/', { cwd: root }).map((path) => path.split('/')[1]!))
    expect([...folders].filter((name) => name !== 'testing' && !layers.includes(name))).toEqual([])
  })

  test('nobody imports what stands above', () => {
    expect(files.filter((file) => !isTest(file)).flatMap(objections)).toEqual([])
  })

  test('only a listed few open the database past row security', () => {
    const bold = files
      .filter((file) => !isTest(file) && importsOf(file).some((name) => name === '@/db/client'))
      .filter((file) => !mayOpenDb.includes(file) && !mayOpenDbIn.some((folder) => file.startsWith(folder)))
    expect(bold).toEqual([])
  })

  test('the settings of the process are read in one place', () => {
    const readers = files.filter(
      (file) =>
        !isTest(file) &&
        readFileSync(join(root, file), 'utf8').includes('process.env') &&
        file !== 'lib/core/env.ts',
    )
    expect(readers.filter((file) => !file.startsWith('lib/sandbox/'))).toEqual([])
  })
})

import { relative } from 'node:path'
import type { Running } from './run'

const demoSignIns = [
  ['owner@demo.test', 'owner'],
  ['support@demo.test', 'support'],
  ['viewer@demo.test', 'viewer'],
  ['staff@company.demo.test', 'staff of one company'],
  ['user@demo.test', 'end user'],
  ['owner@other.test', 'owner of a second organization'],
] as const

type Row = readonly [string, string]

function rowsOf({ env, isDemo, demoPassword, dataDir }: Running): Row[] {
  const { APP_URL: app, SANDBOX_URL: sandbox } = env
  const demo: Row[] = [
    ['Portal', `${app}/admin/demo`],
    ['Store', `${app}/store/demo`],
  ]
  const signIns: Row[] = [
    ...demoSignIns.map(([email, role], n): Row => [n ? '' : 'Sign in as', `${email.padEnd(25)} ${role}`]),
    ['Password', demoPassword ?? 'the DEMO_PASSWORD of the first start'],
  ]
  return [
    ['Web', app],
    ...(isDemo ? demo : []),
    ...(env.SANDBOX === 'on' ? [['Sandbox', sandbox] as const] : []),
    ...(isDemo ? signIns : []),
    ['Data, logs', relative(process.cwd(), dataDir) || dataDir],
  ]
}

/** What a person wants to know after a start: addresses, sign-ins, where the data is. */
export const tableOf = (running: Running): string =>
  `\n${rowsOf(running)
    .map(([name, value]) => `  ${name.padEnd(12)}${value}`)
    .join('\n')}\n`

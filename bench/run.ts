// npm run bench [name ...]: starts what a load needs, lets it run from outside, stops everything. One JSON line for each.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type Need, startProduct } from './product'

const benches: Record<string, readonly Need[]> = {
  inbox: ['sandbox', 'demo', 'web'],
  store: ['sandbox', 'demo', 'web'],
  import: [],
  sims: [],
  fulfil: ['sandbox', 'web', 'worker'],
  lighthouse: ['sandbox', 'demo', 'web'],
  ledger: [],
  settle: ['sandbox'],
  catchup: ['sandbox'],
  statement: [],
  day: ['sandbox', 'web'],
}

const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('BENCH_')))

async function runBench(name: string): Promise<boolean> {
  const { variables, stop } = await startProduct(benches[name]!)
  const onSignal = () => void stop().then(() => process.exit(1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  try {
    const child = spawn(
      process.execPath,
      [
        '--expose-gc',
        '--import',
        'tsx',
        existsSync(`bench/${name}.ts`) ? `bench/${name}.ts` : `bench/${name}/index.ts`,
      ],
      {
        stdio: 'inherit',
        env: { ...own, ...variables } as NodeJS.ProcessEnv,
      },
    )
    const [code] = await once(child, 'exit')
    return code === 0
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
    await stop()
  }
}

const names = process.argv.slice(2)
const unknown = names.find((name) => !(name in benches))
if (unknown) {
  console.error(`There is no benchmark ${unknown}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(1)
}
let isGood = true
for (const name of names.length ? names : Object.keys(benches)) isGood = (await runBench(name)) && isGood
process.exit(isGood ? 0 : 1)

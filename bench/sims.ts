// The list of SIMs at a million rows over the same at ten thousand: first page, search by last digits, filtered page.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'
import { env } from '@/lib/core/env'
import { quantile, report } from './report'

const [small, large] = [10_000, 1_000_000]
const rounds = 15
const repeats = 20

/** A process that answers questions about a database of its own with `rows` SIMs. */
async function openReader(rows: number) {
  const url = new URL(env.DATABASE_URL)
  const admin = new pg.Client({ connectionString: env.DATABASE_URL })
  await admin.connect()
  url.pathname = `/sims_${rows}`
  await admin.query(`create database sims_${rows}`)
  await admin.end()
  const child = fork('bench/sims-reader.ts', [String(rows)], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: url.href },
  })
  child.on('exit', (code) => code && process.exit(code))
  const said = async <T>(): Promise<T> => (await once(child, 'message'))[0] as T
  const queries = await said<string[]>()
  return {
    queries,
    measure(query: string): Promise<number[]> {
      child.send({ query, repeats })
      return said<number[]>()
    },
    close: () => child.disconnect(),
  }
}

const [few, many] = [await openReader(small), await openReader(large)]
for (const query of many.queries) {
  const times: { few: number[]; many: number[] } = { few: [], many: [] }
  // In turns, so that what else the machine does meets both alike.
  for (let round = 0; round < rounds; round++) {
    times.few.push(quantile(await few.measure(query), 0.5))
    times.many.push(quantile(await many.measure(query), 0.5))
  }
  report(
    { bench: 'sims', value: Math.min(...times.many), unit: 'ms', limit: Math.min(...times.few) },
    { query, medians: [quantile(times.many, 0.5), quantile(times.few, 0.5)] },
  )
}
few.close()
many.close()

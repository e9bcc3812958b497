import autocannon from 'autocannon'
import { quantile } from './report'

export type Load = Pick<autocannon.Options, 'url' | 'connections' | 'setupClient'> & { status?: number }

const seconds = Number(process.env.BENCH_SECONDS ?? 5)
const rounds = Number(process.env.BENCH_ROUNDS ?? 5)

/** Answers per second, asked for as fast as they come; throws when one has another status. */
async function perSecond({ status = 200, ...load }: Load): Promise<number> {
  const found = await autocannon({ connections: 50, duration: seconds, ...load })
  const good = found.statusCodeStats?.[`${status}`]?.count ?? 0
  const bad = found['2xx'] + found.non2xx + found.errors - good
  if (bad > 0) throw new Error(`${load.url}: ${bad} of ${bad + good} answers were not ${status}.`)
  return good / found.duration
}

/** Runs a load and its limit in turns, after one round to get warm; gives the best of each and the ratio of each round. */
export async function inTurns(load: () => Load, limit: () => Load) {
  const values: number[] = []
  const limits: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const pair = [await perSecond(load()), await perSecond(limit())] as const
    if (round === 0) continue
    values.push(pair[0])
    limits.push(pair[1])
  }
  const ratios = values.map((value, index) => value / limits[index]!)
  return { value: Math.max(...values), limit: Math.max(...limits), medianRatio: quantile(ratios, 0.5) }
}

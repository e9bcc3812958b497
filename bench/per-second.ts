import { quantile } from './report'

const seconds = Number(process.env.BENCH_SECONDS ?? 4)
const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const atOnce = 10

/** Does one thing after the other, ten at a time, for a few seconds; gives how many a second came to their end. */
async function perSecond(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  let done = 0
  const until = startedAt + seconds * 1_000
  const queue = async () => {
    for (; performance.now() < until; done++) await work()
  }
  await Promise.all(Array.from({ length: atOnce }, queue))
  return (done * 1_000) / (performance.now() - startedAt)
}

/** A load and its limit in turns, so that what else the machine does meets both alike; the best of each counts. */
export async function workInTurns(load: () => Promise<unknown>, limit: () => Promise<unknown>) {
  const [values, limits]: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    const pair = [await perSecond(load), await perSecond(limit)] as const
    // The first round only warms up.
    if (round === 0) continue
    values.push(pair[0])
    limits.push(pair[1])
  }
  const ratios = values.map((value, index) => value / limits[index]!)
  return { value: Math.max(...values), limit: Math.max(...limits), medianRatio: quantile(ratios, 0.5) }
}

import { setTimeout as wait } from 'node:timers/promises'

type Waiting<A> = { item: A; done: () => void; fail: (error: unknown) => void }

const most = 200
// The first of a flood waits for the others: one commit for fifty costs hardly more than one for one.
const gatherMs = 5

/**
 * Joins calls that come while one is at work: for each key one batch runs at a time, and the next takes all that came
 * meanwhile. A call ends when the batch with its item has ended, and fails with it.
 */
export function makeBatches<A>(work: (key: string, items: readonly A[]) => Promise<void>) {
  const waiting = new Map<string, Waiting<A>[]>()
  const busy = new Set<string>()

  async function drain(key: string): Promise<void> {
    busy.add(key)
    for (let queue = waiting.get(key); queue?.length; queue = waiting.get(key)) {
      await wait(gatherMs)
      const batch = queue.splice(0, most)
      try {
        await work(
          key,
          batch.map(({ item }) => item),
        )
        for (const { done } of batch) done()
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    waiting.delete(key)
    busy.delete(key)
  }

  return (key: string, item: A): Promise<void> =>
    new Promise((done, fail) => {
      const queue = waiting.get(key) ?? []
      waiting.set(key, queue)
      queue.push({ item, done, fail })
      if (!busy.has(key)) void drain(key)
    })
}

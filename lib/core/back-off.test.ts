import { expect, test } from 'vitest'
import { askPatiently, pauseMs } from './back-off'

test('waits double, and no two callers need wait alike', () => {
  expect([0, 1, 2].map((tried) => pauseMs(tried, 0))).toEqual([250, 500, 1_000])
  expect([0, 1, 2].map((tried) => pauseMs(tried, 1))).toEqual([500, 1_000, 2_000])
  expect(new Set(Array.from({ length: 20 }, () => pauseMs(0))).size).toBeGreaterThan(10)
})

/** Says that it is busy so many times; what was asked, and how long was waited each time. */
async function run(busyTimes: number, limitMs = 60_000, pause = 1) {
  const [asked, waited]: [number[], number[]] = [[], []]
  const answer = await askPatiently(
    async () => (asked.push(1) <= busyTimes ? 'busy' : 'done'),
    (each) => each === 'busy',
    limitMs,
    (tried) => {
      waited.push(tried)
      return pause
    },
  )
  return { answer, asked: asked.length, waited }
}

test('asks until it is answered', async () => {
  expect(await run(2)).toEqual({ answer: 'done', asked: 3, waited: [0, 1, 2] })
})

test('gives up after a few tries, with the answer that it got', async () => {
  expect(await run(99)).toMatchObject({ answer: 'busy', asked: 4 })
})

test('never waits past its time', async () => {
  expect(await run(99, 100, 101)).toMatchObject({ answer: 'busy', asked: 1 })
})

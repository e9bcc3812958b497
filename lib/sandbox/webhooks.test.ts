import { expect, test } from 'vitest'
import { atEnd, newDir, receiver } from './caller'
import { makeClock } from './clock'
import { openState } from './state'
import { makeWebhooks } from './webhooks'

function open(dir: string) {
  const state = openState(dir)
  const clock = makeClock(state)
  const webhooks = makeWebhooks(state, clock, (_hook, at) => ({ 'Signed-At': String(at) }))
  clock.start((timer) => webhooks.onTimer(timer))
  webhooks.resume()
  async function close() {
    await webhooks.stop()
    await clock.stop()
    state.close()
  }
  return { clock, webhooks, close }
}

const signedAt = ({ headers }: { headers: Record<string, unknown> }) => Number(headers['signed-at'])
const hook = (url: string, retryAfterS: number[]) => ({
  service: 'stripe',
  type: 'payment_intent.succeeded',
  url,
  body: '{}',
  headers: (at: number) => ({ 'Signed-At': String(at) }),
  retryAfterS,
})

test('a webhook that was not accepted comes again when its time has come, signed anew', async () => {
  const { clock, webhooks, close } = open(newDir())
  atEnd(close)
  const { url, got } = await receiver([500, 302, 200])
  webhooks.deliver(hook(url, [60, 3_600, 3_600]))
  await expect.poll(() => webhooks.attempts()).toHaveLength(1)
  await clock.advance(59)
  expect(got).toHaveLength(1)
  await clock.advance(2)
  expect(got).toHaveLength(2)
  await clock.advance(10_000)
  expect(webhooks.attempts().map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 500],
    [2, 302],
    [3, 200],
  ])
  const [first = 0, second = 0, third = 0] = got.map(signedAt)
  expect(second - first).toBeGreaterThanOrEqual(60)
  expect(third - second).toBeLessThanOrEqual(3_601)
})

test('nobody at the address: the attempt says why, and after the last one it is given up', async () => {
  const { clock, webhooks, close } = open(newDir())
  atEnd(close)
  webhooks.deliver(hook('http://127.0.0.1:1/', [1]))
  await expect.poll(() => webhooks.attempts()).toHaveLength(1)
  await clock.advance(1_000)
  await clock.advance(100_000)
  const tries = webhooks.attempts()
  expect(tries).toHaveLength(2)
  expect(tries[1]).toMatchObject({ attempt: 2, status: null, error: expect.stringMatching(/\S/) })
})

test('what waits for its next try at a restart is tried again, with a signature of its own time', async () => {
  const dir = newDir()
  const { url, got } = await receiver([500])
  const before = open(dir)
  before.webhooks.deliver(hook(url, [3_600]))
  await expect.poll(() => before.webhooks.attempts()).toHaveLength(1)
  await before.close()

  const after = open(dir)
  atEnd(after.close)
  await after.clock.advance(3_601)
  expect(got).toHaveLength(2)
  const [first = 0, second = 0] = got.map(signedAt)
  expect(second - first).toBeGreaterThanOrEqual(3_600)
})

test('timers run in their order and at their own time when the clock jumps over them', async () => {
  const state = openState(newDir())
  const clock = makeClock(state)
  const seen: [string, number][] = []
  const start = clock.exact()
  clock.later({ at: start + 200, service: 'stripe', kind: 'second', data: {} })
  clock.later({ at: start + 100, service: 'stripe', kind: 'first', data: {} })
  clock.start(({ kind }) => {
    seen.push([kind, Math.round((clock.exact() - start) / 100)])
    if (kind === 'first') clock.later({ at: start + 150, service: 'stripe', kind: 'between', data: {} })
  })
  atEnd(async () => {
    await clock.stop()
    state.close()
  })
  await clock.advance(1_000)
  expect(seen).toEqual([
    ['first', 1],
    ['between', 2],
    ['second', 2],
  ])
})

import { setTimeout as wait } from 'node:timers/promises'

const firstMs = 250
const mostTries = 4

/** How long to wait after a try, 0 for the first: doubled each time, and spread, so that many do not come back at once. */
export const pauseMs = (tried: number, chance = Math.random()): number => firstMs * 2 ** tried * (1 + chance)

/**
 * Asks again, a few times, while the other side says that it has too much to do. Only for what was certainly not done.
 * Gives the last answer, busy or not; `limitMs` is how long it may wait in all.
 */
export async function askPatiently<T>(
  ask: () => Promise<T>,
  isBusy: (answer: T) => boolean | Promise<boolean>,
  limitMs: number,
  pauseOf = pauseMs,
): Promise<T> {
  const until = performance.now() + limitMs
  for (let tried = 0; ; tried++) {
    const answer = await ask()
    const pause = pauseOf(tried)
    const isOver = tried + 1 === mostTries || performance.now() + pause > until
    if (isOver || !(await isBusy(answer))) return answer
    await wait(pause)
  }
}

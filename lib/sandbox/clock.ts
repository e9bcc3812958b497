import type { Timer } from './kernel'
import type { State } from './state'

export type Clock = {
  /** Exact unix seconds on the sandbox's clock. */
  exact(): number
  iso(): string
  later(timer: Timer): void
  /** Moves the clock forward; what falls due on the way runs in its order and at its own time. */
  advance(seconds: number): Promise<void>
  /** From here on, what is due runs. */
  start(run: (timer: Timer) => void | Promise<void>): void
  stop(): Promise<void>
}

type Kept = Timer & { id: string }

const longestWaitMs = 3_600_000

export function makeClock(state: State): Clock {
  const settings = state.docs<{ aheadS: number }>('kernel.clock')
  const timers = state.docs<Kept>('kernel.timers')
  let aheadS = settings.get('clock')?.aheadS ?? 0
  let last = timers.all().reduce((most, { id }) => Math.max(most, Number(id)), 0)
  let run: ((timer: Timer) => void | Promise<void>) | undefined
  let wake: NodeJS.Timeout | undefined
  let work = Promise.resolve()

  const exact = () => Date.now() / 1000 + aheadS
  const earliest = () =>
    timers
      .all()
      .reduce<Kept | undefined>((first, each) => (first && first.at <= each.at ? first : each), undefined)

  function setAhead(seconds: number) {
    aheadS = seconds
    settings.put('clock', { aheadS })
  }

  async function runUntil(until: number) {
    for (let timer = earliest(); run && timer && timer.at <= until; timer = earliest()) {
      timers.delete(timer.id)
      if (timer.at > exact()) setAhead(timer.at - Date.now() / 1000)
      try {
        await run(timer)
      } catch (error) {
        console.error(`sandbox: timer ${timer.service} ${timer.kind} failed`, error)
      }
    }
  }

  /** One after the other: two timers of one object never run at once. */
  function queue(job: () => Promise<void>): Promise<void> {
    work = work.then(job).then(arm)
    return work
  }

  function arm() {
    clearTimeout(wake)
    const next = run && earliest()
    if (!next) return
    const waitMs = Math.min(longestWaitMs, Math.max(0, (next.at - exact()) * 1000))
    wake = setTimeout(() => void queue(() => runUntil(exact())), waitMs)
  }

  return {
    exact,
    iso: () => new Date(exact() * 1000).toISOString(),
    later(timer) {
      last += 1
      timers.put(String(last), { ...timer, id: String(last) })
      arm()
    },
    advance: (seconds) =>
      queue(async () => {
        const until = exact() + seconds
        await runUntil(until)
        if (until > exact()) setAhead(until - Date.now() / 1000)
      }),
    start(runner) {
      run = runner
      arm()
    },
    async stop() {
      run = undefined
      clearTimeout(wake)
      await work
    },
  }
}

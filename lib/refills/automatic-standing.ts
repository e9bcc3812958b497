import type { automaticRefills } from '@/db/schema'
import { formatMoney, money } from '@/lib/core/money'
import { isExpired, labelOf } from '@/lib/payment-methods/label'
import type { Method } from '@/lib/payment-methods/owner'
import type { Refill } from './settle'

export type Automatic = typeof automaticRefills.$inferSelect

/** One automatic refill that was made, and the method that it charged. */
export type Attempt = Pick<Refill, 'amount' | 'createdAt' | 'problem'> & {
  status: string
  methodId: string | null
}

/** What is charged: a saved method (null: there is none), or another wallet. */
export type Source =
  | { kind: 'method'; method: Method | null; problem: string | null }
  | { kind: 'wallet'; problem: string | null }

/** Where an automatic refill stands. `text` says it to people. */
export type Standing =
  | { kind: 'off' }
  | { kind: 'ready' }
  | { kind: 'inFlight'; text: string }
  | { kind: 'blocked'; text: string }
  | { kind: 'waiting' | 'capped'; text: string; until: Date }

type Facts = {
  settings: Automatic
  currency: string
  source: Source
  /** Newest first, of at least the last 30 days. */
  attempts: readonly Attempt[]
  /** Money of the wallet that was given back or disputed since a person last looked: filling it up again would undo that. */
  returned: string | null
  /** What would be charged now. */
  amount: bigint
}

type Tried = { settings: Pick<Automatic, 'armedAt'>; source: Source; attempts: readonly Attempt[] }

const hourMs = 3_600_000
export const monthMs = 30 * 24 * hourMs

/** After the first, second and third failure in a row; after the next one a person must look. */
const waitsMs = [hourMs, 6 * hourMs, 24 * hourMs]

/** Pure: whether a wallet may refill itself now, and if not, why and until when. The first reason that holds is it. */
export function standingOf(facts: Facts, now = new Date()): Standing {
  const { settings, attempts, returned } = facts
  if (!settings.isOn) return { kind: 'off' }
  const [open] = attempts.filter(({ status }) => status === 'open')
  if (open) return { kind: 'inFlight', text: open.problem ?? 'A refill is on its way.' }
  if (returned) return { kind: 'blocked', text: `${returned} It goes on when it is switched on anew.` }
  return unusable(facts.source, now) ?? afterFailure(facts, now) ?? capped(facts, now) ?? { kind: 'ready' }
}

/** Why a source cannot be charged, in words. */
export function unusable(source: Source, now: Date): Standing | null {
  const block = (text: string): Standing => ({ kind: 'blocked', text })
  if (source.kind === 'wallet') return source.problem ? block(source.problem) : null
  const { method, problem } = source
  if (!method) return block('There is no payment method to charge. Add one.')
  if (problem) return block(problem)
  if (method.status === 'blocked') return block(`${labelOf(method)} was declined for good. Add another one.`)
  return isExpired(method, now) ? block(`${labelOf(method)} has expired. Add another one.`) : null
}

const hasFailed = ({ status }: Attempt): boolean => status === 'canceled' || status === 'expired'

/** Failures in a row of what would be charged now, since a person has last looked or its owner has agreed anew. */
export function failuresOf({ settings, source, attempts }: Tried) {
  const method = source.kind === 'method' ? source.method : null
  const since = Math.max(settings.armedAt.getTime(), method?.consentAt.getTime() ?? 0)
  const recent = attempts.filter(
    ({ createdAt, methodId }) => createdAt.getTime() > since && methodId === (method?.id ?? null),
  )
  const good = recent.findIndex((each) => !hasFailed(each))
  return good < 0 ? recent : recent.slice(0, good)
}

/** How long it waits after failures in a row. */
export function afterFailure(facts: Tried, now: Date): Standing | null {
  const failures = failuresOf(facts)
  const [last] = failures
  if (!last) return null
  const why = last.problem ?? 'The last refill failed.'
  const waitMs = waitsMs[failures.length - 1]
  if (waitMs === undefined)
    return {
      kind: 'blocked',
      text: `${why} It failed ${failures.length} times in a row and is not tried again.`,
    }
  const until = new Date(last.createdAt.getTime() + waitMs)
  return until > now ? { kind: 'waiting', text: `${why} It is tried again later.`, until } : null
}

/** A limit stops only what is wanted. */
function capped({ settings, attempts, amount, currency }: Facts, now: Date): Standing | null {
  if (amount === 0n) return null
  const within = (ms: number) => attempts.filter(({ createdAt }) => now.getTime() - createdAt.getTime() < ms)
  const caps = [
    // Within the hour a failed one counts too: whatever it is, it must not run away.
    {
      name: 'an hour',
      ms: hourMs,
      made: within(hourMs),
      note: 'A declined one counts too.',
      count: settings.hourlyCount,
      most: settings.hourlyAmount,
    },
    {
      name: '30 days',
      ms: monthMs,
      made: within(monthMs).filter((each) => !hasFailed(each)),
      note: 'Declined ones do not count.',
      count: settings.monthlyCount,
      most: settings.monthlyAmount,
    },
  ]
  for (const { name, ms, made, note, count, most } of caps) {
    const charged = made.filter((each) => !hasFailed(each))
    const spent = charged.reduce((sum, each) => sum + each.amount, 0n)
    const isFull = made.length >= count
    if (!isFull && spent + amount <= most) continue
    const oldest = (isFull ? made : charged).at(-1)?.createdAt ?? now
    const limit = isFull
      ? `${count} ${count === 1 ? 'refill' : 'refills'}`
      : formatMoney(money(most, currency))
    const text = `The limit of ${limit} within ${name} is reached. ${isFull ? note : 'Declined ones do not count.'}`
    return { kind: 'capped', text, until: new Date(oldest.getTime() + ms) }
  }
  return null
}

import { expect, test } from 'vitest'
import { type EligibilityFacts, judge } from './eligibility'

const now = new Date('2026-11-28T12:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

const facts = (with_: Partial<EligibilityFacts> = {}): EligibilityFacts => ({
  ...{ isDelivered: true, paidAt: daysAgo(3), refundDays: 30, profile: 'released' },
  ...{ usedBytes: 0n, startedAt: null, now, kind: 'esim', isRefilled: false },
  ...with_,
})

test.each<[string, Partial<EligibilityFacts>, string, RegExp]>([
  ['not delivered', { isDelivered: false, profile: 'unknown' }, 'free', /Nothing was delivered/],
  ['fresh and in time', {}, 'free', /neither installed nor used.*3 days ago.*within 30 days/],
  ['paid today', { paidAt: now }, 'free', /paid today/],
  ['the last day', { paidAt: daysAgo(30) }, 'free', /30 days/],
  ['a day too late', { paidAt: daysAgo(31) }, 'look', /that time is over/],
  ['a store that refunds nothing', { refundDays: 0 }, 'look', /no refunds by itself/],
  ['installed', { profile: 'installed' }, 'look', /installed, but was not used/],
  ['a silent carrier', { profile: 'unknown' }, 'look', /does not tell/],
  ['validity has begun', { startedAt: daysAgo(1) }, 'used', /in use since 2026-11-27/],
  ['data was used', { usedBytes: 1n }, 'used', /in use/],
  ['a refill that is not used', { kind: 'refill', profile: 'enabled' }, 'free', /added data is not used/],
  ['a refill after its time', { kind: 'refill', paidAt: daysAgo(31) }, 'look', /that time is over/],
  ['a refill in use', { kind: 'refill', startedAt: daysAgo(1) }, 'used', /added data is in use since/],
  ['an eSIM that was refilled', { isRefilled: true }, 'look', /paid by itself/],
  ['deleted from the phone', { profile: 'deleted' }, 'used', /code is used up/],
])('%s', (_, with_, verdict, because) => {
  const found = judge(facts(with_))
  expect(found.verdict).toBe(verdict)
  expect(found.because.join(' ')).toMatch(because)
})

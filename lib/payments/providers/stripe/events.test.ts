import { expect, test } from 'vitest'
import { events, eventTypes } from './events'

const usedBy = (product: string) => events.filter(({ products }) => products.includes(product as 'droam'))

test('45 kinds of events that others listen to are asked for, and some more, each once', () => {
  expect(events.filter(({ products }) => products.length > 0)).toHaveLength(45)
  expect(new Set(eventTypes).size).toBe(eventTypes.length)
})

test.each([
  ['droam', 9],
  ['ixopay', 36],
  ['plenigo', 15],
  ['navixy', 4],
])('whoever comes from %s misses none of its %i events', (product, count) => {
  expect(usedBy(product)).toHaveLength(count)
})

test('only a payment that succeeded is of interest to all', () => {
  expect(events.filter(({ products }) => products.length === 4).map(({ type }) => type)).toEqual([
    'payment_intent.succeeded',
  ])
})

test('news of attempts, refunds and disputes makes us read all of them', () => {
  const partial = events.filter(
    ({ type, reads }) => /fail|refund|dispute|fraud/.test(type) && reads !== 'everything',
  )
  expect(partial.map(({ type }) => type)).toEqual([
    'payout.failed',
    'reporting.report_run.failed',
    'setup_intent.setup_failed',
  ])
})

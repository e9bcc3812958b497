import { expect, test } from 'vitest'
import { fromWall, toWall } from './wall-time'

const newYork = 'America/New_York'

test.each([
  ['12/4/2017 5:50:38 PM', '2017-12-04T22:50:38Z'],
  ['9/3/2026 9:28:22 AM', '2026-09-03T13:28:22Z'],
  ['1/1/2026 12:00:00 AM', '2026-01-01T05:00:00Z'],
  ['1/1/2026 12:00:00 PM', '2026-01-01T17:00:00Z'],
  // The night in which the clocks go forward, on both sides.
  ['3/8/2026 1:59:59 AM', '2026-03-08T06:59:59Z'],
  ['3/8/2026 3:00:00 AM', '2026-03-08T07:00:00Z'],
])('%s in New York is %s', (text, at) => {
  expect(fromWall(text, newYork)).toEqual(new Date(at))
})

test('a report is asked for by the clock of the account', () => {
  expect(toWall(new Date('2026-01-01T04:59:59Z'), newYork)).toBe('2025-12-31 23:59:59')
  expect(toWall(new Date('2026-07-01T00:00:00Z'), 'Asia/Kolkata')).toBe('2026-07-01 05:30:00')
})

test('what is no time is none', () => {
  for (const text of ['', 'yesterday', '2026-01-01', '13:00:00']) expect(fromWall(text, newYork)).toBeNull()
})

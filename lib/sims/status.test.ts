import { expect, test } from 'vitest'
import { countByState } from './status'

test('SIMs are counted by the words that the list has for them, most first', () => {
  const rest = { integration: 'ok', isPending: false } as const
  expect(
    countByState([
      { ...rest, status: 'active', count: 4 },
      { ...rest, status: 'archived', count: 2 },
      { ...rest, status: 'terminated', count: 3 },
      { ...rest, status: 'inventory', count: 1 },
      { ...rest, status: 'active', isPending: true, count: 2 },
    ]),
  ).toEqual([
    { state: 'archived', count: 5 },
    { state: 'active', count: 4 },
    { state: 'pending', count: 2 },
    { state: 'blank', count: 1 },
  ])
})

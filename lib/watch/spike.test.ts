import { expect, test } from 'vitest'
import { isSpike } from './spike'

const past = { failed: 40, all: 400 }

test.each([
  ['nothing happens', { failed: 0, all: 0 }, past, false],
  ['a few decline, as chance has it', { failed: 7, all: 12 }, past, false],
  ['as many decline as always', { failed: 20, all: 200 }, past, false],
  ['a little more than always, though surely', { failed: 200, all: 1_000 }, past, false],
  ['every second one of many', { failed: 10, all: 20 }, past, true],
  ['all, at a shop without a past', { failed: 12, all: 12 }, { failed: 0, all: 0 }, true],
  ['half, at a shop that always loses half', { failed: 10, all: 20 }, { failed: 200, all: 400 }, false],
])('%s', (_, now, before, spike) => {
  expect(isSpike(now, before)).toBe(spike)
})

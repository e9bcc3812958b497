import { expect, test } from 'vitest'
import { readSelection } from './selection'

function formOf(entries: [string, string][]) {
  const form = new FormData()
  for (const [name, value] of entries) form.append(name, value)
  return form
}

test('a bulk action gets the rows that were ticked', () => {
  const form = formOf([
    ['do', 'suspend'],
    ['filter', 'status=active'],
    ['id', 'sim_1'],
    ['id', 'sim_2'],
  ])
  expect(readSelection(form)).toEqual({ do: 'suspend', ids: ['sim_1', 'sim_2'] })
})

test('a bulk action on all that match gets the filter, whatever is ticked on the page', () => {
  const form = formOf([
    ['do', 'delete'],
    ['all', 'on'],
    ['filter', 'q=track&status=active'],
    ['id', 'sim_1'],
  ])
  expect(readSelection(form)).toEqual({ do: 'delete', filter: { q: 'track', status: 'active' } })
})

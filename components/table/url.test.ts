import { expect, test } from 'vitest'
import { filterOf, nextPage, nextSort, previousPage, readQuery, sortOf, withQuery } from './url'

const of = (text: string) => new URLSearchParams(text)

test('going forward and back leads through the same pages, with search and filters kept', () => {
  const first = of('q=tracker&status=active')
  const second = nextPage(first, 'b')
  const third = nextPage(second, 'c')
  const fourth = nextPage(third, 'd')

  expect(fourth.get('after')).toBe('d')
  expect(previousPage(fourth)?.toString()).toBe(third.toString())
  expect(previousPage(third)?.toString()).toBe(second.toString())
  expect(previousPage(second)?.toString()).toBe(first.toString())
  expect(previousPage(first)).toBeNull()
})

test('after very many pages the address stays short and the way back still ends on the first page', () => {
  let page = of('')
  for (let number = 1; number <= 60; number++) page = nextPage(page, `cursor-${number}`)
  expect(page.get('trail')?.split('~')).toHaveLength(20)

  let back: URLSearchParams | null = page
  let pages = 0
  while (back?.has('after')) {
    back = previousPage(back)
    pages++
  }
  expect(pages).toBe(21)
  expect(back?.toString()).toBe('')
})

test('a list that reads backwards is asked with before alone', () => {
  expect(previousPage(of('after=x&trail=y&q=a'), 'w')?.toString()).toBe('q=a&before=w')
  expect(previousPage(of('after=x'), null)).toBeNull()
})

test('a new sort or filter starts on the first page', () => {
  expect(withQuery(of('q=a&after=x&before=z&trail=y'), { sort: '-label' }).toString()).toBe('q=a&sort=-label')
  expect(withQuery(of('q=a&status=active'), { status: null }).toString()).toBe('q=a')
})

test('a second click on a column turns the order round', () => {
  expect(nextSort(null, 'label')).toBe('label')
  expect(nextSort('label', 'label')).toBe('-label')
  expect(nextSort('-label', 'label')).toBe('label')
  expect(sortOf('-label', 'label')).toBe('descending')
  expect(sortOf('label', 'label')).toBe('ascending')
  expect(sortOf('label', 'status')).toBeUndefined()
})

test('what a plain form leaves empty, or sends twice, does not trouble the list', () => {
  expect(readQuery({ q: '', status: ['active', 'lost'], after: undefined, sort: 'label' })).toEqual({
    status: 'active',
    sort: 'label',
  })
})

test('a search with NUL in it finds instead of breaking the page', () => {
  expect(readQuery({ q: 'a\0b', plan: '\0' })).toEqual({ q: 'ab' })
})

test('"all that match this filter" means search and filters, not the page one is on', () => {
  expect(filterOf(of('q=a&status=active&plan=&after=x&trail=y&sort=label&cols=iccid'))).toBe(
    'q=a&status=active',
  )
})

test('who comes from the onboarding to an empty list has not filtered it', () => {
  expect(filterOf(of('from=onboarding'))).toBe('')
})

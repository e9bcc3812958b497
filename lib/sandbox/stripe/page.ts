import type { Call } from './call'
import { invalid } from './errors'
import { integer, text } from './params'
import type { Kind, Shapes } from './shape'

/** The parameters that every list takes (psp.md 3.3). */
export const pageSpec = { limit: integer(1, 100), starting_after: text(), ending_before: text() }

type PageParams = { limit?: number; starting_after?: string; ending_before?: string }

function indexOf(rows: readonly { id: string }[], id: string, param: string): number {
  const index = rows.findIndex((row) => row.id === id)
  if (index < 0) throw invalid(`No such object: '${id}'`, param, 'resource_missing')
  return index
}

/** One page, newest first. `rows` come oldest first. */
export function pageOf<T extends { id: string }>(url: string, rows: readonly T[], params: PageParams) {
  const { limit = 10, starting_after, ending_before } = params
  if (starting_after && ending_before)
    throw invalid('You cannot parameterize both `starting_after` and `ending_before`.', 'ending_before')
  const newest = rows.toReversed()
  if (ending_before) {
    const before = newest.slice(0, indexOf(newest, ending_before, 'ending_before'))
    const data = before.slice(-limit)
    return { object: 'list', data, has_more: before.length > data.length, url }
  }
  const after = starting_after ? newest.slice(indexOf(newest, starting_after, 'starting_after') + 1) : newest
  return { object: 'list', data: after.slice(0, limit), has_more: after.length > limit, url }
}

export function listOf<K extends Kind>(
  call: Call,
  kind: K,
  url: string,
  params: PageParams,
  fits: (object: Shapes[K]) => boolean = () => true,
) {
  return pageOf(url, call.store.list(call.scope, kind).filter(fits), params)
}

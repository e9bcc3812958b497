/** What a page gets from `await searchParams`. */
export type SearchParams = Record<string, string | string[] | undefined>

const placeKeys = ['after', 'before', 'trail']
const steps = 20

/**
 * The query of a list page for its zod schema: the first of each name, without the empty ones a plain form sends and
 * without NUL, which no text in the database holds.
 */
export function readQuery(params: SearchParams): Record<string, string> {
  const firsts = Object.entries(params).map(([name, value]) => [
    name,
    (Array.isArray(value) ? value[0] : value)?.replaceAll('\0', ''),
  ])
  return Object.fromEntries(firsts.filter(([, value]) => value))
}

/** The query with some names changed (null takes one out), back on the first page. */
export function withQuery(params: URLSearchParams, changes: Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const name of placeKeys) next.delete(name)
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value)
    else next.delete(name)
  }
  return next
}

/** The sort after a click on a column: upwards first, then the other way. `-name` means downwards. */
export const nextSort = (current: string | null, name: string): string =>
  current === name ? `-${name}` : name

export const sortOf = (current: string | null, name: string): 'ascending' | 'descending' | undefined =>
  current === name ? 'ascending' : current === `-${name}` ? 'descending' : undefined

/** The next page. The trail remembers where this page began, so that a list that only knows `after` can go back. */
export function nextPage(params: URLSearchParams, cursor: string): URLSearchParams {
  const after = params.get('after')
  const trail = [...trailOf(params), ...(after ? [after] : [])].slice(-steps)
  return withQuery(params, { after: cursor, trail: trail.join('~') })
}

/** The previous page, or null on the first. `cursor` is given by lists that can read backwards with `before`. */
export function previousPage(params: URLSearchParams, cursor?: string | null): URLSearchParams | null {
  if (cursor !== undefined) return cursor === null ? null : withQuery(params, { before: cursor })
  if (!params.has('after')) return null
  const trail = trailOf(params)
  return withQuery(params, { after: trail.at(-1) ?? null, trail: trail.slice(0, -1).join('~') })
}

const trailOf = (params: URLSearchParams) => params.get('trail')?.split('~') ?? []

// `from` says only where one came from.
const notFilters = [...placeKeys, 'sort', 'cols', 'from']

/** What narrows the list: `q` and the filters, as a query string. */
export function filterOf(params: URLSearchParams): string {
  const kept = [...params].filter(([name, value]) => value && !notFilters.includes(name))
  return new URLSearchParams(kept).toString()
}

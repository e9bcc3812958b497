import { Refusal, unprocessable } from './errors'
import { link } from './views'

const [usual, most] = [50, 250]

/** Newest first. `rows` come oldest first; `from` names the first one wanted (psp.md 4.10). */
export function pageOf<T extends { id: string }>(
  url: URL,
  origin: string,
  name: string,
  rows: readonly T[],
  view: (row: T) => object,
) {
  const limit = Number(url.searchParams.get('limit') ?? usual)
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw new Refusal(400, `The limit must be between 1 and ${most}`, 'limit')
  const newest = url.searchParams.get('sort') === 'asc' ? [...rows] : rows.toReversed()
  const from = url.searchParams.get('from')
  const start = from === null ? 0 : newest.findIndex(({ id }) => id === from)
  if (start < 0) throw unprocessable(`There is no ${name} with the id ${from}`, 'from')
  const shown = newest.slice(start, start + limit)
  const hrefFrom = (row: T | undefined) => {
    if (!row) return null
    const next = new URL(`${origin}${url.pathname}${url.search}`)
    next.searchParams.set('from', row.id)
    next.searchParams.set('limit', String(limit))
    return link(next.href)
  }
  return {
    count: shown.length,
    _embedded: { [name]: shown.map(view) },
    _links: {
      self: link(`${origin}${url.pathname}${url.search}`),
      previous: start > 0 ? hrefFrom(newest[Math.max(0, start - limit)]) : null,
      next: hrefFrom(newest[start + limit]),
      documentation: link('https://docs.mollie.com/reference/pagination', 'text/html'),
    },
  }
}

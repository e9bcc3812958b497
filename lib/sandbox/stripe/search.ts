import { invalid } from './errors'

type Clause = { field: string; key?: string; sign: string; value: string; isNegated: boolean }

const clauseShape =
  /^\s*(-)?(\w+)(?:\[(?:"([^"]*)"|'([^']*)')\])?\s*(:|~|>=|<=|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([\w.-]+))\s*/

function parse(query: string): { clauses: Clause[]; isAny: boolean } {
  const clauses: Clause[] = []
  const words = new Set<string>()
  let rest = query
  while (rest.trim() !== '') {
    const match = clauseShape.exec(rest)
    const [whole = '', minus, field = '', double, single, sign = ':', ...values] = match ?? []
    if (!match) throw invalid(`We were unable to parse your search query: ${query}`, 'query')
    const value = values.find((each) => each !== undefined) ?? ''
    clauses.push({
      field,
      key: double ?? single,
      sign,
      value: value.replace(/\\(.)/g, '$1'),
      isNegated: minus === '-',
    })
    rest = rest.slice(whole.length)
    const word = /^(AND|OR)\s+/i.exec(rest)
    if (word) words.add((word[1] ?? '').toUpperCase())
    rest = rest.slice(word?.[0].length ?? 0)
  }
  if (words.size > 1) throw invalid('You cannot combine AND and OR in one search query.', 'query')
  return { clauses, isAny: words.has('OR') }
}

function holds(object: Record<string, unknown>, { field, key, sign, value, isNegated }: Clause): boolean {
  const at = object[field]
  const found = key === undefined ? at : (at as Record<string, unknown> | undefined)?.[key]
  if (value === 'null') return (found === undefined || found === null) !== isNegated
  const [text, wanted] = [String(found ?? '').toLowerCase(), value.toLowerCase()]
  const compare: Record<string, boolean> = {
    ':': text === wanted,
    '~': text.includes(wanted),
    '>': Number(found) > Number(value),
    '<': Number(found) < Number(value),
    '>=': Number(found) >= Number(value),
    '<=': Number(found) <= Number(value),
  }
  return compare[sign] !== isNegated
}

type Params = { query: string; limit?: number; page?: string }

/** The search language: `metadata['k']:'v' AND status:'succeeded'`. `page` is what the last answer gave as next. */
export function search<T extends { id: string }>(
  url: string,
  rows: readonly T[],
  { query, limit = 10, page }: Params,
) {
  const { clauses, isAny } = parse(query)
  const fits = (row: T) =>
    isAny ? clauses.some((clause) => holds(row, clause)) : clauses.every((clause) => holds(row, clause))
  const found = rows.filter(fits).toReversed()
  const from = page ? Number(Buffer.from(page, 'base64url').toString()) : 0
  if (!Number.isInteger(from)) throw invalid('Invalid page.', 'page')
  const data = found.slice(from, from + limit)
  const hasMore = found.length > from + data.length
  const next = hasMore ? Buffer.from(String(from + data.length)).toString('base64url') : null
  return { object: 'search_result', data, has_more: hasMore, next_page: next, url }
}

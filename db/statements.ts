import type { PoolClient } from 'pg'

const mostTexts = 2_000
const mostNames = 400
const often = 3

const uses = new Map<string, number>()
const names = new Map<string, string>()

/** A name for a statement that comes again and again; none for one that was made for a single use. */
function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known) return known
  const count = (uses.get(text) ?? 0) + 1
  if (uses.size < mostTexts || uses.has(text)) uses.set(text, count)
  if (count < often || names.size >= mostNames) return undefined
  uses.delete(text)
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

type Config = { text: string; name?: string }
const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && 'text' in value && !('submit' in value)

/** Lets Postgres parse and plan a statement with parameters once for each connection, and not for each use. */
export function prepareOften(client: PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const named = (first: unknown, ...rest: unknown[]) =>
    isConfig(first) && !first.name && Array.isArray(rest[0]) && rest[0].length > 0
      ? query({ ...first, name: nameOf(first.text) }, ...rest)
      : query(first, ...rest)
  client.query = named as typeof client.query
}

/** One page of a list by key: no offset, no count. `next` is the cursor of the following page, or null. */
export type Page<T> = { rows: T[]; next: string | null }

/** Cuts `size + 1` found rows to a page. The extra row only says that there is more. */
export function pageOf<T>(found: T[], size: number, cursor: (row: T) => string): Page<T> {
  const rows = found.slice(0, size)
  const last = rows.at(-1)
  return { rows, next: found.length > size && last ? cursor(last) : null }
}

/** An opaque cursor made of the sort values of a row; `readCursor` gives them back, or null for a damaged one. */
export const makeCursor = (values: readonly (string | null)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url')

export function readCursor(cursor: string | undefined, length: number): (string | null)[] | null {
  if (!cursor) return null
  try {
    const values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const fits = Array.isArray(values) && values.length === length
    return fits && values.every((value) => value === null || typeof value === 'string') ? values : null
  } catch {
    return null
  }
}

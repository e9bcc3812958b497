import { z } from 'zod'
import { Refusal } from './refusal'
import type { Account, Store } from './store'

/** One request that got past the door: whose it is, and what it asks. */
export type Call = {
  store: Store
  account: Account
  /** The parts of the path that the route leaves open. */
  params: Record<string, string>
  query: URLSearchParams
  accept: string
  body: unknown
  now: number
}

/** Keys with this word get lists and details in the vendor's other documented shape. */
export const isWrapped = ({ account }: Call): boolean => account.key.includes('wrapped')

/** Reads the body, or refuses as the vendor does. Keys are read in any case, as the vendor's Go does. */
export function readBody<S extends z.ZodType>(schema: S, { body }: Call): z.output<S> {
  const lowered =
    typeof body === 'object' && body && !Array.isArray(body)
      ? Object.fromEntries(
          Object.entries(body).map(([key, value]) => [key[0]?.toLowerCase() + key.slice(1), value]),
        )
      : body
  const parsed = schema.safeParse(lowered)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal(400, `invalid request: ${issue?.path.join('.')} ${issue?.message}`.trim())
}

const Whole = z.coerce.number().int().min(1)

/** A whole number of the query, or what stands in when there is none. */
export function numberIn(
  { query }: Call,
  name: string,
  otherwise: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const text = query.get(name)
  if (text === null || text === '') return otherwise
  const parsed = Whole.max(most).safeParse(text)
  if (!parsed.success) throw new Refusal(400, `invalid ${name}`)
  return parsed.data
}

export function pageOf<T>(list: readonly T[], page: number, size: number): T[] {
  return list.slice((page - 1) * size, page * size)
}

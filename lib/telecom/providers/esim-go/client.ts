import { z } from 'zod'
import { type Answer, send } from '@/lib/core/http'
import { parseLossless } from '@/lib/core/json'
import { type Link, TelecomError } from '../../provider'
import { name, refusal, silence } from './errors'

const readLimitMs = 15_000
const purchaseLimitMs = 45_000

/** `buys` marks what must not be sent twice: without a clear answer it ends in `unknown_outcome`. */
export type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: Record<string, string>
  body?: unknown
  buys?: boolean
}

export type Client = {
  /** The answer to a call that was accepted. Throws `TelecomError` for every other. */
  ask(call: Call): Promise<Answer>
  /** The same, its JSON read as `shape`. */
  read<S extends z.ZodType>(call: Call, shape: S): Promise<z.output<S>>
}

/** Header, JSON and error form of the API: OpenAPI 2.4.0. */
export function makeClient(apiKey: string, { url, throttle, limitMs = purchaseLimitMs }: Link): Client {
  const base = url.replace(/\/+$/, '')

  async function ask(call: Call): Promise<Answer> {
    const { method = 'GET', path, query = {}, body, buys } = call
    const search = new URLSearchParams(query).toString()
    const headers: Record<string, string> = { 'X-API-Key': apiKey, Accept: 'application/json' }
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    await throttle?.()
    const answer = await send(
      name,
      `${base}${path}${search && `?${search}`}`,
      { method, headers, body: body === undefined ? undefined : JSON.stringify(body) },
      buys ? limitMs : Math.min(limitMs, readLimitMs),
    ).catch((cause: unknown) => {
      throw silence(call, cause)
    })
    if (answer.status < 200 || answer.status > 299) throw refusal(call, answer, apiKey)
    return answer
  }

  async function read<S extends z.ZodType>(call: Call, shape: S): Promise<z.output<S>> {
    return readAs(call, shape, (await ask(call)).text)
  }

  return { ask, read }
}

/** Names the field, never its value: a reply may hold secrets. */
function whereIn(cause: unknown): string {
  const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined
  return issue ? ` (${issue.path.join('.') || 'the whole'}: ${issue.message})` : ''
}

/** Reads text as `shape`. Throws `TelecomError`, which for a purchase says that nobody knows what happened. */
export function readAs<S extends z.ZodType>(
  call: Call,
  shape: S,
  text: string,
  parse: (text: string) => unknown = parseLossless,
): z.output<S> {
  try {
    return shape.parse(parse(text))
  } catch (cause) {
    throw new TelecomError(
      name,
      call.buys ? 'unknown_outcome' : 'provider_unavailable',
      `eSIM Go answered ${call.method ?? 'GET'} ${call.path} in a form that is not understood${whereIn(cause)}. Check the endpoint.`,
      { cause },
    )
  }
}

/**
 * All rows of a paged list, each once. The size asked for is the vendor's own example, so a shorter page is the last;
 * a page that brings nothing new ends it too, for a server that ignores `page`.
 */
export async function* rowsOf<T>(
  size: number,
  keyOf: (row: T) => string,
  fetchPage: (page: number) => Promise<T[]>,
): AsyncGenerator<T> {
  const seen = new Set<string>()
  for (let page = 1; ; page++) {
    const rows = await fetchPage(page)
    const before = seen.size
    for (const row of rows) {
      if (seen.has(keyOf(row))) continue
      seen.add(keyOf(row))
      yield row
    }
    if (rows.length < size || seen.size === before) return
  }
}

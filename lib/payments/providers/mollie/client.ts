import { Agent } from 'node:http'
import { createMollieClient, MollieApiError } from '@mollie/api-client'
import { z } from 'zod'
import { askPatiently } from '@/lib/core/back-off'
import { AppError, notFound, UpstreamError } from '@/lib/core/error'
import type { Endpoint } from '../../provider'

type Inner = { request(path: string, options?: object): Promise<unknown> }

const plain = new Agent({ keepAlive: true })

/**
 * Mollie's own client. It knows no limit of time and only https, so the one inner client, which all calls go through,
 * gets a signal, patience where Mollie has too much to do, and for the sandbox an agent for http.
 */
export function clientFor(apiKey: string, { url, limitMs = 20_000 }: Endpoint) {
  const client = createMollieClient({ apiKey, apiEndpoint: `${url}/v2/` })
  const { networkClient: outer } = client.payments as unknown as { networkClient: { networkClient: Inner } }
  const inner = outer.networkClient
  const { request } = inner
  const agent = url.startsWith('http:') ? { agent: plain } : {}
  // A 429 was certainly not done, and Mollie's client never asks again by itself (psp.md 4.3).
  inner.request = async (path, options) => {
    const ask = () => request(path, { ...options, ...agent, signal: AbortSignal.timeout(limitMs) })
    const [end] = await askPatiently(() => Promise.allSettled([ask()]), isBusy, limitMs)
    if (end.status === 'rejected') throw end.reason
    return end.value
  }
  return client
}

const isBusy = ([end]: [PromiseSettledResult<unknown>]): boolean =>
  end.status === 'rejected' && hasStatus(end.reason, 429)

export type Client = ReturnType<typeof clientFor>

/** Runs one call and reads its answer. What is not in Mollie's form is no usable answer. */
export async function ask<S extends z.ZodType>(shape: S, call: () => Promise<unknown>): Promise<z.output<S>> {
  try {
    return shape.parse(await call())
  } catch (error) {
    throw explain(error)
  }
}

/** The same for a list that is read page by page. */
export async function* askEach<S extends z.ZodType>(
  shape: S,
  list: AsyncIterable<unknown>,
): AsyncGenerator<z.output<S>> {
  try {
    for await (const each of list) yield shape.parse(each)
  } catch (error) {
    throw explain(error)
  }
}

export const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof MollieApiError && error.statusCode === status

/** An error of the client -> what the caller can act on. Silence, 409, 429 and 5xx mean: ask again with the same key. */
export function explain(error: unknown): unknown {
  if (error instanceof z.ZodError) return new UpstreamError('mollie', { cause: error })
  if (!(error instanceof MollieApiError)) return error
  switch (error.statusCode) {
    case 401:
      return new AppError(
        'precondition',
        'Mollie no longer accepts this key: it was reset or removed. Put the new key into the PSP settings.',
        { provider: 'mollie', brokenConnection: true },
        { cause: error },
      )
    case 403:
      return new AppError(
        'forbidden',
        'The Mollie key lacks a right for this. Use the API key of a website profile.',
        { provider: 'mollie' },
        { cause: error },
      )
    case 404:
    case 410:
      return notFound('payment at Mollie')
    case 400:
    case 422:
      return new AppError(
        'unprocessable',
        `Mollie refused: ${error.message}`,
        { provider: 'mollie', field: error.field ?? null },
        { cause: error },
      )
    default:
      return new UpstreamError('mollie', { cause: error })
  }
}

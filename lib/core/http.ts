import { UpstreamError } from './error'

export type Answer = { status: number; headers: Headers; text: string }

/**
 * Every call to a party that has no SDK: one time limit, no redirects, and one error when nobody knows what happened.
 * Any HTTP status is an answer and is returned; a time-out or a broken connection throws `UpstreamError`.
 */
export async function send(
  party: string,
  url: string,
  init: RequestInit = {},
  limitMs = 10_000,
): Promise<Answer> {
  try {
    const response = await fetch(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(limitMs) })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (cause) {
    throw new UpstreamError(party, { cause })
  }
}

/** Too many requests: it was certainly not done, and may be asked again a little later. */
export const isBusy = ({ status }: Answer): boolean => status === 429

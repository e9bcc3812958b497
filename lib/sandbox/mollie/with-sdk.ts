import { Agent } from 'node:http'
import { createMollieClient, MollieApiError } from '@mollie/api-client'

type Inner = { request(path: string, options?: object): Promise<unknown> }

/** The vendor's own SDK on this sandbox. It knows only https, so its one inner client gets an agent for plain http. */
export function sdk(url: string, apiKey: string) {
  const client = createMollieClient({
    apiKey,
    apiEndpoint: `${url.replace('localhost', '127.0.0.1')}/mollie/v2/`,
  })
  const inner = (client.payments as unknown as { networkClient: { networkClient: Inner } }).networkClient
    .networkClient
  const { request } = inner
  const agent = new Agent()
  inner.request = (path, options) => request(path, { ...options, agent })
  return client
}

export const key = (name = ''): string => `test_fake${name}`.padEnd(37, 'fake')

/** The error of a call that must fail, as the SDK throws it. */
export async function errorOf(call: Promise<unknown>): Promise<MollieApiError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof MollieApiError) return error
  throw new Error(`the call did not fail at the vendor but with ${String(error)}`)
}

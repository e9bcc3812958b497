import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { startSandbox } from '../start'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

/** The key of the tests; `unlimited` spares them the vendor's rate limit. */
export const key = 'sbx_esimgo_unlimited_test'
export const fr = 'esim_1GB_7D_FR_V2'

async function readReply(response: Response) {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

const caller =
  (url: string, apiKey: string) =>
  async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    readReply(
      await fetch(`${url}/esim-go/v2.5${path}`, {
        method,
        headers: { 'X-API-Key': apiKey, Accept: 'application/json', ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    )

const teller =
  (url: string) =>
  async (path: string, body: unknown = {}) =>
    readReply(await fetch(`${url}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) }))

/** For tests: a sandbox of its own, gone after the test, and someone who calls its eSIM Go with one key. */
export async function open(apiKey = key) {
  const sandbox = await startSandbox({ port: 0, dir: mkdtempSync(join(tmpdir(), 'esim-go-')) })
  cleanups.push(sandbox.close)
  const call = caller(sandbox.url, apiKey)
  const order = (item: string, line: Record<string, unknown> = {}, head: Record<string, unknown> = {}) =>
    call('POST', '/orders', {
      type: 'transaction',
      assign: true,
      order: [{ type: 'bundle', quantity: 1, item, ...line }],
      ...head,
    })
  return {
    url: sandbox.url,
    call,
    tell: teller(sandbox.url),
    order,
    buy: async (item = fr): Promise<string> => (await order(item)).body.order[0].iccids[0],
    stateOf: async (iccid: string): Promise<string> =>
      (await call('GET', `/esims/${iccid}/bundles/${fr}`)).body.assignments[0].bundleState,
  }
}

/** For tests: sets a callback address and gives a function that returns what came there since it was last asked. */
export async function callbacks(
  tell: Awaited<ReturnType<typeof open>>['tell'],
  more: Record<string, unknown> = {},
) {
  const got: { body: string; signature: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    got.push({ body, signature: String(request.headers['x-signature-sha256']) })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(async () => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  await tell('esim-go/callback', { api_key: key, url, ...more })
  await tell('webhooks', { service: 'esim-go', mode: 'hold' })
  return async () => {
    await tell('webhooks/release')
    return got.splice(0)
  }
}

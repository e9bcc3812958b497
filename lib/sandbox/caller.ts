import { mkdtempSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { startSandbox } from './start'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

/** For tests: runs when the test is over, the last given first. */
export const atEnd = (clean: () => unknown) => void cleanups.push(clean)

export const newDir = () => mkdtempSync(join(tmpdir(), 'sandbox-'))

async function readReply(response: Response) {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

/** For tests: calls one service or the control API; a body is sent as JSON. */
export const callerOf =
  (base: string, always: Record<string, string> = {}) =>
  async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    readReply(
      await fetch(base + path, {
        method,
        headers: { Accept: 'application/json', ...always, ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    )

/** For tests: a sandbox of its own, gone after the test, with its control API at hand. */
export async function openSandbox(dir = newDir()) {
  const sandbox = await startSandbox({ port: 0, dir })
  atEnd(sandbox.close)
  const control = callerOf(`${sandbox.url}/_sandbox/`)
  return {
    ...sandbox,
    tell: (path: string, body: unknown = {}) => control('POST', path, body),
    read: async (path: string) => (await control('GET', path)).body,
  }
}

/** For tests: someone who receives webhooks; answers `statuses` in turn, then 200, and keeps what came. */
export async function receiver(statuses: number[] = []) {
  const got: { body: string; headers: IncomingHttpHeaders }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    got.push({ body, headers: request.headers })
    response.writeHead(statuses[got.length - 1] ?? 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got }
}

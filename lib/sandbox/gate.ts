import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What to do with a request: answer it, hold its connection without an answer, or cut the connection. */
export type Verdict = Response | 'silence' | 'reset'

const longestBody = 20_000_000

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length
    if (size > longestBody) throw new Error('The body is too large for the sandbox.')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

function toRequest(incoming: IncomingMessage, body: Buffer, base: string): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headersDistinct))
    for (const each of value ?? []) headers.append(name, each)
  const method = incoming.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(incoming.url ?? '/', base), {
    method,
    headers,
    body: hasBody ? new Uint8Array(body) : undefined,
  })
}

async function answer(outgoing: ServerResponse, response: Response) {
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) headers['set-cookie'] = cookies
  outgoing.writeHead(response.status, headers)
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}

/**
 * Serves `handle` over HTTP; port 0 takes any free one. `close` cuts open connections, the silent ones too.
 * Rejects with the system's error, such as EADDRINUSE, when the port cannot be had.
 */
export async function openGate(
  handle: (request: Request, body: string) => Promise<Verdict>,
  { port, host }: { port: number; host: string },
): Promise<{ url: string; close(): Promise<void> }> {
  let url = ''
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse) {
    try {
      const body = await readBody(incoming)
      const verdict = await handle(toRequest(incoming, body, url), body.toString('utf8'))
      if (verdict === 'reset') incoming.socket.resetAndDestroy()
      else if (verdict !== 'silence') await answer(outgoing, verdict)
    } catch (error) {
      console.error(`sandbox: ${incoming.method} ${incoming.url} broke`, error)
      if (outgoing.headersSent) outgoing.destroy()
      else await answer(outgoing, Response.json({ message: 'The sandbox itself broke.' }, { status: 500 }))
    }
  }

  const server: Server = createServer((incoming, outgoing) => void serve(incoming, outgoing))
  server.requestTimeout = 0
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  url = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Stands between the product and a supplier, and notes for each eSIM how long the supplier itself took to sell it. */
export async function startStopwatch(target: string) {
  const took = new Map<string, number>()
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers
    const startedAt = performance.now()
    const answer = await fetch(target + incoming.url, {
      method: incoming.method,
      headers: headers as HeadersInit,
      ...(body.length && { body: new Uint8Array(body) }),
    })
    const text = await answer.text()
    const ms = performance.now() - startedAt
    for (const [, iccid] of text.matchAll(/"iccid":"(\d+)"/g)) if (!took.has(iccid!)) took.set(iccid!, ms)
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    took,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

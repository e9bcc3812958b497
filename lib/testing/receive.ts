import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { AppError } from '@/lib/core/error'
import { receivePayment, receiveQuery } from '@/lib/inbox/receive'

/** A little server that takes in webhooks of payments as the product does: `/.../{key}`. `seen(n)` ends when n were kept. */
export async function receiveAll(port = 0) {
  const told = new EventEmitter()
  let kept = 0
  const server = createServer(async (request, response) => {
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    try {
      const [path = '', query = ''] = request.url!.split('?')
      const key = path.split('/').at(-1)!
      const bytes = await buffer(request)
      if (request.method === 'GET') await receiveQuery(key, { query })
      else await receivePayment(key, { headers, body: bytes.toString(), bytes })
      response.end()
      kept++
      told.emit('kept')
    } catch (error) {
      response.writeHead(error instanceof AppError ? error.status : 500).end()
    }
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => kept,
    async seen(wanted: number) {
      while (kept < wanted) await once(told, 'kept')
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

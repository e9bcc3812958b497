import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startWorld } from './with-sdk'

/** Sends the same request twice in one packet, and gives the statuses of both answers. */
async function twiceAtOnce(url: string, path: string, body: string): Promise<string[]> {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_demo_fake\r\nIdempotency-Key: same\r\nContent-Length: ${body.length}\r\n\r\n`
  socket.write((head + body).repeat(2))
  let text = ''
  for await (const chunk of socket) {
    text += chunk
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1] ?? '')
    if (statuses.length === 2) {
      socket.destroy()
      return statuses
    }
  }
  return []
}

test('of two calls with one key at the same time, one is carried out and the other is told to wait', async () => {
  const world = await startWorld()
  const statuses = await twiceAtOnce(world.url, '/v1/payment_intents', 'amount=1099&currency=eur')
  expect(statuses.sort()).toEqual(['200', '409'])
  expect((await world.stripe.paymentIntents.list()).data).toHaveLength(1)
  await world.close()
})

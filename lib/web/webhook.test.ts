import { expect, test } from 'vitest'
import { webhook } from './webhook'

const post = (body: ReadableStream<Uint8Array>, receive = async () => {}) =>
  webhook(receive)(
    new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit),
    {
      params: Promise.resolve({ key: 'any' }),
    },
  )

test('a body without a length is read no further than a webhook may be long', async () => {
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(stream) {
      sent += 65_536
      if (sent > 64 * 1024 * 1024) stream.close()
      else stream.enqueue(new Uint8Array(65_536))
    },
  })
  expect((await post(endless)).status).toBe(413)
  expect(sent).toBeLessThan(2 * 1024 * 1024)
})

test('a body without a length arrives as it was sent', async () => {
  const parts = ['{"note":"\u00e9', '\u{1F6F0}"}'].map((text) => new TextEncoder().encode(text))
  let got = ''
  const receive = async (_key?: string, post?: { body: string }) => {
    got = post?.body ?? ''
  }
  const { status } = await post(new Blob(parts).stream() as ReadableStream<Uint8Array>, receive)
  expect([status, got]).toEqual([200, '{"note":"\u00e9\u{1F6F0}"}'])
})

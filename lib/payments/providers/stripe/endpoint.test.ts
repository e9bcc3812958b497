import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { clientFor } from './client'
import { installWebhook } from './endpoint'
import { eventTypes } from './events'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

type Answer = { status: number; body: object }

/** An account of Stripe's that knows no endpoint yet and answers the wish for one as told. */
async function account(create: (types: string[]) => Answer): Promise<{ url: string }> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const types = [...new URLSearchParams(body)].filter(([name]) => name.startsWith('enabled_events'))
    const list = { object: 'list', url: '/v1/webhook_endpoints', has_more: false, data: [] }
    const answer =
      request.method === 'GET' ? { status: 200, body: list } : create(types.map(([, type]) => type))
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closers.push(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const refusal = (message: string, param?: string): Answer => ({
  status: 400,
  body: { error: { type: 'invalid_request_error', message, param } },
})

const made = (types: string[]): Answer => ({
  status: 200,
  body: { id: 'we_1', object: 'webhook_endpoint', secret: 'whsec_fake', enabled_events: types },
})

const wish = { webhookUrl: 'https://simyard.test/hook', installation: 'ins_fake' }

const unknownHere = ['reporting.report_type.updated', 'issuing_card.updated']

test.each<[string, (type: string, index: number) => Answer]>([
  ['by its place', (_type, index) => refusal('Invalid enabled_events.', `enabled_events[${index}]`)],
  ['by its name', (type) => refusal(`The event type ${type}. cannot be enabled here`, 'enabled_events')],
])('what an account does not know, which Stripe tells %s, is left out', async (_how, refuse) => {
  const endpoint = await account((types) => {
    const bad = types.find((type) => unknownHere.includes(type))
    return bad ? refuse(bad, types.indexOf(bad)) : made(types)
  })
  const installed = await installWebhook(clientFor('sk_test_fake', endpoint), wish)
  expect(installed).toMatchObject({ kind: 'created', id: 'we_1', secret: 'whsec_fake' })
  expect(installed.subscribed).toEqual(eventTypes.filter((type) => !unknownHere.includes(type)))
})

test.each([
  [refusal('Invalid URL: URL must be publicly accessible.', 'url'), /public https address/],
  [refusal('You have reached the maximum of 16 test webhook endpoints.'), /no room/],
  [refusal('Something else is wrong.'), /Something else is wrong/],
  [refusal('None of these is allowed.', 'enabled_events'), /None of these/],
])('what Stripe refuses is left to the person, with a reason: %j', async (answer, reason) => {
  const endpoint = await account(() => answer)
  expect(await installWebhook(clientFor('sk_test_fake', endpoint), wish)).toEqual({
    kind: 'manual',
    reason: expect.stringMatching(reason),
    subscribed: [],
  })
})

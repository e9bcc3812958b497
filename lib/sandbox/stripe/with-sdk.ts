import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { startSandbox } from '../start'

export type Received = { body: string; signature: string }

/** The vendor's own SDK on this sandbox: no retries of its own, so that a test sees every answer. */
export function sdk(url: string, key: string): Stripe {
  const { hostname, port } = new URL(url)
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname
  return new Stripe(key, { host, port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 })
}

/** A server that takes webhooks. `until` resolves as soon as what has come satisfies it. */
async function openReceiver(statusOf: (count: number) => number) {
  const got: Received[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    got.push({ body, signature: String(request.headers['stripe-signature']) })
    response.writeHead(statusOf(got.length)).end()
    for (const wake of waiting) wake()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    types: () => got.map(({ body }) => (JSON.parse(body) as { type: string }).type),
    async until(isThere: (all: Received[]) => boolean) {
      while (!isThere(got)) await new Promise<void>((resolve) => waiting.add(resolve))
      waiting.clear()
      return got
    },
    close: () => server.close(),
  }
}

/** A running sandbox with an account `acct_demo`; `close` stops it and its receivers. */
export async function startWorld() {
  const dir = mkdtempSync(join(tmpdir(), 'stripe-sandbox-'))
  const sandbox = await startSandbox({ port: 0, dir })
  const receivers: { close(): void }[] = []

  async function tell(path: string, body: object = {}) {
    const init = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, init)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  return {
    url: sandbox.url,
    stripe: sdk(sandbox.url, 'sk_test_demo_fake'),
    sdk: (key: string) => sdk(sandbox.url, key),
    tell,
    advance: (seconds: number) => tell('clock', { advance_s: seconds }),
    async receiver(statusOf: (count: number) => number = () => 200) {
      const receiver = await openReceiver(statusOf)
      receivers.push(receiver)
      return receiver
    },
    /** A call as stripe.js makes it: form-encoded, with the publishable key. */
    async browser(method: 'GET' | 'POST', path: string, params: Record<string, string>) {
      const form = new URLSearchParams({ key: 'pk_test_demo_fake', ...params })
      const query = method === 'GET' ? `?${form}` : ''
      const response = await fetch(`${sandbox.url}${path}${query}`, {
        method,
        body: method === 'POST' ? form : undefined,
      })
      return { status: response.status, body: await response.json() }
    },
    async close() {
      for (const receiver of receivers) receiver.close()
      await sandbox.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

/** The error of a call that must fail, as the SDK throws it. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Stripe.errors.StripeError) return error
  throw new Error(`the call did not fail at the vendor but with ${String(error)}`)
}

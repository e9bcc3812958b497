import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterEach, expect, test } from 'vitest'
import { startSandbox } from './start'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

const newDir = () => mkdtempSync(join(tmpdir(), 'sandbox-'))

async function start(dir = newDir()) {
  const sandbox = await startSandbox({ port: 0, dir })
  cleanups.push(sandbox.close)
  return sandbox
}

/** Someone who receives webhooks: answers what it is told and remembers the bodies. */
async function receiver(statusOf: (count: number) => number = () => 200) {
  const bodies: string[] = []
  const waiting: (() => void)[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    bodies.push(text)
    response.writeHead(statusOf(bodies.length)).end()
    for (const wake of waiting.splice(0)) wake()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(async () => server.close())
  const { port } = server.address() as AddressInfo
  async function got(count: number): Promise<string[]> {
    while (bodies.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    return bodies
  }
  return { url: `http://127.0.0.1:${port}/`, bodies, got }
}

const key = 'sbx_esimgo_test'

const ask = (url: string, path: string, init: RequestInit = {}) =>
  fetch(`${url}/esim-go/v2.5${path}`, { ...init, headers: { 'X-API-Key': key, ...init.headers } })

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json' },
})

const tell = (url: string, path: string, body: unknown) => fetch(`${url}/_sandbox/${path}`, json(body))
const read = async (url: string, path: string) => (await fetch(`${url}/_sandbox/${path}`)).json()

const order = {
  type: 'transaction',
  assign: true,
  order: [{ type: 'bundle', quantity: 1, item: 'esim_1GB_7D_FR_V2' }],
}

async function buy(url: string): Promise<string> {
  const answer = await (await ask(url, '/orders', json(order))).json()
  return answer.order[0].iccids[0]
}

async function listen(url: string, to: string) {
  await tell(url, 'esim-go/callback', { api_key: key, url: to })
}

test('a purchase that timed out before the vendor saw it was not made', async () => {
  const { url } = await start()
  await tell(url, 'faults', {
    service: 'esim-go',
    method: 'POST',
    path: '/orders',
    times: 1,
    fault: 'timeout',
  })
  const hanging = ask(url, '/orders', { ...json(order), signal: AbortSignal.timeout(300) })
  await expect(hanging).rejects.toThrow()
  expect(await (await ask(url, '/orders')).json()).toEqual([])
  expect(await read(url, 'faults')).toEqual([])
})

test('a purchase that timed out after the vendor made it is found in the list of orders', async () => {
  const { url } = await start()
  await tell(url, 'faults', { service: 'esim-go', path: '/orders', times: 1, fault: 'timeout_after_commit' })
  const hanging = ask(url, '/orders', { ...json(order), signal: AbortSignal.timeout(300) })
  await expect(hanging).rejects.toThrow()
  expect(await (await ask(url, '/orders')).json()).toHaveLength(1)
  const log = await read(url, 'requests?service=esim-go')
  expect(log[0]).toMatchObject({ seq: 1, method: 'POST', status: null, fault: 'timeout_after_commit' })
})

test('a connection can be cut, a call can fail as the vendor fails, and be slow', async () => {
  const { url } = await start()
  const fail = (fault: string, delay_ms = 0) =>
    tell(url, 'faults', { service: 'esim-go', times: 1, fault, delay_ms })
  await fail('reset')
  await expect(ask(url, '/organisation')).rejects.toThrow()
  await fail('status:500')
  const broken = await ask(url, '/organisation')
  expect([broken.status, typeof (await broken.json()).message]).toEqual([500, 'string'])
  await fail('status:429')
  const busy = await ask(url, '/organisation')
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '1'])
  await fail('slow', 200)
  const from = performance.now()
  expect((await ask(url, '/organisation')).status).toBe(200)
  expect(performance.now() - from).toBeGreaterThanOrEqual(190)
})

test('cleared faults do nothing, and a fault for one path leaves the others alone', async () => {
  const { url } = await start()
  await tell(url, 'faults', { service: 'esim-go', path: '/orders', times: 5, fault: 'status:500' })
  expect((await ask(url, '/organisation')).status).toBe(200)
  expect((await ask(url, '/orders')).status).toBe(500)
  await fetch(`${url}/_sandbox/faults`, { method: 'DELETE' })
  expect((await ask(url, '/orders')).status).toBe(200)
})

test.each([
  ['faults', { service: 'nobody', times: 1, fault: 'reset' }, 'service'],
  ['faults', { service: 'stripe', times: 1, fault: 'explode' }, 'fault: is one of'],
  ['webhooks', { service: 'stripe', mode: 'loud' }, 'mode: is one of normal, hold'],
  ['clock', { advance_s: 'soon' }, 'advance_s'],
  ['clock', [], 'not a JSON object'],
])('a wrong body for %s is refused with a sentence', async (path, body, sentence) => {
  const { url } = await start()
  const answer = await tell(url, path, body)
  expect(answer.status).toBe(400)
  expect((await answer.json()).message).toContain(sentence)
})

test('an unknown path is the vendor’s 404 and shows as unhandled', async () => {
  const { url } = await start()
  expect((await ask(url, '/teapots')).status).toBe(404)
  expect((await fetch(`${url}/nobody`)).status).toBe(404)
  const log = await read(url, 'requests')
  expect(log.map((wire: { service: string; unhandled?: boolean }) => [wire.service, wire.unhandled])).toEqual(
    [
      ['esim-go', true],
      ['unknown', true],
    ],
  )
})

test('the wire log tells what went over the wire after a given point, without credentials', async () => {
  const { url } = await start()
  await ask(url, '/orders', json(order))
  await ask(url, '/organisation')
  const log = await read(url, 'requests?service=esim-go&since=1')
  expect(log).toHaveLength(1)
  expect(log[0]).toMatchObject({ seq: 2, method: 'GET', path: '/esim-go/v2.5/organisation', status: 200 })
  expect(JSON.stringify(await read(url, 'requests'))).not.toContain(key)
})

test('webhooks go out as they happen, and each attempt is listed', async () => {
  const { url } = await start()
  const shop = await receiver()
  await listen(url, shop.url)
  await tell(url, `esim/${await buy(url)}/use`, {})
  await shop.got(3)
  const types = shop.bodies.map((body) => JSON.parse(body).alertType).sort()
  expect(types).toEqual(['CountryChange', 'FirstAttachment', 'FirstUse'])
  await expect.poll(() => read(url, 'webhooks?service=esim-go')).toHaveLength(3)
  const [first] = await read(url, 'webhooks')
  expect(first).toMatchObject({ service: 'esim-go', url: shop.url, attempt: 1, status: 200 })
})

test('held webhooks wait for their release, dropped ones never come', async () => {
  const { url } = await start()
  const shop = await receiver()
  await listen(url, shop.url)
  const iccid = await buy(url)
  await tell(url, 'webhooks', { service: 'esim-go', mode: 'hold' })
  await tell(url, `esim/${iccid}/use`, {})
  expect(shop.bodies).toEqual([])
  expect(await (await tell(url, 'webhooks/release', {})).json()).toMatchObject({ released: 3 })
  expect(shop.bodies.map((body) => JSON.parse(body).alertType)).toEqual([
    'FirstAttachment',
    'CountryChange',
    'FirstUse',
  ])
  await tell(url, 'webhooks', { service: 'esim-go', mode: 'drop' })
  await tell(url, `esim/${iccid}/use`, { bytes: 900_000_000 })
  expect(await (await tell(url, 'webhooks/release', {})).json()).toMatchObject({ released: 0 })
  expect(shop.bodies).toHaveLength(3)
})

test('a duplicated webhook comes three times', async () => {
  const { url } = await start()
  const shop = await receiver()
  await listen(url, shop.url)
  const iccid = await buy(url)
  await tell(url, `esim/${iccid}/use`, {})
  await shop.got(3)
  await tell(url, 'webhooks', { service: 'esim-go', mode: 'duplicate' })
  await tell(url, `esim/${iccid}/use`, { bytes: 900_000_000 })
  const [, , , ...copies] = await shop.got(6)
  expect(new Set(copies).size).toBe(1)
})

test('shuffled webhooks come in another order', async () => {
  const { url } = await start()
  const shop = await receiver()
  await listen(url, shop.url)
  const iccid = await buy(url)
  await tell(url, 'webhooks', { service: 'esim-go', mode: 'shuffle' })
  await tell(url, `esim/${iccid}/use`, {})
  await tell(url, 'webhooks/release', {})
  const types = shop.bodies.map((body) => JSON.parse(body).alertType)
  expect(types).toHaveLength(3)
  expect(types).not.toEqual(['FirstAttachment', 'CountryChange', 'FirstUse'])
})

test('orders, settings, webhook modes, faults, mails and the clock survive a restart', async () => {
  const dir = newDir()
  const first = await startSandbox({ port: 0, dir })
  const iccid = await buy(first.url)
  await tell(first.url, 'clock', { advance_s: 86_400 })
  await tell(first.url, 'webhooks', { service: 'esim-go', mode: 'hold' })
  await tell(first.url, 'faults', { service: 'stripe', times: 2, fault: 'reset' })
  await createTransport(first.smtpUrl).sendMail({
    from: 'a@shop.test',
    to: 'b@user.test',
    subject: 'Hi',
    text: 'x',
  })
  await first.close()

  const { url } = await start(dir)
  const [known] = await (await ask(url, '/orders?includeIccids=true')).json()
  expect(known.order[0].iccids).toEqual([iccid])
  expect(Date.parse((await read(url, 'clock')).now) - Date.now()).toBeGreaterThan(86_000_000)
  expect(await read(url, 'faults')).toMatchObject([{ service: 'stripe', times: 2 }])
  expect(await read(url, 'mail')).toHaveLength(1)
  const shop = await receiver()
  await listen(url, shop.url)
  await tell(url, `esim/${iccid}/use`, {})
  expect(await (await tell(url, 'webhooks/release', {})).json()).toMatchObject({ released: 3 })
})

test('a mail can be read with its text, its page and its pictures, by its receiver', async () => {
  const { url, smtpUrl } = await start()
  const mailer = createTransport(smtpUrl)
  await mailer.sendMail({
    from: 'Shop <shop@shop.test>',
    to: ['ann@user.test', 'bob@user.test'],
    subject: 'Your eSIM – prêt',
    text: 'Scan it',
    html: '<p>Scan <img src="cid:qr"></p>',
    attachments: [{ filename: 'qr.png', content: Buffer.from('png'), contentType: 'image/png', cid: 'qr' }],
  })
  const [mail, ...more] = await read(url, 'mail?to=ANN@user.test')
  expect(more).toEqual([])
  expect(mail).toMatchObject({
    to: ['ann@user.test', 'bob@user.test'],
    subject: 'Your eSIM – prêt',
    html: '<p>Scan <img src="cid:qr"></p>',
    attachments: [
      {
        filename: 'qr.png',
        contentType: 'image/png',
        size: 3,
        cid: 'qr',
        content: Buffer.from('png').toString('base64'),
      },
    ],
  })
  expect(mail.text.trim()).toBe('Scan it')
  expect(await read(url, 'mail?to=nobody@user.test')).toEqual([])
})

test('a person who presses a button comes back to the page and reads what happened', async () => {
  const { url } = await start()
  const answer = await fetch(`${url}/_sandbox/clock`, {
    method: 'POST',
    headers: { Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'advance_s=60',
    redirect: 'manual',
  })
  expect(answer.status).toBe(303)
  const page = await (await fetch(new URL(answer.headers.get('location') ?? '', url))).text()
  expect(page).toMatch(/role="status"[^>]*>It is now /)
})

test('the page shows what came from outside as text, never as markup', async () => {
  const { url, smtpUrl } = await start()
  await ask(url, '/orders?x=<script>alert(1)</script>')
  await createTransport(smtpUrl).sendMail({
    from: 'a@b.test',
    to: 'c@d.test',
    subject: '<script>x</script>',
    html: '<script>y</script>',
  })
  const page = await (await fetch(`${url}/?said=<script>`)).text()
  expect(page).not.toContain('<script')
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newDir, receiver } from './caller'
import { fr, key, open } from './esim-go/caller'
import { startSandbox } from './start'

const purchase = JSON.stringify({
  type: 'transaction',
  assign: true,
  order: [{ type: 'bundle', quantity: 1, item: fr }],
})

/** A buyer who hangs up after a while. */
const impatient = (url: string) =>
  fetch(`${url}/esim-go/v2.5/orders`, {
    method: 'POST',
    headers: { 'X-API-Key': key },
    body: purchase,
    signal: AbortSignal.timeout(300),
  })

test('a purchase that timed out before the vendor saw it was not made', async () => {
  const { url, call, tell, read } = await open()
  await tell('faults', { service: 'esim-go', method: 'POST', path: '/orders', times: 1, fault: 'timeout' })
  await expect(impatient(url)).rejects.toThrow()
  expect((await call('GET', '/orders')).body).toEqual([])
  expect(await read('faults')).toEqual([])
})

test('a purchase that timed out after the vendor made it is found in the list of orders', async () => {
  const { url, call, tell, read } = await open()
  await tell('faults', { service: 'esim-go', path: '/orders', times: 1, fault: 'timeout_after_commit' })
  await expect(impatient(url)).rejects.toThrow()
  expect((await call('GET', '/orders')).body).toHaveLength(1)
  const [first] = await read('requests?service=esim-go')
  expect(first).toMatchObject({ seq: 1, method: 'POST', status: null, fault: 'timeout_after_commit' })
})

test('a connection can be cut, a call can fail as the vendor fails, and be slow', async () => {
  const { call, tell } = await open()
  const next = (fault: string) => tell('faults', { service: 'esim-go', times: 1, fault, delay_ms: 200 })
  await next('reset')
  await expect(call('GET', '/organisation')).rejects.toThrow()
  await next('status:500')
  expect(await call('GET', '/organisation')).toMatchObject({
    status: 500,
    body: { message: expect.any(String) },
  })
  await next('status:429')
  const busy = await call('GET', '/organisation')
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '1'])
  await next('slow')
  const from = performance.now()
  expect((await call('GET', '/organisation')).status).toBe(200)
  expect(performance.now() - from).toBeGreaterThanOrEqual(190)
})

test('a fault for one account leaves the others alone', async () => {
  const { url, call, tell } = await open()
  await tell('faults', { service: 'esim-go', key: 'sbx_esimgo_unlucky', fault: 'status:500' })
  expect((await call('GET', '/organisation')).status).toBe(200)
  const unlucky = { headers: { 'X-API-Key': 'sbx_esimgo_unlucky_unlimited' } }
  expect((await fetch(`${url}/esim-go/v2.5/organisation`, unlucky)).status).toBe(500)
  expect((await fetch(`${url}/esim-go/v2.5/organisation`, unlucky)).status).toBe(200)
})

test('cleared faults do nothing, and a fault for one path leaves the others alone', async () => {
  const { url, call, tell } = await open()
  await tell('faults', { service: 'esim-go', path: '/orders', times: 5, fault: 'status:500' })
  expect((await call('GET', '/organisation')).status).toBe(200)
  expect((await call('GET', '/orders')).status).toBe(500)
  await fetch(`${url}/_sandbox/faults`, { method: 'DELETE' })
  expect((await call('GET', '/orders')).status).toBe(200)
})

test.each([
  ['faults', { service: 'nobody', times: 1, fault: 'reset' }, 'service'],
  ['faults', { service: 'stripe', times: 1, fault: 'explode' }, 'fault: is one of'],
  ['webhooks', { service: 'stripe', mode: 'loud' }, 'mode: is one of normal, hold'],
  ['clock', { advance_s: 'soon' }, 'advance_s'],
  ['clock', [], 'not a JSON object'],
  ['esim-go/callback', { api_key: key, url: 'nowhere' }, 'url'],
])('a wrong body for %s is refused with a sentence', async (path, body, sentence) => {
  const { tell } = await open()
  const answer = await tell(path, body)
  expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(sentence) } })
})

test('an unknown path is the vendor’s 404 and shows as unhandled', async () => {
  const { url, call, read } = await open()
  expect((await call('GET', '/teapots')).status).toBe(404)
  expect((await fetch(`${url}/nobody`)).status).toBe(404)
  expect(await read('requests')).toMatchObject([
    { service: 'esim-go', status: 404, unhandled: true },
    { service: 'unknown', status: 404, unhandled: true },
  ])
})

test('the wire log tells what went over the wire after a given point, without credentials', async () => {
  const { call, order, read } = await open()
  await order(fr)
  await call('GET', '/organisation')
  const log = await read('requests?service=esim-go&since=1')
  expect(log).toMatchObject([{ seq: 2, method: 'GET', path: '/esim-go/v2.5/organisation', status: 200 }])
  expect(JSON.stringify(await read('requests'))).not.toContain(key)
})

test('orders, eSIMs, modes, faults and the clock survive a restart', async () => {
  const dir = newDir()
  const before = await startSandbox({ port: 0, dir })
  const tell = (path: string, body: unknown) =>
    fetch(`${before.url}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) })
  const [line] = (await (await impatient(before.url)).json()).order
  await tell('clock', { advance_s: 86_400 })
  await tell('webhooks', { service: 'esim-go', mode: 'hold' })
  await tell('faults', { service: 'stripe', times: 2, fault: 'reset' })
  await before.close()

  const after = await open({ dir })
  const [known] = (await after.call('GET', '/orders?includeIccids=true')).body
  expect(known.order[0].iccids).toEqual(line.iccids)
  expect(Date.parse((await after.read('clock')).now) - Date.now()).toBeGreaterThan(86_000_000)
  expect(await after.read('faults')).toMatchObject([{ service: 'stripe', times: 2 }])
  const { url, got } = await receiver()
  await after.tell('esim-go/callback', { api_key: key, url })
  await after.tell(`esim/${line.iccids[0]}/use`)
  expect((await after.tell('webhooks/release')).body).toMatchObject({ released: 3 })
  expect(got).toHaveLength(3)
})

test('a damaged state stops the start and says which file to delete', async () => {
  const dir = newDir()
  writeFileSync(join(dir, 'sandbox.sqlite'), 'not a database, but long enough to be looked at'.repeat(10))
  await expect(startSandbox({ port: 0, dir })).rejects.toThrow(/sandbox\.sqlite cannot be read.*Delete it/)
})

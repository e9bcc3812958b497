import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { readEnv } from '@/lib/core/env'
import { markPeers, peerHeader } from './peer'
import { originOf, safePath } from './request'

const ipOf = (forwarded: string, proxies: number, peer = '203.0.113.9') =>
  originOf(new Headers({ 'x-forwarded-for': forwarded, [peerHeader]: peer }), proxies).ip

test('without a proxy of ours nobody can write himself another address', () => {
  expect(ipOf('198.51.100.1', 0)).toBe('203.0.113.9')
  expect(ipOf('198.51.100.1', 0, '::ffff:203.0.113.9')).toBe('203.0.113.9')
  expect(originOf(new Headers({ 'x-forwarded-for': '198.51.100.1' }), 0).ip).toBe('unknown')
})

test('behind proxies of ours the address of a visitor is what the first of them saw', () => {
  expect(ipOf('198.51.100.1, 203.0.113.7', 1)).toBe('203.0.113.7')
  expect(ipOf('198.51.100.1, 203.0.113.7, 10.0.0.2', 2)).toBe('203.0.113.7')
  expect(ipOf('2001:db8::1', 1)).toBe('2001:db8::1')
  expect(ipOf('198.51.100.1, 203.0.113.7:4711', 1)).toBe('203.0.113.7')
  expect(ipOf('[2001:db8::1]:4711', 1)).toBe('2001:db8::1')
  expect(ipOf('<script>', 1)).toBe('unknown')
})

test('who comes round the proxies is known by his own address', () => {
  expect(ipOf('198.51.100.1', 2)).toBe('203.0.113.9')
})

test('the address of the socket replaces what a caller wrote in its place', async () => {
  markPeers()
  const server = createServer((request, response) => {
    response.end(originOf(new Headers(request.headers as Record<string, string>), 0).ip)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const headers = { [peerHeader]: '198.51.100.1', 'x-forwarded-for': '198.51.100.1' }
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers })
  expect(await answer.text()).toBe('127.0.0.1')
  server.close()
})

test('a number of proxies that is none stops the start, and says what is expected', () => {
  expect(() => readEnv({ ...process.env, TRUSTED_PROXIES: 'yes' })).toThrow(
    'TRUSTED_PROXIES is not right: expected how many proxies stand in front of the web app, 0 to 9',
  )
})

test('a request keeps the id it came with, if that is harmless in a log', () => {
  const idOf = (id: string) => originOf(new Headers({ 'x-request-id': id })).requestId
  expect(idOf('trace-1234')).toBe('trace-1234')
  expect(idOf('short')).not.toBe('short')
  expect(idOf('x" injected="yes')).toMatch(/^[\w-]{36}$/)
})

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\nb',
  '',
  undefined,
  ['/x'],
])('signing in never leads out of the house: %j', (path) => {
  expect(safePath(path, '/home')).toBe('/home')
})

test('signing in leads back to the page that was asked for', () => {
  expect(safePath('/admin/demo/sims?q=89&cols=a', '/home')).toBe('/admin/demo/sims?q=89&cols=a')
})

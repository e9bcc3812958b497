import { expect, test } from 'vitest'
import { originOf, safePath } from './request'

test('the address of a visitor is what the nearest proxy saw, not what he wrote himself', () => {
  const ipOf = (forwarded: string) => originOf(new Headers({ 'x-forwarded-for': forwarded })).ip
  expect(ipOf('10.0.0.1, 203.0.113.7')).toBe('203.0.113.7')
  expect(ipOf('2001:db8::1')).toBe('2001:db8::1')
  expect(ipOf('<script>')).toBe('unknown')
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

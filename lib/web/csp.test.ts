import { expect, test } from 'vitest'
import { contentSecurityPolicy, type PagePolicy, securityHeaders } from './csp'

const live = { nonce: 'n0nce', pays: false, signsIn: false, sandbox: null, isHttps: true, isDev: false }

const sources = (name: string, policy: Partial<PagePolicy> = {}) =>
  contentSecurityPolicy({ ...live, ...policy })
    .split('; ')
    .find((each) => each.startsWith(`${name} `))
    ?.split(' ')
    .slice(1)

test('a page runs only scripts that bear its nonce, and nobody frames it', () => {
  expect(sources('script-src')).toEqual(["'self'", "'nonce-n0nce'", "'strict-dynamic'"])
  expect(sources('style-src')).toEqual(["'self'", "'nonce-n0nce'"])
  expect(sources('frame-ancestors')).toEqual(["'none'"])
  expect(sources('form-action')).toEqual(["'self'"])
})

test('only pages that take payments talk to Stripe and lead to the pages of providers', () => {
  expect(contentSecurityPolicy(live)).not.toContain('stripe')
  expect(sources('script-src', { pays: true })).toContain('https://js.stripe.com')
  expect(sources('frame-src', { pays: true })).toContain('https://hooks.stripe.com')
  expect(sources('connect-src', { pays: true })).toContain('https://api.stripe.com')
  expect(sources('form-action', { pays: true })).toContain('https:')
})

test.each(['script-src', 'connect-src', 'frame-src', 'form-action'])(
  'the sandbox stands in for the providers in %s, where payments are taken',
  (name) => {
    const sandbox = 'http://localhost:4010'
    expect(sources(name, { pays: true, sandbox })).toContain(sandbox)
    expect(sources(name, { pays: true })).not.toContain(sandbox)
    expect(sources(name, { sandbox })).not.toContain(sandbox)
  },
)

test('a page where someone goes to sign in at a provider leads there, and may do no more', () => {
  expect(sources('form-action', { signsIn: true })).toEqual(["'self'", 'https:'])
  expect(sources('form-action', { signsIn: true, sandbox: 'http://localhost:4010' })).toContain(
    'http://localhost:4010',
  )
  expect(sources('script-src', { signsIn: true })).toEqual(sources('script-src'))
})

test('a page is told to come by https only where it does', () => {
  expect(contentSecurityPolicy(live)).toContain('upgrade-insecure-requests')
  expect(contentSecurityPolicy({ ...live, isHttps: false })).not.toContain('upgrade-insecure-requests')
  expect(securityHeaders({ isHttps: true })).toHaveProperty('Strict-Transport-Security')
  expect(securityHeaders({ isHttps: false })).not.toHaveProperty('Strict-Transport-Security')
})

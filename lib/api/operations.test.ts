import { expect, test } from 'vitest'
import { apiScopes } from '@/lib/tenancy/api-keys'
import { operations } from './operations'

test('each call has a scope that a key can have, and no scope opens nothing', () => {
  const used = new Set(operations.map(({ scope }) => scope))
  // The old form with the key in the address, which is no operation.
  expect([...used, 'wallets:legacy'].sort()).toEqual([...apiScopes].sort())
})

test('no two calls share a path and a method, or an id', () => {
  const ways = operations.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(ways).size).toBe(ways.length)
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
})

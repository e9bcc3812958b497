import { afterEach, describe, expect, test } from 'vitest'
import { bundle, closeVendors, failure, iccid, vendor } from './fixtures/strict-server'
import { esimGo } from './index'

afterEach(closeVendors)

describe('an eSIM', () => {
  test('carries our reference', async () => {
    const { carrier, seen } = await vendor(() => ({ json: { status: 'success' } }))
    await carrier.tag?.(iccid, 'prv_1')
    expect(seen).toEqual([
      { method: 'PUT', path: '/esims', query: {}, body: { iccid, customerRef: 'prv_1' } },
    ])
  })

  test('of somebody else is none of ours', async () => {
    const { carrier } = await vendor(() => ({ status: 403, json: { message: 'not accessible by the user' } }))
    expect((await failure(carrier.fetchProfile?.(iccid))).kind).toBe('permission')
  })

  test('that is asked for with a key that was changed says that it is the key', async () => {
    const { url } = await vendor(() => ({ json: {} }))
    const carrier = esimGo.connect({ apiKey: 'fake-other-key' }, { url })
    expect((await failure(carrier.fetchProfile?.(iccid))).kind).toBe('auth')
  })

  test('shows its bundles, used ones too', async () => {
    const { carrier, seen } = await vendor(() => ({ json: { bundles: [] } }))
    expect(await carrier.listBundles?.(iccid)).toEqual([])
    expect(seen[0]).toMatchObject({
      path: `/esims/${iccid}/bundles`,
      query: { includeUsed: 'true', limit: '200' },
    })
  })

  test('is suspended and resumed', async () => {
    const { carrier, seen } = await vendor(() => ({ status: 201, json: { status: 'ok' } }))
    await carrier.suspend?.(iccid)
    await carrier.resume?.(iccid)
    expect(seen).toEqual(
      [true, false].map((suspend) => ({
        method: 'POST',
        path: `/esims/${iccid}/suspend`,
        query: {},
        body: { suspend },
      })),
    )
  })

  test('gives back the very bundle that was meant', async () => {
    const { carrier, seen } = await vendor(() => ({
      json: { status: 'Successfully Revoked Bundle, bundle has been refunded to inventory' },
    }))
    expect(await carrier.revoke?.({ iccid, bundle: { id: '215009266', name: bundle } })).toEqual({
      refunded: 'inventory',
    })
    expect(seen).toEqual([
      {
        method: 'DELETE',
        path: `/esims/${iccid}/bundles/${bundle}/assignments/215009266`,
        query: { type: 'transaction' },
        body: undefined,
      },
    ])
  })

  test('whose bundle may or may not be given back says that nobody knows', async () => {
    const { carrier } = await vendor(() => 'reset')
    const error = await failure(carrier.revoke?.({ iccid, bundle: { id: '1', name: bundle } }))
    expect(error.kind).toBe('unknown_outcome')
  })

  test('that is asked about too often or too early says when to come back', async () => {
    const { carrier } = await vendor((_call, count) => ({
      status: count === 1 ? 429 : 503,
      headers: { 'retry-after': '2' },
      json: { message: '' },
    }))
    const facts = { retryAfterMs: 2000, isRetryable: true, code: 'unavailable' }
    expect(await failure(carrier.location?.(iccid))).toMatchObject({ kind: 'rate_limited', ...facts })
    expect(await failure(carrier.location?.(iccid))).toMatchObject({ kind: 'not_ready', ...facts })
  })
})

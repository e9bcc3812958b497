import { afterEach, describe, expect, test } from 'vitest'
import { bundle, closeVendors, failure, iccid, type Reply, vendor } from './fixtures/strict-server'

afterEach(closeVendors)

describe('an activation code', () => {
  const rows = [
    { iccid, matchingId: 'M-1', smdpAddress: 'https://smdp.sandbox.test/', profileStatus: 'Released' },
  ]

  test.each([
    ['a list', { json: rows }],
    ['a single row', { json: rows[0] }],
    ['a list below a name', { json: { assignments: rows } }],
    ['an ICCID in digits', { text: JSON.stringify(rows).replace(`"${iccid}"`, iccid) }],
    [
      'CSV',
      {
        headers: { 'content-type': 'text/csv' },
        text: `\ufeffICCID,Matching ID,RSP URL,Bundle,Reference\r\n${iccid},M-1,smdp.sandbox.test,${bundle},order-1\r\n`,
      },
    ],
    [
      'CSV with quotes and another title',
      {
        headers: { 'content-type': 'application/octet-stream' },
        text: `"ICCID","Matching ID","SM-DP+ Address"\n"${iccid}","M-1","smdp.sandbox.test"\n`,
      },
    ],
  ])('is read from %s', async (_form, reply) => {
    const { carrier, seen } = await vendor(() => reply)
    expect(await carrier.fetchActivation?.('order-1')).toMatchObject({
      status: 'ready',
      profiles: [{ iccid, lpa: 'LPA:1$smdp.sandbox.test$M-1', matchingId: 'M-1' }],
    })
    expect(seen[0]).toMatchObject({ path: '/esims/assignments', query: { reference: 'order-1' } })
  })

  test.each<[string, Reply, number]>([
    [
      'is still made',
      { status: 503, headers: { 'retry-after': '3' }, json: { message: 'processing' } },
      3000,
    ],
    ['has no row yet', { json: [] }, 5000],
    ['is there for one of two eSIMs', { json: [rows[0], { iccid: '8944538532008160999' }] }, 5000],
    ['has no matching ID yet', { json: [{ ...rows[0], matchingId: '' }] }, 5000],
  ])('that %s is not ready, and says when to ask again', async (_why, reply, retryAfterMs) => {
    const { carrier } = await vendor(() => reply)
    expect(await carrier.fetchActivation?.('order-1')).toEqual({ status: 'not ready', retryAfterMs })
  })

  test('comes with the install links of the version', async () => {
    const links = { appleInstallUrl: 'https://apple.test/x', androidInstallUrl: 'https://android.test/x' }
    const { carrier, seen } = await vendor(() => ({ json: [{ ...rows[0], ...links }] }))
    expect(await carrier.fetchActivation?.('order-1')).toMatchObject({
      profiles: [{ appleUrl: 'https://apple.test/x', androidUrl: 'https://android.test/x' }],
    })
    expect(seen[0]?.query.additionalFields).toBe('installUrl')
    const old = await vendor(() => ({ json: rows }), 'v2.4')
    await old.carrier.fetchActivation?.('order-1')
    expect(old.seen[0]?.query.additionalFields).toBe('appleInstallUrl')
  })

  test('that no phone takes is an error, not a QR code', async () => {
    const { carrier } = await vendor(() => ({ json: [{ ...rows[0], matchingId: 'a b' }] }))
    expect((await failure(carrier.fetchActivation?.('order-1'))).kind).toBe('provider_unavailable')
  })

  test('of an order that is not ours is an error, not a wait', async () => {
    const { carrier } = await vendor(() => ({ status: 400, json: { message: 'reference not found' } }))
    expect((await failure(carrier.fetchActivation?.('order-1'))).kind).toBe('not_found')
  })
})

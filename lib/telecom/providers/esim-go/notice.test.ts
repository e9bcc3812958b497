import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isSigned, readNotice } from './notice'

const key = 'test-api-key'
const vector = '{"iccid":"8944538532008160222","alertType":"Utilisation"}'
const hex = '031849a5faa1d4d4f4e768a063cd376b7cb5ca53ec6eca1036098e580d819142'
const base64 = 'AxhJpfqh1NT052igY803a3y1ylPsbsoQNgmOWA2BkUI='

const sign = (body: string, secret = key) => createHmac('sha256', secret).update(body).digest('hex')

const read = (body: string, signature: string = sign(body)) =>
  readNotice({ headers: new Headers({ 'X-Signature-SHA256': signature }), body }, key)

describe('a callback is believed', () => {
  test.each([hex, hex.toUpperCase(), base64])('with the signature %s', (signature) => {
    expect(isSigned(vector, signature, key)).toBe(true)
    expect(read(vector, signature)).toMatchObject([{ kind: 'usage', iccid: '8944538532008160222' }])
  })
})

describe('a callback is refused', () => {
  test.each([
    ['that nobody signed', {}],
    ['with an empty signature', { 'X-Signature-SHA256': '' }],
    ['signed with another key', { 'X-Signature-SHA256': sign(vector, 'another-key') }],
    ['signed for another body', { 'X-Signature-SHA256': sign(`${vector} `) }],
    ['with base64 in another case', { 'X-Signature-SHA256': base64.toLowerCase() }],
  ])('%s', (_why, headers) => {
    expect(() =>
      readNotice({ headers: new Headers(headers as Record<string, string>), body: vector }, key),
    ).toThrow(expect.objectContaining({ code: 'unauthenticated' }))
  })

  test.each(['not json', '[]', '{"alertType":"Utilisation"}', '{"iccid":"\\u0000","alertType":"x"}'])(
    'without a form that is known: %s',
    (body) => {
      expect(() => read(body)).toThrow(expect.objectContaining({ code: 'invalid' }))
    },
  )
})

test('an ICCID that came as a number keeps all its digits', () => {
  const [notice] = read('{"iccid": 8944538532008160222, "alertType": "FirstUse"}')
  expect(notice).toMatchObject({ iccid: '8944538532008160222', kind: 'first_use' })
})

test('usage comes with what is left of the bundle', () => {
  const bundle = {
    id: '123456789',
    reference: '12345-12345-12345-12345-0',
    name: 'A_BUNDLE_20GB_30D_EU_U',
    description: 'A Bundle, 20GB, 30 Days, EU, Unthrottled',
    initialQuantity: 20_000_000_000,
    remainingQuantity: 19_000_000_000,
    startTime: '2006-01-02T15:04:05Z',
    endTime: '2007-01-02T15:04:05Z',
    unlimited: false,
  }
  const [notice] = read(JSON.stringify({ iccid: '8944538532008160222', alertType: 'Utilisation', bundle }))
  expect(notice).toEqual({
    eventId: expect.stringMatching(/^[0-9a-f]{64}$/),
    kind: 'usage',
    iccid: '8944538532008160222',
    bundle: {
      id: '123456789',
      name: 'A_BUNDLE_20GB_30D_EU_U',
      description: 'A Bundle, 20GB, 30 Days, EU, Unthrottled',
      initialBytes: 20_000_000_000n,
      remainingBytes: 19_000_000_000n,
      unlimited: false,
      startsAt: new Date('2006-01-02T15:04:05Z'),
      endsAt: new Date('2007-01-02T15:04:05Z'),
      reference: '12345-12345-12345-12345-0',
    },
    raw: { iccid: '8944538532008160222', alertType: 'Utilisation', bundle },
  })
})

test('messages and minutes are not taken for bytes', () => {
  const bundle = { name: 'B', initialQuantity: 100, remainingQuantity: 50, unit: 'minutes' }
  const [notice] = read(JSON.stringify({ iccid: '8944538532008160222', alertType: 'Utilisation', bundle }))
  expect(notice).not.toHaveProperty('bundle')
})

test.each([
  ['{"code":"FR","name":"France"}', 'FR'],
  ['"FR"', 'FR'],
])('a change of country %s says which', (country, code) => {
  const [notice] = read(`{"iccid":"8944538532008160222","alertType":"CountryChange","country":${country}}`)
  expect(notice).toMatchObject({ kind: 'country', country: code })
})

test.each([
  ['FirstAttachment', 'attached'],
  ['First Attach', 'attached'],
  ['Something New', 'other'],
])('%s is a notice of kind %s', (alertType, kind) => {
  expect(read(JSON.stringify({ iccid: '8944538532008160222', alertType }))[0]?.kind).toBe(kind)
})

test('the same notice sent twice is one event, another is another', () => {
  const of = (left: number) =>
    read(
      `{"iccid":"8944538532008160222","alertType":"Utilisation","bundle":{"name":"B","remainingQuantity":${left}}}`,
    )[0]?.eventId
  expect(of(5)).toBe(of(5))
  expect(of(5)).not.toBe(of(4))
})

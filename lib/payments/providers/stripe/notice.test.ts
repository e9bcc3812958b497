import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { charge, dispute, event, intent, refund } from './fixtures/objects'
import { readNotice, toNotice } from './notice'

const secret = 'whsec_fake_one'
const body = JSON.stringify(event('payment_intent.succeeded', intent()))
const damaged = body.replace('evt_3Abc', 'evt_\\u0000')
const now = () => Math.floor(Date.now() / 1000)

const sign = (
  payload: string,
  with_: Partial<Parameters<typeof Stripe.webhooks.generateTestHeaderString>[0]> = {},
) => Stripe.webhooks.generateTestHeaderString({ payload, secret, ...with_ })

const delivery = (header: string | null, payload = body) => ({
  headers: new Headers(header === null ? {} : { 'stripe-signature': header }),
  body: payload,
})

test('a signed notice is a pointer to the payment', () => {
  expect(readNotice(delivery(sign(body)), [secret])).toEqual({
    id: 'evt_3Abc',
    type: 'payment_intent.succeeded',
    at: new Date(1_790_000_000_000),
    mode: 'test',
    version: '2026-10-28.endive',
    paymentExternalId: 'pi_3Abc',
    objectId: 'pi_3Abc',
    objectKind: 'payment_intent',
  })
})

describe('MS-19 what is not proven is not believed', () => {
  const [, hex] = sign(body).split('v1=') as [string, string]
  const mutations: [what: string, header: string | null, payload?: string][] = [
    ['no signature', null],
    ['an empty signature', ''],
    ['an empty v1', `t=${now()},v1=`],
    ['a time that is not a number', sign(body).replace(/t=\d+/, 't=soon')],
    ['no time', `v1=${hex}`],
    ['another time', sign(body).replace(/t=\d+/, `t=${now() - 1}`)],
    ['only an unknown scheme', sign(body).replace('v1=', 'v0=')],
    ['one digit changed', sign(body).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
    ['the signature cut short', sign(body).slice(0, -2)],
    ['the secret of someone else', sign(body, { secret: 'whsec_fake_other' })],
    ['a body changed after signing', sign(body), body.replace('pi_3Abc', 'pi_3Xyz')],
    ['a body written anew', sign(body), JSON.stringify(JSON.parse(body), null, 1)],
    ['an old notice sent again', sign(body, { timestamp: now() - 301 })],
    ['two headers that disagree', `t=${now() - 9},v1=${'0'.repeat(64)}, ${sign(body)}`],
    ['a signed body that is not an event', sign('{"id":"x"}'), '{"id":"x"}'],
    ['a signed body that is not JSON', sign('nonsense'), 'nonsense'],
    ['a signed id that no database keeps', sign(damaged), damaged],
  ]

  test.each(mutations)('%s', (_what, header, payload) => {
    expect(() => readNotice(delivery(header, payload), [secret])).toThrow(
      expect.objectContaining({ code: 'unauthenticated' }),
    )
  })

  test.each([[[]], [['']], [['  ']]])('a connection without a secret: %j', (secrets) => {
    expect(() => readNotice(delivery(sign(body)), secrets)).toThrow(
      expect.objectContaining({ code: 'unauthenticated' }),
    )
  })
})

test('old and new secret both count while one replaces the other', () => {
  const fromOld = delivery(sign(body, { secret: 'whsec_fake_old' }))
  expect(readNotice(fromOld, ['whsec_fake_new', 'whsec_fake_old']).id).toBe('evt_3Abc')
})

test('during a roll Stripe signs with two secrets, and one of them is enough', () => {
  const [, other] = sign(body, { secret: 'whsec_fake_other' }).split('v1=')
  const header = sign(body).replace('v1=', `v1=${other},v1=`)
  expect(readNotice(delivery(header), [secret]).id).toBe('evt_3Abc')
})

test('MS-17 a secret pasted with a line break still counts', () => {
  expect(readNotice(delivery(sign(body)), [` ${secret}\n`]).id).toBe('evt_3Abc')
})

test('MS-25 a notice just within five minutes counts', () => {
  expect(readNotice(delivery(sign(body, { timestamp: now() - 290 })), [secret]).id).toBe('evt_3Abc')
})

test.each([
  ['accents and emoji', JSON.stringify(event('charge.updated', { id: 'ch_1', description: 'Zoë 📱' }))],
  ['escaped slashes', body.replace('pi_3Abc_secret', 'https:\\/\\/pi')],
  ['a megabyte', JSON.stringify(event('charge.updated', { id: 'ch_1', description: 'x'.repeat(1_000_000) }))],
])('MS-18 a body with %s is proven as it came', (_what, payload) => {
  expect(readNotice(delivery(sign(payload), payload), [secret]).id).toBe('evt_3Abc')
})

test.each([
  ['charge.updated', charge(), 'pi_3Abc'],
  ['refund.failed', refund(), 'pi_3Abc'],
  ['charge.dispute.created', dispute({ payment_intent: { id: 'pi_3Abc' } }), 'pi_3Abc'],
  [
    'radar.early_fraud_warning.created',
    { id: 'issfr_1', object: 'radar.early_fraud_warning', charge: 'ch_1' },
    null,
  ],
  ['payout.paid', { id: 'po_1', object: 'payout' }, null],
  ['balance.available', { object: 'balance' }, null],
  ['kind.of.next_year', { id: 7, object: { odd: true }, payment_intent: 3 }, null],
])('%s points to its payment when it has one', (type, object, payment) => {
  expect(toNotice(event(type, object)).paymentExternalId).toBe(payment)
})

import { describe, expect, test } from 'vitest'
import { fieldsOf } from '../../registry'
import { modeOf, publicPart, StripeCredentials } from './credentials'
import { stripe } from './index'

const pair = (publishableKey: string, secretKey: string, webhookSecret = '') =>
  StripeCredentials.parse({ publishableKey, secretKey, webhookSecret })

test.each([
  ['pk_test_fake', 'sk_test_fake', 'test'],
  ['pk_test_fake', 'rk_test_fake', 'test'],
  ['pk_live_fake', 'sk_live_fake', 'live'],
])('%s with %s is %s mode', (shown, hidden, mode) => expect(modeOf(pair(shown, hidden))).toBe(mode))

test.each([
  ['sk_test_fake', 'pk_test_fake', 'secretKey', /publishable key.*swapped/],
  ['sk_test_fake', 'sk_test_fake', 'publishableKey', /secret key.*swapped/],
  ['pk_test_fake', 'whsec_fake', 'secretKey', /webhook signing secret/],
  ['pk_live_fake', 'sk_test_fake', 'publishableKey', /live mode.*test mode/],
  ['pk_test_fake', 'sk_live_fake', 'publishableKey', /test mode.*live mode/],
  ['pk_test_fake', 'ghp_fake', 'secretKey', /not a Stripe key/],
  ['pk_test_fake', 'sk_org_fake', 'secretKey', /not a Stripe key/],
  ['hello', 'sk_test_fake', 'publishableKey', /not a Stripe key/],
])('%s with %s is refused at the field %s, in words', (shown, hidden, field, words) => {
  const refusal = expect.objectContaining({
    code: 'invalid',
    message: expect.stringMatching(words),
    detail: { fields: { [field]: [expect.stringMatching(words)] } },
  })
  expect(() => modeOf(pair(shown, hidden))).toThrow(refusal)
})

test('keys pasted with spaces and line breaks are taken', () => {
  expect(pair(' pk_test_fake\n', '\tsk_test_fake ', 'whsec_fake\n')).toEqual({
    publishableKey: 'pk_test_fake',
    secretKey: 'sk_test_fake',
    webhookSecret: 'whsec_fake',
  })
})

test('the form asks for the keys in order, and hides the secret ones', () => {
  expect(fieldsOf(stripe)).toMatchObject([
    { name: 'publishableKey', label: 'Publishable key', isSecret: false, isRequired: true },
    { name: 'secretKey', label: 'Secret key or restricted key', isSecret: true, isRequired: true },
    { name: 'webhookSecret', label: 'Webhook signing secret', isSecret: true, isRequired: false },
  ])
})

describe('what may be shown of the keys', () => {
  const shown = publicPart(pair('pk_test_fake1234', 'rk_live_fake5678', 'whsec_fake9012'))

  test('is enough to tell them apart, and no more', () => {
    expect(shown).toEqual({
      publishableKey: 'pk_test_fake1234',
      secretKey: 'rk_live_…5678',
      webhookSecret: 'whsec_…9012',
    })
  })
})

import { describe, expect, test } from 'vitest'
import { endpointOf, modeOf, placesOf, publicPart } from './credentials'
import { credentialsOf } from './fixtures/wire'

const live = {
  ...credentialsOf(),
  endpoint: 'https://api-3t.paypal.com/nvp',
  checkout: 'https://www.paypal.com/cgi-bin/webscr',
}

const fieldOf = (field: string, text: RegExp) =>
  expect.objectContaining({ code: 'invalid', detail: { fields: { [field]: [expect.stringMatching(text)] } } })

const refusal = (with_: object): unknown => {
  try {
    return modeOf({ ...credentialsOf(), ...with_ })
  } catch (error) {
    return error
  }
}

test('the addresses say the mode, also with a slash at the end', () => {
  expect(modeOf(live)).toBe('live')
  expect(modeOf(credentialsOf())).toBe('test')
  expect(modeOf({ ...live, endpoint: `${live.endpoint}/` })).toBe('live')
  expect(endpointOf({ ...live, endpoint: `${live.endpoint}/` })).toBe(live.endpoint)
})

describe('refused at its field is', () => {
  test.each([
    'https://api-3t.paypal.com.evil.test/nvp',
    'https://user@api-3t.paypal.com/nvp',
    'https://api-3t.paypal.com:8443/nvp',
    'http://api-3t.paypal.com/nvp',
    'https://api-3t.paypal.com/nvp?to=evil',
    'https://169.254.169.254/nvp',
    'http://localhost:3000/paypal/nvp',
    'nvp',
  ])('the endpoint %s', (endpoint) => {
    expect(refusal({ endpoint })).toEqual(fieldOf('endpoint', /no address of PayPal/))
  })

  test('a page for buyers that is not of PayPal, or of the other mode', () => {
    expect(refusal({ checkout: 'https://paypal.evil.test/cgi-bin/webscr' })).toEqual(
      fieldOf('checkout', /no address of PayPal/),
    )
    expect(refusal({ checkout: live.checkout })).toEqual(fieldOf('checkout', /same mode/))
  })

  test('the e-mail address that one signs in with', () => {
    expect(refusal({ username: 'shop@example.test' })).toEqual(fieldOf('username', /API username/))
  })
})

test('of a secret only its end may be shown', () => {
  const shown = JSON.stringify(publicPart(live))
  for (const secret of [live.password, live.signature]) expect(shown).not.toContain(secret.slice(0, 8))
  expect(shown).toContain(live.username)
})

test('who confirms a notification, and where the buyer goes, follow from where is called', () => {
  expect(placesOf(live, { url: live.endpoint })).toEqual({
    checkout: live.checkout,
    postback: 'https://ipnpb.paypal.com/cgi-bin/webscr',
  })
  expect(placesOf(credentialsOf(), { url: credentialsOf().endpoint }).postback).toBe(
    'https://ipnpb.sandbox.paypal.com/cgi-bin/webscr',
  )
  const simulated = 'http://localhost:4010/paypal/cgi-bin/webscr'
  expect(placesOf(credentialsOf(), { url: 'http://localhost:4010/paypal/nvp' })).toEqual({
    checkout: simulated,
    postback: simulated,
  })
})

import { compactDecrypt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { env } from './env'
import { open, seal } from './secrets'

const [first] = env.SECRET_KEYS.keys

test('what is sealed is a JWE that any JOSE library opens with the key it names', async () => {
  const sealed = seal('sk_test_plainly_fake é')
  expect(decodeProtectedHeader(sealed)).toEqual({ alg: 'dir', enc: 'A256GCM', kid: first!.kid })
  const { plaintext } = await compactDecrypt(sealed, Buffer.from(first!.k, 'base64url'))
  expect(new TextDecoder().decode(plaintext)).toBe('sk_test_plainly_fake é')
})

test('the same text is sealed to another envelope each time, and opens to itself', async () => {
  const envelopes = [seal('code'), seal('code')]
  expect(envelopes[0]).not.toBe(envelopes[1])
  expect(await Promise.all(envelopes.map(open))).toEqual(['code', 'code'])
})

test('an envelope of which one character was changed does not open', async () => {
  const sealed = seal('twelve letters')
  const at = sealed.lastIndexOf('.') - 3
  const other = sealed[at] === 'A' ? 'B' : 'A'
  await expect(open(sealed.slice(0, at) + other + sealed.slice(at + 1))).rejects.toThrow()
})

test('an envelope of a key that is gone says which key is missing', async () => {
  const [, ...rest] = seal('x').split('.')
  const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: 'gone' })).toString(
    'base64url',
  )
  await expect(open([header, ...rest].join('.'))).rejects.toThrow('no key "gone"')
})

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { env } from './env'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

type Key = (typeof env.SECRET_KEYS.keys)[number]
const imported = new Map<string, Promise<CryptoKey>>()

// As jose would import it for each call, once: that took half of the time of a small seal.
function importOnce({ kid, k }: Key): Promise<CryptoKey> {
  const found = imported.get(kid)
  if (found) return found
  const made = crypto.subtle.importKey('raw', Buffer.from(k, 'base64url'), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
  imported.set(kid, made)
  return made
}

/** Seals text at rest as a compact JWE (`dir`, A256GCM). The first key of SECRET_KEYS seals; `kid` names it. */
export async function seal(plain: string): Promise<string> {
  const [first] = env.SECRET_KEYS.keys as [Key]
  return new CompactEncrypt(encoder.encode(plain))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.kid })
    .encrypt(await importOnce(first))
}

/** Opens what `seal` made, with whichever key of SECRET_KEYS it names. Throws when that key is gone. */
export async function open(sealed: string): Promise<string> {
  const { plaintext } = await compactDecrypt(sealed, async ({ kid }) => {
    const key = env.SECRET_KEYS.keys.find((each) => each.kid === kid)
    if (!key) throw new Error(`SECRET_KEYS has no key "${kid}" to open what it sealed`)
    return importOnce(key)
  })
  return decoder.decode(plaintext)
}

/** An unguessable token for an address: 32 random bytes, URL-safe. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is kept of a token that only its holder may know. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Compares without telling by time where two texts differ. */
export const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

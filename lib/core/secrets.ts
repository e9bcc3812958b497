import { createCipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { env } from './env'

const decoder = new TextDecoder()

type Key = (typeof env.SECRET_KEYS.keys)[number]
const bytesOf = ({ k }: Key) => Buffer.from(k, 'base64url')

/**
 * Seals text at rest as a compact JWE (RFC 7516 3.1: `dir`, A256GCM), which any JOSE library opens. The first key of
 * SECRET_KEYS seals; `kid` names it. Written here, because jose hands each text to a thread: that is half of a small seal.
 */
export function seal(plain: string): string {
  const [first] = env.SECRET_KEYS.keys as [Key]
  const header = headerOf(first)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', bytesOf(first), iv).setAAD(Buffer.from(header, 'ascii'))
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return [header, '', ...[iv, sealed, cipher.getAuthTag()].map(base64url)].join('.')
}

const headerOf = ({ kid }: Pick<Key, 'kid'>) => base64url(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid }))

/** Every envelope inside a text, its header as a group: `dir` leaves the second part of the compact form empty. */
export const envelopes = /\b(eyJhbGciOiJkaXIi[\w-]*)\.\.[\w-]+\.[\w-]*\.[\w-]+/g

/** The header of what is sealed from now on: that of the first key. */
export const firstHeader = (): string => headerOf(env.SECRET_KEYS.keys[0] as Key)

/** The name of the key that a header of an envelope asks for; null for a text that is none. */
export function keyNameIn(header: string): string | null {
  try {
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))
    return typeof kid === 'string' ? kid : null
  } catch {
    return null
  }
}

/** The names of the keys that open, the one that seals first. */
export const keyNames = (): string[] => env.SECRET_KEYS.keys.map(({ kid }) => kid)

const base64url = (data: string | Buffer): string => Buffer.from(data).toString('base64url')

/** Opens what `seal` made, with whichever key of SECRET_KEYS it names. Throws when that key is gone. */
export async function open(sealed: string): Promise<string> {
  const { plaintext } = await compactDecrypt(sealed, async ({ kid }) => {
    const key = env.SECRET_KEYS.keys.find((each) => each.kid === kid)
    if (!key) throw new Error(`SECRET_KEYS has no key "${kid}" to open what it sealed`)
    return bytesOf(key)
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

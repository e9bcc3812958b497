import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'

/** Random bytes as URL-safe text. */
export const randomText = (bytes) => randomBytes(bytes).toString('base64url')

/** A JSON Web Key Set with one new key, as SECRET_KEYS wants it. To change keys, put a new one before the old ones. */
export const newSecretKeys = () =>
  JSON.stringify({ keys: [{ kty: 'oct', kid: randomText(6), k: randomText(32) }] })

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`SECRET_KEYS='${newSecretKeys()}'`)
  console.log(`AUTH_SECRET=${randomText(32)}`)
}

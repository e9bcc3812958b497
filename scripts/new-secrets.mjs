import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Random bytes as URL-safe text. */
export const randomText = (bytes) => randomBytes(bytes).toString('base64url')

const newKey = () => ({ kty: 'oct', kid: randomText(6), k: randomText(32) })

/** A JSON Web Key Set with one new key, as SECRET_KEYS wants it. */
export const newSecretKeys = () => JSON.stringify({ keys: [newKey()] })

/** The keys that are in use: as set, or else as kept in the data folder. */
function presentKeys({ SECRET_KEYS, DATA_DIR = '.data' }) {
  const file = join(DATA_DIR, 'secrets.json')
  const text = SECRET_KEYS || (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).SECRET_KEYS)
  if (text) return JSON.parse(text).keys
  console.error(`SECRET_KEYS is not set, and there is no ${file}: set the keys that are in use.`)
  process.exit(1)
}

/** The keys in use with a new one: last, where it only opens, and first, where it seals. */
function printNextKeys() {
  const [present, next] = [presentKeys(process.env), newKey()]
  console.log(`A, the new key opens:\nSECRET_KEYS='${JSON.stringify({ keys: [...present, next] })}'\n`)
  console.log(`B, the new key seals:\nSECRET_KEYS='${JSON.stringify({ keys: [next, ...present] })}'`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'next') printNextKeys()
  else printAll()
}

function printAll() {
  console.log(`SECRET_KEYS='${newSecretKeys()}'`)
  console.log(`AUTH_SECRET=${randomText(32)}`)
}

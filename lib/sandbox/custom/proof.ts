import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Shop, Store } from './store'

// Written from docs/connect-custom-url.md alone, as a stranger would.

const hmacOf = ({ secret }: Shop, text: string): string =>
  createHmac('sha256', secret).update(text, 'utf8').digest('hex')

function isGenuine(shop: Shop, params: URLSearchParams): boolean {
  const given = Buffer.from(params.get('sig') ?? '')
  const lines: string[] = []
  for (const [name, value] of params) if (name !== 'sig') lines.push(`${name}=${value}`)
  const wanted = Buffer.from(hmacOf(shop, lines.sort().join('\n')))
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Whose buyer this is: the shop whose secret proves the address. */
export const shopBehind = ({ shops }: Store, params: URLSearchParams): Shop | undefined =>
  shops.all().find((shop) => isGenuine(shop, params))

// The time of the world, for a sandbox whose clock was moved could neither read nor sign anything that is good for minutes.
const now = (): number => Math.floor(Date.now() / 1000)

export const hasEnded = (params: URLSearchParams): boolean => !(Number(params.get('exp')) > now())

/** The headers of a call-back; made for each try, since a signature is good for five minutes. */
export function headersFor(shop: Shop, body: string): Record<string, string> {
  const t = now()
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'AcmePay/1.0',
    'Simyard-Signature': `t=${t},v1=${hmacOf(shop, `${t}.${body}`)}`,
  }
}

export const legacyHash = ({ secret }: Shop): string => createHash('sha256').update(secret).digest('hex')

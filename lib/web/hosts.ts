import { isIP } from 'node:net'
import { env } from '@/lib/core/env'

/**
 * Where a request for a host that is not ours leads: `shop.example/gr` is `/store/shop.example/gr`. Null on our own
 * host, and for what only machines call us by: an IP address or a name without a dot.
 */
export function storePathOf(host: string | null, path: string): string | null {
  const name = host?.replace(/:\d+$/, '').toLowerCase() ?? ''
  if (!name.includes('.') || isIP(name) || name === new URL(env.APP_URL).hostname) return null
  return `/store/${name}${path === '/' ? '' : path}`
}

/** A page of a shop window: it is shared by all, guards itself by its own headers, and knows no request. */
export const isShopWindow = (path: string): boolean =>
  /^\/store\/[^/]+(?:\/plans\/[^/]+|\/(?!account$)[^/]+)?$/.test(path)

/** A page of one buyer, of who pays a refill or mends a card, whose address is the key to it. */
export const isOrderPage = (path: string): boolean => /^\/(?:store\/[^/]+\/orders|pay|mend)\//.test(path)

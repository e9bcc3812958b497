import type { Endpoint } from '../../provider'

/** Mollie refuses a payment whose webhook address is local; without one, the return page and the mop-up settle it. */
export function reachable(notifyUrl: string | undefined, { url }: Endpoint): { webhookUrl?: string } {
  if (!notifyUrl) return {}
  const isLocal = /^(localhost|127\.|10\.|192\.168\.|\[)/.test(new URL(notifyUrl).hostname)
  return url.startsWith('http:') || !isLocal ? { webhookUrl: notifyUrl } : {}
}

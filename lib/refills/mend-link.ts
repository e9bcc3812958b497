import { env } from '@/lib/core/env'
import { hashToken, newToken } from '@/lib/core/secrets'

const mendDays = 7

/** Where another card is saved without signing in, and what is kept of it. A newer link ends the one before. */
export function newMendLink() {
  const token = newToken()
  const mendUntil = new Date(Date.now() + mendDays * 86_400_000)
  return {
    url: `${env.APP_URL}/mend/${token}`,
    kept: { mendHash: hashToken(token), mendUntil, mendedAt: null },
  }
}

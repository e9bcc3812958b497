import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { pool } from '@/db/client'
import { AppError } from '@/lib/core/error'
import { hashToken } from '@/lib/core/secrets'

/** Where a request comes from, as far as limits and the list of sessions want to know. */
export type Origin = { ip: string; userAgent: string }

/** How many tries in how many seconds. */
const limits = {
  signInPerPerson: { points: 8, duration: 15 * 60 },
  signInPerEmail: { points: 60, duration: 60 * 60 },
  signInPerIp: { points: 60, duration: 15 * 60 },
  signUpPerIp: { points: 120, duration: 60 * 60 },
  forgotPerEmail: { points: 5, duration: 60 * 60 },
  forgotPerIp: { points: 30, duration: 60 * 60 },
  tokenPerIp: { points: 60, duration: 15 * 60 },
  invitesPerTenant: { points: 100, duration: 60 * 60 },
  checkoutPerIp: { points: 300, duration: 15 * 60 },
  resendPerOrder: { points: 5, duration: 15 * 60 },
  refundPerOrder: { points: 10, duration: 60 * 60 },
  accountPerEmail: { points: 5, duration: 60 * 60 },
  accountPerIp: { points: 30, duration: 60 * 60 },
  findOrdersPerEmail: { points: 5, duration: 60 * 60 },
  apiPerKey: { points: 600, duration: 60 },
  findOrdersPerIp: { points: 60, duration: 15 * 60 },
} as const

export type Limit = keyof typeof limits

const limiters = new Map<Limit, RateLimiterPostgres>()

function limiterOf(limit: Limit): RateLimiterPostgres {
  const made =
    limiters.get(limit) ??
    new RateLimiterPostgres({
      storeClient: pool,
      tableName: 'throttles',
      tableCreated: true,
      keyPrefix: limit,
      ...limits[limit],
    })
  limiters.set(limit, made)
  return made
}

/** A waiting time in words: `40 seconds`, `12 minutes`. */
export function inWords(seconds: number): string {
  const [count, unit] = seconds < 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** Counts a try. Throws `limit`, saying how long to wait, when there were too many. Only a hash of the key is kept. */
export async function throttle(limit: Limit, key: string): Promise<void> {
  try {
    await limiterOf(limit).consume(hashToken(key))
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
    throw new AppError('limit', `That was too often. Wait ${inWords(retryAfterSeconds)}, then try again.`, {
      retryAfterSeconds,
    })
  }
}

/** Takes a try back that was none: those who get in use nothing up of what they share with others. */
export async function giveBack(limit: Limit, key: string): Promise<void> {
  await limiterOf(limit).reward(hashToken(key))
}

/** Forgets the tries of one who got in. */
export async function forgive(limit: Limit, key: string): Promise<void> {
  await limiterOf(limit).delete(hashToken(key))
}

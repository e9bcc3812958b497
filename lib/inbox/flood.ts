import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '@/lib/core/error'

// Each unsigned notice costs a call to its provider. What a sender is refused comes again by itself.
const limiter = new RateLimiterMemory({ points: 600, duration: 60 })

/** Counts a notice that proves nothing. Throws `limit` when a connection gets more of them than a busy shop would. */
export async function holdBack(connectionId: string): Promise<void> {
  try {
    await limiter.consume(connectionId)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
    throw new AppError('limit', 'Too many notices for this connection.', { retryAfterSeconds })
  }
}

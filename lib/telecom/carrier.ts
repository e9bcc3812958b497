import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { z } from 'zod'
import { pool } from '@/db/client'
import { type Connection, credentialsOf } from '@/lib/connections/find'
import { type Carrier, TelecomError } from './provider'
import { telecomNamed } from './registry'

// The published rate holds for all our processes together, so the count is kept in the database; a fifth stays free.
const share = 0.8

const Settings = z.object({ limitMs: z.number().int().positive().optional() }).loose()

/** Brings a telecom connection to life, slowed down to what its supplier allows. A connection may set its own `limitMs`. */
export async function carrierOf(
  connection: Connection,
  limitMs = Settings.parse(connection.settings).limitMs,
): Promise<Carrier> {
  const provider = telecomNamed(connection.provider)
  const rate = provider.requestsPerSecond
  return provider.connect(await credentialsOf(connection), {
    url: connection.endpoint,
    limitMs,
    ...(rate && { throttle: throttleOf(connection, Math.max(1, Math.floor(rate * share))) }),
  })
}

// A purchase is noted before it waits here, and by its age it is told when it counts as lost: so the wait must end.
const patienceMs = 30_000

function throttleOf({ id, provider }: Connection, points: number): () => Promise<void> {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    tableName: 'throttles',
    tableCreated: true,
    keyPrefix: 'carrier',
    points,
    duration: 1,
  })
  return async () => {
    for (const until = Date.now() + patienceMs; ; ) {
      const wait = await limiter.consume(id).then(
        () => 0,
        (refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return Math.max(20, refusal.msBeforeNext)
          throw refusal
        },
      )
      if (wait === 0) return
      if (Date.now() + wait > until)
        throw new TelecomError(
          provider,
          'rate_limited',
          'Too many calls wait for their turn. Try again later.',
        )
      await new Promise((done) => setTimeout(done, wait))
    }
  }
}

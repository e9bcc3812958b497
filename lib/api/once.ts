import { and, eq, sql } from 'drizzle-orm'
import { apiAnswers } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { hashToken, open, seal } from '@/lib/core/secrets'
import type { Context } from '@/lib/tenancy/context'

export type Answer = { status: number; body: string }

/** `isFinal` false: nothing came of it, so the same key may ask again. */
export type Work = () => Promise<Answer & { isFinal: boolean }>

// A call that has not ended by then died with its process: whoever repeats it takes it over.
const patienceS = 60

/**
 * Runs a call once for its idempotency key: the same again replays the first answer, a failure too. Throws
 * `unprocessable` for another request under the key, and `conflict` while the first is still worked on.
 */
export async function answerOnce(
  ctx: Context,
  key: string,
  request: string,
  work: Work,
): Promise<Answer & { isReplay: boolean }> {
  const requestHash = hashToken(request)
  const kept = await claim(ctx, key, requestHash)
  if (kept) return { ...kept, isReplay: true }
  const { isFinal, ...answer } = await work()
  await inTenant(ctx, (tx) =>
    isFinal
      ? tx
          .update(apiAnswers)
          .set({ status: answer.status, body: seal(answer.body) })
          .where(own(ctx, key))
      : tx.delete(apiAnswers).where(own(ctx, key)),
  )
  return { ...answer, isReplay: false }
}

const own = ({ actor }: Context, key: string) =>
  and(eq(apiAnswers.apiKeyId, actor.id), eq(apiAnswers.key, key))

/** Null: the work is ours to do. */
const claim = (ctx: Context, key: string, requestHash: string): Promise<Answer | null> =>
  inTenant(ctx, async (tx) => {
    const [taken] = await tx
      .insert(apiAnswers)
      .values({ apiKeyId: ctx.actor.id, key, requestHash })
      .onConflictDoUpdate({
        target: [apiAnswers.tenantId, apiAnswers.apiKeyId, apiAnswers.key],
        set: { begunAt: new Date() },
        setWhere: sql`${apiAnswers.status} is null and ${apiAnswers.requestHash} = ${requestHash}
          and ${apiAnswers.begunAt} < now() - ${patienceS} * interval '1 second'`,
      })
      .returning({ id: apiAnswers.id })
    if (taken) return null
    const [kept] = await tx.select().from(apiAnswers).where(own(ctx, key))
    if (kept?.requestHash !== requestHash)
      throw new AppError(
        'unprocessable',
        'This Idempotency-Key was used for another request. Use a new key for each new request.',
      )
    if (kept.status === null || kept.body === null)
      throw new AppError('conflict', 'The first request with this Idempotency-Key is still worked on.', {
        retryAfterSeconds: 1,
      })
    return { status: kept.status, body: await open(kept.body) }
  })

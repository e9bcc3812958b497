import { eq, sql } from 'drizzle-orm'
import { connections, notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { seal } from '@/lib/core/secrets'
import { enqueueMany } from '@/lib/jobs/enqueue'
import { makeBatches } from './batch'
import { handleNotice, keyOf } from './jobs'

export type Arrival = {
  connectionId: string
  externalId: string
  type: string
  subjectId: string | null
  occurredAt: Date
  requestId: string | null
  body: string
}

const seenMs = 10_000
const lastSeen = new Map<string, number>()

/**
 * Keeps what arrived, each event once, and asks for the job that works on it. Returns only after the commit. Events of
 * one organization that arrive while a commit is on its way share the next one.
 */
export const keepArrival = makeBatches(
  async (tenantId: string, arrivals: readonly Arrival[]): Promise<void> => {
    const values = await Promise.all(
      arrivals.map(async ({ body, ...arrival }) => ({ ...arrival, body: await seal(body) })),
    )
    await inTenant(tenantId, async (tx) => {
      const kept = await tx
        .insert(notices)
        .values(onlyFirst(values))
        .onConflictDoUpdate({
          target: [notices.tenantId, notices.connectionId, notices.externalId],
          set: { repeats: sql`${notices.repeats} + 1` },
        })
        .returning({
          id: notices.id,
          connectionId: notices.connectionId,
          subjectId: notices.subjectId,
          repeats: notices.repeats,
          requestId: notices.requestId,
        })
      const news = kept.filter(({ repeats }) => repeats === 0).map((each) => [keyOf(each), each] as const)
      await enqueueMany(
        tx,
        handleNotice,
        [...new Map(news)].map(([key, { id, requestId }]) => ({
          input: { tenantId, noticeId: id },
          requestId,
          key,
        })),
      )
      for (const id of new Set(arrivals.map(({ connectionId }) => connectionId)))
        if (isDue(id))
          await tx
            .update(connections)
            .set({ health: sql`${connections.health} || jsonb_build_object('lastEventAt', now())` })
            .where(eq(connections.id, id))
    })
  },
)

/** Postgres refuses to touch a row twice in one statement: equal events in one batch count as one. */
function onlyFirst<A extends { connectionId: string; externalId: string }>(arrivals: readonly A[]): A[] {
  return [...new Map(arrivals.map((each) => [`${each.connectionId} ${each.externalId}`, each])).values()]
}

/** The hour of the last event is for people: in a flood it is written only now and then. */
function isDue(connectionId: string): boolean {
  const now = Date.now()
  if (now - (lastSeen.get(connectionId) ?? 0) < seenMs) return false
  lastSeen.set(connectionId, now)
  return true
}

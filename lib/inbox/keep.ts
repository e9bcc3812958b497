import { eq, sql } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { newId } from '@/lib/core/id'
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
  /** It was not sent to us: we found it in a list of the sender. */
  isListed?: boolean
}

const seenMs = 10_000
const lastSeen = new Map<string, number>()

/**
 * Keeps what arrived, each event once, and asks for the job that works on it. Returns only after the commit. Events of
 * one organization that arrive while a commit is on its way share the next one.
 */
export const keepArrival = makeBatches((tenantId: string, arrivals: readonly Arrival[]) => {
  const sealed = onlyFirst(arrivals).map(sealOne)
  return inTenant(tenantId, (tx) => keepAll(tx, tenantId, sealed))
})

/** The same as a step, for a sender whose words must fit what it said before. */
export const keepOne = (tx: Tx, tenantId: string, arrival: Arrival): Promise<void> =>
  keepAll(tx, tenantId, [sealOne(arrival)])

const sealOne = (arrival: Arrival): Sealed => ({ ...arrival, id: newId('ntc'), body: seal(arrival.body) })

async function keepAll(tx: Tx, tenantId: string, sealed: readonly Sealed[]): Promise<void> {
  const news = (await insert(tx, sealed)).map((each) => [keyOf(each), each] as const)
  await enqueueMany(
    tx,
    handleNotice,
    [...new Map(news)].map(([key, { id, requestId }]) => ({
      input: { tenantId, noticeId: id },
      requestId,
      key,
    })),
  )
  const sent = sealed.filter(({ isListed }) => !isListed)
  for (const id of new Set(sent.map(({ connectionId }) => connectionId)))
    if (isDue(id))
      await tx
        .update(connections)
        .set({ health: sql`${connections.health} || jsonb_build_object('lastEventAt', now())` })
        .where(eq(connections.id, id))
}

type Sealed = Arrival & { id: string }

/** Gives those that are new. One text for any number of rows, so that Postgres need not plan each batch anew. */
async function insert(tx: Tx, sealed: readonly Sealed[]): Promise<readonly Sealed[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    insert into notices as kept (id, connection_id, external_id, type, subject_id, occurred_at, request_id, body)
    select * from json_to_recordset(${JSON.stringify(sealed)}::json) as arrival(
      "id" text, "connectionId" text, "externalId" text, "type" text, "subjectId" text,
      "occurredAt" timestamptz, "requestId" text, "body" text)
    on conflict (tenant_id, connection_id, external_id) do update set repeats = kept.repeats + 1
    returning case when repeats = 0 then id end as id`)
  const news = new Set(rows.map(({ id }) => id))
  return sealed.filter(({ id }) => news.has(id))
}

/**
 * Postgres refuses to touch a row twice in one statement: equal events in one batch count as one. In one order, lest two
 * processes that keep the same events wait for each other.
 */
function onlyFirst<A extends { connectionId: string; externalId: string }>(arrivals: readonly A[]): A[] {
  const byKey = new Map(arrivals.map((each) => [`${each.connectionId} ${each.externalId}`, each]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
}

/** The hour of the last event is for people: in a flood it is written only now and then. */
function isDue(connectionId: string): boolean {
  const now = Date.now()
  if (now - (lastSeen.get(connectionId) ?? 0) < seenMs) return false
  lastSeen.set(connectionId, now)
  return true
}

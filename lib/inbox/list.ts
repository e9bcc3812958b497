import { and, asc, desc, eq, gte, isNotNull, isNull, lt, or, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { connections, notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { type Page, pageOf } from '@/lib/core/page'
import { open } from '@/lib/core/secrets'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { withoutSecrets } from './veil'

/** What came of a notice: `waiting` was not worked yet, `failed` could not be so far. */
export const noticeStates = ['applied', 'kept', 'foreign', 'forged', 'waiting', 'failed'] as const
export type NoticeState = (typeof noticeStates)[number]

export const NoticeQuery = z.object({
  q: z.string().trim().max(200).optional(),
  state: z.enum(noticeStates).optional().catch(undefined),
  connection: z.string().max(64).optional(),
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})

const stateOf = ({
  outcome,
  problem,
}: Pick<typeof notices.$inferSelect, 'outcome' | 'problem'>): NoticeState =>
  outcome ?? (problem ? 'failed' : 'waiting')

const inState = (state: NoticeState): SQL | undefined => {
  if (state === 'failed') return and(isNull(notices.handledAt), isNotNull(notices.problem))
  if (state === 'waiting') return and(isNull(notices.handledAt), isNull(notices.problem))
  return eq(notices.outcome, state)
}

/** What it is about or its id at the sender, whole; or the beginning of its type. */
const matching = (q: string) =>
  or(
    eq(notices.subjectId, q),
    eq(notices.externalId, q),
    // A range: under row security `like` may not use an index.
    and(gte(notices.type, q), lt(notices.type, `${q}\u{10ffff}`)),
  )

const shown = {
  id: notices.id,
  type: notices.type,
  subjectId: notices.subjectId,
  externalId: notices.externalId,
  outcome: notices.outcome,
  problem: notices.problem,
  repeats: notices.repeats,
  requestId: notices.requestId,
  occurredAt: notices.occurredAt,
  handledAt: notices.handledAt,
  createdAt: notices.createdAt,
  connection: { id: connections.id, name: connections.name, kind: connections.kind, mode: connections.mode },
}

/** Received webhooks of all connections, newest first, by key. */
export async function listNotices(
  ctx: Context,
  { q, state, connection, after, size }: z.output<typeof NoticeQuery>,
) {
  authorize(ctx, 'webhooks:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select(shown)
      .from(notices)
      .innerJoin(connections, eq(connections.id, notices.connectionId))
      .where(
        and(
          q ? matching(q) : undefined,
          state && inState(state),
          connection ? eq(notices.connectionId, connection) : undefined,
          after ? lt(notices.id, after) : undefined,
        ),
      )
      .orderBy(desc(notices.id))
      .limit(size + 1),
  )
  const rows = found.map((row) => ({ ...row, state: stateOf(row) }))
  return pageOf(rows, size, ({ id }) => id) satisfies Page<unknown>
}

export type NoticeRow = Awaited<ReturnType<typeof listNotices>>['rows'][number]

/** All connections that may have sent something, for the filter. */
export async function listSenders(ctx: Context): Promise<{ id: string; name: string }[]> {
  authorize(ctx, 'webhooks:read')
  return inTenant(ctx, (tx) =>
    tx
      .select({ id: connections.id, name: connections.name })
      .from(connections)
      .orderBy(asc(connections.name), asc(connections.id)),
  )
}

/** One received webhook; its body, without secrets, only for those who may see payments. Throws `not_found`. */
export async function getNotice(ctx: Context, id: string) {
  authorize(ctx, 'webhooks:read')
  const [found] = await inTenant(ctx, (tx) =>
    tx
      .select({ ...shown, sealed: notices.body })
      .from(notices)
      .innerJoin(connections, eq(connections.id, notices.connectionId))
      .where(eq(notices.id, id)),
  )
  if (!found) throw notFound('webhook', id)
  const { sealed, ...notice } = found
  const body = can(ctx, 'payments:read') ? withoutSecrets(await open(sealed)) : null
  return { ...notice, state: stateOf(notice), body }
}

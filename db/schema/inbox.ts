import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, createdAt, keys, owned, ref, within } from '../columns'
import { connections } from './connections'

/** Every webhook that proved itself genuine, kept once, with what came of it. */
export const notices = pgTable(
  'notices',
  {
    ...keys('ntc'),
    connectionId: ref('connection_id').notNull(),
    /** The sender's id of the event; made from the content where the sender gives none. */
    externalId: ref('external_id').notNull(),
    type: ref('type').notNull(),
    /** What it is about: the provider's id of a payment, or an ICCID. */
    subjectId: ref('subject_id'),
    /** The body as it came, sealed: it may hold personal data. */
    body: text('body').notNull(),
    outcome: text('outcome', { enum: ['applied', 'kept', 'foreign', 'forged'] }),
    /** The last failure while working on it, as a sentence. */
    problem: text('problem'),
    repeats: integer('repeats').notNull().default(0),
    requestId: text('request_id'),
    occurredAt: at('occurred_at').notNull(),
    handledAt: at('handled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.connectionId, connections),
    uniqueIndex('notices_external').on(t.tenantId, t.connectionId, t.externalId),
    index('notices_subject').on(t.tenantId, t.subjectId),
    index('notices_open').on(t.tenantId, t.id).where(sql`handled_at is null`),
    index('notices_type').on(t.tenantId, t.connectionId, t.type, t.createdAt),
  ],
)

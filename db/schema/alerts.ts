import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, createdAt, keys, owned, ref } from '../columns'

/** Something that staff must know of. Open until what it tells of is over; the same trouble again is the same alert. */
export const alerts = pgTable(
  'alerts',
  {
    ...keys('alr'),
    kind: ref('kind').notNull(),
    /** What it is about, such as the id of a connection or refund: of a kind and a subject one alert is open. */
    subject: ref('subject').notNull(),
    mode: text('mode', { enum: ['test', 'live'] }).notNull(),
    title: text('title').notNull(),
    detail: text('detail').notNull(),
    /** Below `/admin/{organization}`. */
    href: text('href').notNull(),
    times: integer('times').notNull().default(1),
    lastAt: at('last_at').notNull().defaultNow(),
    /** Who has taken it on, so that nobody else need. */
    seenBy: ref('seen_by'),
    seenAt: at('seen_at'),
    clearedAt: at('cleared_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    uniqueIndex('alerts_open').on(t.tenantId, t.kind, t.subject).where(sql`cleared_at is null`),
    index('alerts_kind').on(t.tenantId, t.kind, t.id),
  ],
)

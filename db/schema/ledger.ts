import { index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, createdAt, currencyCode, keys, owned, ref, within } from '../columns'

/** One movement of money, booked once for each cause. Rows are only ever added. */
export const entries = pgTable(
  'entries',
  {
    ...keys('ent'),
    cause: ref('cause').notNull(),
    /** For people, where it stands in a statement. */
    text: text('text').notNull().default(''),
    createdAt: createdAt(),
  },
  (t) => [...owned(t), uniqueIndex('entries_cause').on(t.tenantId, t.cause)],
)

export const lines = pgTable(
  'lines',
  {
    ...keys('lin'),
    entryId: ref('entry_id').notNull(),
    account: text('account').notNull(),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
  },
  (t) => [...owned(t), within(t, t.entryId, entries), index('lines_entry').on(t.tenantId, t.entryId)],
)

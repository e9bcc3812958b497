import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, createdAt, currencyCode, keys, owned, ref, within } from '../columns'

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
    /**
     * Of wallets alone, written by the database under the lock of the wallet: the line's place in its account, when it was
     * written, and what the owner has had after it: now, put in since the beginning, taken out since the beginning.
     */
    seq: bigint('seq', { mode: 'number' }),
    at: at('at'),
    balance: amount('balance'),
    refilled: amount('refilled'),
    spent: amount('spent'),
  },
  (t) => [
    ...owned(t),
    within(t, t.entryId, entries),
    index('lines_entry').on(t.tenantId, t.entryId),
    uniqueIndex('lines_wallet').on(t.tenantId, t.account, t.seq).where(sql`seq is not null`),
    index('lines_wallet_at').on(t.tenantId, t.account, t.at, t.seq).where(sql`seq is not null`),
  ],
)

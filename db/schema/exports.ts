import { bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, keys, owned, ref } from '../columns'

/** A list written to a file by a job, for the person who asked; resumable at `cursor` and `bytes`. */
export const exports = pgTable(
  'exports',
  {
    ...keys('exp'),
    kind: text('kind', { enum: ['transactions'] }).notNull(),
    format: text('format', { enum: ['csv', 'xlsx'] })
      .notNull()
      .default('csv'),
    /** The filters of the list. */
    query: jsonb('query').notNull(),
    status: text('status', { enum: ['running', 'finished', 'failed'] })
      .notNull()
      .default('running'),
    /** For `failed`: a sentence. */
    problem: text('problem'),
    /** The last row that is in the file. */
    cursor: ref('cursor'),
    doneRows: integer('done_rows').notNull().default(0),
    /** How much of the file is whole. */
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    actorId: ref('actor_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [...owned(t), index('exports_actor').on(t.tenantId, t.actorId, t.id)],
)

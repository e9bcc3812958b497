import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, createdAt, keys, owned, ref, within } from '../columns'

/** What a program of the organization signs in with. The key itself is shown once; its hash is kept in `addresses`. */
export const apiKeys = pgTable(
  'api_keys',
  {
    ...keys('key'),
    name: text('name').notNull(),
    /** Its first characters, to tell keys apart. */
    start: ref('start').notNull(),
    scopes: text('scopes').array().notNull(),
    createdBy: ref('created_by').notNull(),
    lastUsedAt: at('last_used_at'),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
    createdAt: createdAt(),
  },
  (t) => [...owned(t)],
)

/** The first answer to a POST with an idempotency key, for whoever sends it again. No answer yet: it is being worked on. */
export const apiAnswers = pgTable(
  'api_answers',
  {
    ...keys('ans'),
    apiKeyId: ref('api_key_id').notNull(),
    key: ref('key').notNull(),
    /** Of method, path and body: another request under the same key is a mistake. */
    requestHash: ref('request_hash').notNull(),
    status: integer('status'),
    /** Sealed: it may hold the address of a pay page. */
    body: text('body'),
    begunAt: at('begun_at').notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.apiKeyId, apiKeys),
    uniqueIndex('api_answers_key').on(t.tenantId, t.apiKeyId, t.key),
    index('api_answers_age').on(t.tenantId, t.createdAt),
  ],
)

import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, createdAt, keys, owned, ref } from '../columns'

export type ConnectionHealth = {
  lastEventAt?: string
  lastBadSignatureAt?: string
  checkedAt?: string
  /** A sentence: why the connection is broken or what is missing. */
  problem?: string
}

/** A tenant's account at a payment provider or a carrier; or, of the kind `wallet`, the house itself, out of whose wallets is paid. */
export const connections = pgTable(
  'connections',
  {
    ...keys('con'),
    kind: text('kind', { enum: ['psp', 'telecom', 'wallet'] }).notNull(),
    provider: ref('provider').notNull(),
    name: text('name').notNull(),
    mode: text('mode', { enum: ['test', 'live'] }).notNull(),
    endpoint: text('endpoint').notNull(),
    status: text('status', { enum: ['connected', 'broken', 'disabled'] })
      .notNull()
      .default('connected'),
    /** A JWE of the credentials as JSON. */
    credentials: text('credentials').notNull(),
    /** A JWE of the webhook signing secrets, newest first: two are live while one is rotated. */
    webhookSecrets: text('webhook_secrets'),
    webhookKey: ref('webhook_key').notNull(),
    webhookId: ref('webhook_id'),
    webhookEvents: text('webhook_events').array(),
    /** What may be shown: publishable key, last digits, account name, currency, capabilities, warnings. */
    facts: jsonb('facts').$type<Record<string, unknown>>().notNull().default({}),
    health: jsonb('health').$type<ConnectionHealth>().notNull().default({}),
    /** Luhn policy and the like of a telecom. */
    settings: jsonb('settings').$type<Record<string, unknown>>().notNull().default({}),
    /** When the catalogue of a telecom was read last, or from when on no event of a PSP can be missing. */
    syncedAt: at('synced_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    index('connections_kind').on(t.tenantId, t.kind),
    uniqueIndex('connections_wallet').on(t.tenantId, t.mode).where(sql`kind = 'wallet'`),
  ],
)

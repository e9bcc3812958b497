import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, createdAt, id, keys, owned, ref, within } from '../columns'

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

/** Someone who is signing in at a provider to connect an account. One row is one code, which is exchanged once at most. */
export const signIns = pgTable(
  'sign_ins',
  {
    ...keys('sgn'),
    provider: ref('provider').notNull(),
    endpoint: text('endpoint').notNull(),
    /** The name that a new connection gets. */
    name: text('name').notNull(),
    /** Who began it: only he may end it. */
    userId: ref('user_id').notNull(),
    stateHash: ref('state_hash').notNull(),
    status: text('status', { enum: ['waiting', 'exchanging', 'connected', 'failed'] })
      .notNull()
      .default('waiting'),
    /** A sentence: why it failed, and what to do. */
    problem: text('problem'),
    connectionId: ref('connection_id'),
    endsAt: at('ends_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.connectionId, connections),
    uniqueIndex('sign_ins_state').on(t.tenantId, t.stateHash),
  ],
)

/** The webhook of an installation that acts for the accounts of its organizations. Shared: no tenant reads it. */
export const platforms = pgTable(
  'platforms',
  {
    id: id('plt').primaryKey(),
    provider: ref('provider').notNull(),
    endpoint: text('endpoint').notNull(),
    webhookId: ref('webhook_id').notNull(),
    /** A JWE of the signing secret. */
    webhookSecret: text('webhook_secret').notNull(),
    webhookEvents: text('webhook_events').array().notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('platforms_provider').on(t.provider, t.endpoint)],
)

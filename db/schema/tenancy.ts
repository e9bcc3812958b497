import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { at, createdAt, currencyCode, id, keys, owned, ownedWithin, ref, within } from '../columns'

/** An organization. Shared, like all tables up to `addresses`: read before it is known whose rows are meant. */
export const tenants = pgTable('tenants', {
  id: id('org').primaryKey(),
  slug: ref('slug').notNull().unique(),
  name: text('name').notNull(),
  currency: currencyCode().notNull().default('EUR'),
  timezone: text('timezone').notNull().default('UTC'),
  /** Address, VAT number, phone: what Settings -> Account asks for. */
  profile: jsonb('profile').$type<Record<string, string>>().notNull().default({}),
  /** Who is mailed of which kind of alert, where it is not owners and admins. */
  notifications: jsonb('notifications').$type<Record<string, string[]>>().notNull().default({}),
  createdAt: createdAt(),
})

export const users = pgTable('users', {
  id: id('usr').primaryKey(),
  email: ref('email').notNull().unique(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: createdAt(),
})

export const roleNames = ['owner', 'admin', 'support', 'viewer', 'company', 'endUser'] as const

export const memberships = pgTable(
  'memberships',
  {
    tenantId: ref('tenant_id')
      .notNull()
      .references(() => tenants.id),
    userId: ref('user_id')
      .notNull()
      .references(() => users.id),
    role: text('role', { enum: roleNames }).notNull(),
    /** Set for staff of one company and for end users: they see only its rows. */
    companyId: ref('company_id'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.userId] }), index('memberships_user').on(t.userId)],
)

export const sessions = pgTable(
  'sessions',
  {
    id: id('ses').primaryKey(),
    userId: ref('user_id')
      .notNull()
      .references(() => users.id),
    userAgent: text('user_agent').notNull().default(''),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
    createdAt: createdAt(),
  },
  (t) => [index('sessions_user').on(t.userId)],
)

/** Links that were mailed: a forgotten password, an invitation. Only a hash is kept, and each works once. */
export const tokens = pgTable('tokens', {
  hash: ref('hash').primaryKey(),
  kind: text('kind', { enum: ['reset', 'invite'] }).notNull(),
  email: ref('email').notNull(),
  tenantId: ref('tenant_id').references(() => tenants.id),
  role: text('role', { enum: roleNames }),
  companyId: ref('company_id'),
  expiresAt: at('expires_at').notNull(),
  usedAt: at('used_at'),
  createdAt: createdAt(),
})

/** Counters of tries that are limited; the columns are those of rate-limiter-flexible. */
export const throttles = pgTable('throttles', {
  key: ref('key').primaryKey(),
  points: integer('points').notNull().default(0),
  expire: bigint('expire', { mode: 'number' }),
})

/** What a public address leads to: a store's slug or host name, a connection's webhook key, the hash of an API key. */
export const addresses = pgTable(
  'addresses',
  {
    kind: text('kind', { enum: ['store', 'host', 'webhook', 'account', 'apiKey'] }).notNull(),
    key: ref('key').notNull(),
    tenantId: ref('tenant_id')
      .notNull()
      .references(() => tenants.id),
    entityId: ref('entity_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.key] }), index('addresses_entity').on(t.tenantId, t.entityId)],
)

export const companies = pgTable(
  'companies',
  {
    ...keys('com'),
    name: text('name').notNull(),
    ownerEmail: ref('owner_email'),
    currency: currencyCode().notNull(),
    /** A sales channel without people of its own, such as a marketplace shop. */
    isVirtual: boolean('is_virtual').notNull().default(false),
    labels: text('labels').array().notNull().default(sql`'{}'`),
    createdAt: createdAt(),
  },
  (t) => [...ownedWithin(t, 'id'), uniqueIndex('companies_name').on(t.tenantId, sql`lower(${t.name})`)],
)

export const endUsers = pgTable(
  'end_users',
  {
    ...keys('end'),
    email: ref('email').notNull(),
    name: text('name').notNull().default(''),
    companyId: ref('company_id'),
    /** The account of the person, who has proved that the address is his. */
    userId: ref('user_id'),
    createdAt: createdAt(),
  },
  (t) => [
    ...ownedWithin(t, 'company_id', 'id'),
    within(t, t.companyId, companies),
    uniqueIndex('end_users_email').on(t.tenantId, t.email),
    uniqueIndex('end_users_user').on(t.tenantId, t.userId).where(sql`user_id is not null`),
    index('end_users_company').on(t.tenantId, t.companyId, t.id),
  ],
)

/** Who did what. Rows are only ever added: the tenant role may neither change nor delete them. */
export const audits = pgTable(
  'audits',
  {
    ...keys('aud'),
    actorKind: text('actor_kind').notNull(),
    actorId: ref('actor_id').notNull(),
    action: text('action').notNull(),
    entityId: ref('entity_id').notNull(),
    detail: jsonb('detail').notNull().default({}),
    requestId: text('request_id'),
    createdAt: createdAt(),
  },
  (t) => [...owned(t), index('audits_entity').on(t.tenantId, t.entityId, t.id)],
)

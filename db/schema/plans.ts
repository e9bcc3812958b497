import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, bytes, createdAt, currencyCode, keys, owned, ref, within } from '../columns'
import { connections } from './connections'

/** What a carrier sells: facts of the supplier, renewed by each sync, never deleted. */
export const offers = pgTable(
  'offers',
  {
    ...keys('off'),
    connectionId: ref('connection_id').notNull(),
    externalId: ref('external_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    /** null: unlimited */
    dataBytes: bytes('data_bytes'),
    days: integer('days').notNull(),
    countries: text('countries').array().notNull(),
    region: text('region'),
    speeds: text('speeds').array().notNull().default(sql`'{}'`),
    cost: amount('cost').notNull(),
    currency: currencyCode().notNull(),
    canTopUp: boolean('can_top_up').notNull().default(false),
    hash: ref('hash').notNull(),
    goneAt: at('gone_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.connectionId, connections),
    uniqueIndex('offers_external').on(t.tenantId, t.connectionId, t.externalId),
  ],
)

export const validityStarts = ['purchase', 'install', 'first_connect', 'first_usage'] as const

/** What a person edits. What was sold stays what it was: each change makes a new version. */
export const plans = pgTable(
  'plans',
  {
    ...keys('pln'),
    /** The last part of the store's address of the plan. */
    slug: ref('slug').notNull(),
    connectionId: ref('connection_id').notNull(),
    offerId: ref('offer_id'),
    companyId: ref('company_id'),
    versionId: ref('version_id'),
    isPublished: boolean('is_published').notNull().default(false),
    labels: text('labels').array().notNull().default(sql`'{}'`),
    archivedAt: at('archived_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.connectionId, connections),
    within(t, t.offerId, offers),
    uniqueIndex('plans_slug').on(t.tenantId, t.slug),
  ],
)

/** `days`: how long it lasts, left out as long as the plan; `offer`: what it is at the supplier, where staff have named it. */
export type Refill = { bytes: string; amount: string; days?: number; offer?: string | null }

export const planVersions = pgTable(
  'plan_versions',
  {
    ...keys('ver'),
    planId: ref('plan_id').notNull(),
    number: integer('number').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    /** null: unlimited */
    dataBytes: bytes('data_bytes'),
    /** 1000 or 1024: how the carrier counts a kilobyte. */
    dataBase: integer('data_base').notNull().default(1000),
    days: integer('days').notNull(),
    validityStart: text('validity_start', { enum: validityStarts }).notNull().default('first_connect'),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    countries: text('countries').array().notNull(),
    region: text('region'),
    networks: text('networks').notNull().default(''),
    speed: text('speed').notNull().default(''),
    hasHotspot: boolean('has_hotspot').notNull().default(true),
    canTopUp: boolean('can_top_up').notNull().default(false),
    /** Sizes that may be bought later, each with its own price, in the currency of the plan. */
    refills: jsonb('refills').$type<Refill[]>().notNull().default([]),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.planId, plans),
    uniqueIndex('plan_versions_number').on(t.tenantId, t.planId, t.number),
    index('plan_versions_countries').using('gin', t.countries),
  ],
)

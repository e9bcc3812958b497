import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, createdAt, currencyCode, keys, owned, ref, within } from '../columns'
import { connections } from './connections'
import { payments } from './payments'

/** Where a listing that was cut short goes on: made until then, without those that were read of that second. */
export type SweepCursor = { until?: string; ids?: string[]; after?: string }

export type SweepCounts = {
  seen?: number
  foreign?: number
  mended?: number
  differing?: number
  /** The provider refuses to show them. */
  unread?: number
}

/** One walk through the lists of a payment provider: to compare them with ours, or to import what was before us. */
export const sweeps = pgTable(
  'sweeps',
  {
    ...keys('swp'),
    kind: text('kind', { enum: ['comparison', 'import'] }).notNull(),
    connectionId: ref('connection_id').notNull(),
    since: at('since').notNull(),
    until: at('until').notNull(),
    phase: text('phase').notNull(),
    cursor: jsonb('cursor').$type<SweepCursor>().notNull().default({}),
    counts: jsonb('counts').$type<SweepCounts>().notNull().default({}),
    status: text('status', { enum: ['running', 'finished', 'failed'] })
      .notNull()
      .default('running'),
    /** A sentence: why it failed, or what it waits for while it runs. */
    problem: text('problem'),
    actorId: ref('actor_id').notNull(),
    finishedAt: at('finished_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.connectionId, connections).onDelete('cascade'),
    uniqueIndex('sweeps_running').on(t.tenantId, t.connectionId, t.kind).where(sql`status = 'running'`),
    index('sweeps_connection').on(t.tenantId, t.connectionId, t.kind, t.id),
  ],
)

export const conflictKinds = [
  'missing_here',
  'missing_there',
  'amount',
  'currency',
  'state',
  'fee',
  'mode',
  'reference',
] as const

export const conflictObjects = ['payment', 'charge', 'refund', 'dispute', 'payout'] as const

/** What one side holds, as it is shown; amounts as text, for JSON knows no exact ones. */
export type ConflictSide = {
  id: string | null
  status: string | null
  amount: { amount: string; currency: string } | null
  at: string | null
  /** What the provider keeps for us with a payment: says which order it was for. */
  metadata?: Record<string, string>
  mode?: 'test' | 'live'
}

/** A difference between the provider's books and ours: one row for each, however often it is found. */
export const conflicts = pgTable(
  'conflicts',
  {
    ...keys('cnf'),
    connectionId: ref('connection_id').notNull(),
    kind: text('kind', { enum: conflictKinds }).notNull(),
    object: text('object', { enum: conflictObjects }).notNull(),
    /** The provider's id of the object; ours where the provider has none. */
    subject: ref('subject').notNull(),
    /** Ours, where there is one. */
    paymentId: ref('payment_id'),
    ours: jsonb('ours').$type<ConflictSide>(),
    theirs: jsonb('theirs').$type<ConflictSide>(),
    /** How much more the provider's books hold for us than ours; null where that cannot be said. */
    amount: amount('amount'),
    currency: currencyCode('currency'),
    /** `refunding`: a person decided to give the money back, and the provider has not said yet that it is done. */
    status: text('status', { enum: ['open', 'refunding', 'resolved', 'mended'] })
      .notNull()
      .default('open'),
    resolution: text('resolution', {
      enum: ['taken_over', 'adopted', 'foreign', 'refunded', 'booked', 'explained'],
    }),
    reason: text('reason'),
    actorId: ref('actor_id'),
    seenAt: at('seen_at').notNull().defaultNow(),
    closedAt: at('closed_at'),
    reopened: integer('reopened').notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.connectionId, connections).onDelete('cascade'),
    within(t, t.paymentId, payments),
    uniqueIndex('conflicts_once').on(t.tenantId, t.connectionId, t.kind, t.object, t.subject),
    index('conflicts_open').on(t.tenantId, t.id).where(sql`status in ('open', 'refunding')`),
    index('conflicts_payment').on(t.tenantId, t.paymentId),
  ],
)

/**
 * Payments of other software on an account, as the provider held them when its history was imported. They belong to no
 * order of ours, and nothing is ever booked for them.
 */
export const foreignPayments = pgTable(
  'foreign_payments',
  {
    ...keys('fpy'),
    connectionId: ref('connection_id').notNull(),
    externalId: ref('external_id').notNull(),
    status: text('status').notNull(),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    refunded: amount('refunded').notNull().default(sql`0`),
    disputed: amount('disputed').notNull().default(sql`0`),
    mode: text('mode', { enum: ['test', 'live'] }).notNull(),
    /** Of the attempt that went through, else of the last. */
    method: text('method'),
    brand: text('brand'),
    last4: text('last4'),
    country: text('country'),
    declineCode: text('decline_code'),
    fee: amount('fee'),
    net: amount('net'),
    settledCurrency: currencyCode('settled_currency'),
    /** Its attempts, refunds and disputes, as they were read. */
    detail: jsonb('detail').notNull().default({}),
    madeAt: at('made_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.connectionId, connections).onDelete('cascade'),
    uniqueIndex('foreign_payments_external').on(t.tenantId, t.connectionId, t.externalId),
    index('foreign_payments_made').on(t.tenantId, t.madeAt, t.id),
  ],
)

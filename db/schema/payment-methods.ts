import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, createdAt, keys, ownedWithin, ref, within } from '../columns'
import { connections } from './connections'
import { companies, endUsers } from './tenancy'

export const methodStatuses = ['adding', 'active', 'blocked', 'removed'] as const

/** A card or account that may be charged without its owner: what the owner knows it by, and never its number. */
export const paymentMethods = pgTable(
  'payment_methods',
  {
    ...keys('pmt'),
    companyId: ref('company_id'),
    endUserId: ref('end_user_id'),
    connectionId: ref('connection_id').notNull(),
    /** The account at the provider, where it says so: to another account the ids below mean nothing. */
    accountId: ref('account_id'),
    mode: text('mode', { enum: ['test', 'live'] }).notNull(),
    status: text('status', { enum: methodStatuses }).notNull().default('adding'),
    /** The provider's id of what brings it: a set-up, or a payment that keeps its method. */
    setupExternalId: ref('setup_external_id'),
    /** The owner at the provider; null again when it no longer knows him. */
    customerExternalId: ref('customer_external_id'),
    externalId: ref('external_id'),
    mandateExternalId: ref('mandate_external_id'),
    kind: text('kind'),
    brand: text('brand'),
    last4: ref('last4'),
    expMonth: integer('exp_month'),
    expYear: integer('exp_year'),
    fingerprint: ref('fingerprint'),
    isDefault: boolean('is_default').notNull().default(false),
    /** What its owner agreed to, and from where. */
    consent: jsonb('consent').$type<{ text: string; ip: string; agent: string }>().notNull(),
    consentAt: at('consent_at').notNull().defaultNow(),
    /** In words: why it cannot be charged. */
    problem: text('problem'),
    createdAt: createdAt(),
  },
  (t) => [
    ...ownedWithin(t, 'company_id', 'end_user_id'),
    within(t, t.companyId, companies),
    within(t, t.endUserId, endUsers),
    within(t, t.connectionId, connections),
    check('payment_methods_owner', sql`num_nonnulls(${t.companyId}, ${t.endUserId}) = 1`),
    uniqueIndex('payment_methods_external').on(t.tenantId, t.connectionId, t.externalId),
    uniqueIndex('payment_methods_setup').on(t.tenantId, t.connectionId, t.setupExternalId),
    uniqueIndex('payment_methods_default')
      .on(t.tenantId, sql`coalesce(company_id, end_user_id)`)
      .where(sql`is_default`),
    // A card is kept once for each owner.
    uniqueIndex('payment_methods_card')
      .on(t.tenantId, t.connectionId, sql`coalesce(company_id, end_user_id)`, t.fingerprint)
      .where(sql`status <> 'removed' and fingerprint is not null`),
    index('payment_methods_owned').on(t.tenantId, sql`coalesce(company_id, end_user_id)`, t.id),
  ],
)

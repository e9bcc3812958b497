import { sql } from 'drizzle-orm'
import { boolean, check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, createdAt, currencyCode, keys, owned, ref, within } from '../columns'
import { connections } from './connections'
import { orders } from './orders'
import { refills } from './wallets'

export const paymentStatuses = [
  'created',
  'requires_action',
  'pending',
  'authorized',
  'paid',
  'failed',
  'canceled',
  'expired',
] as const

export const payments = pgTable(
  'payments',
  {
    ...keys('pay'),
    /** What it pays: an order of the store, or a refill of a wallet or a SIM; exactly one of them. */
    orderId: ref('order_id'),
    refillId: ref('refill_id'),
    /** The account of the ledger that the money is for: `sales`, or the wallet that it refills. */
    account: text('account').notNull().default('sales'),
    connectionId: ref('connection_id').notNull(),
    /** The provider's id of it, once the provider has answered. */
    externalId: ref('external_id'),
    status: text('status', { enum: paymentStatuses }).notNull().default('created'),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    received: amount('received').notNull().default(sql`0`),
    mode: text('mode', { enum: ['test', 'live'] }).notNull(),
    /** Set when what the provider says does not fit our record: held for a person, nothing is delivered. */
    mismatch: text('mismatch'),
    checkedAt: at('checked_at'),
    /** When the call that begins it at the provider was made; until that is answered nobody knows whether it is there. */
    startedAt: at('started_at'),
    /** When its buyer came back from paying. */
    returnedAt: at('returned_at'),
    /** An authorized payment is lost when it is not captured before this. */
    captureBefore: at('capture_before'),
    /** When it was last compared with the lists of its provider. */
    comparedAt: at('compared_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.orderId, orders),
    within(t, t.refillId, refills),
    within(t, t.connectionId, connections),
    check('payments_purpose', sql`num_nonnulls(${t.orderId}, ${t.refillId}) = 1`),
    uniqueIndex('payments_external').on(t.tenantId, t.connectionId, t.externalId),
    index('payments_order').on(t.tenantId, t.orderId),
    index('payments_refill').on(t.tenantId, t.refillId).where(sql`refill_id is not null`),
    index('payments_status').on(t.tenantId, t.status, t.id),
  ],
)

/** Each attempt to pay, as the provider knows it. */
export const charges = pgTable(
  'charges',
  {
    ...keys('chg'),
    paymentId: ref('payment_id').notNull(),
    externalId: ref('external_id').notNull(),
    status: text('status', { enum: ['pending', 'succeeded', 'failed'] }).notNull(),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    method: text('method'),
    brand: text('brand'),
    last4: text('last4'),
    country: text('country'),
    declineCode: text('decline_code'),
    message: text('message'),
    fee: amount('fee'),
    net: amount('net'),
    settledCurrency: currencyCode('settled_currency'),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    ...owned(t),
    within(t, t.paymentId, payments),
    uniqueIndex('charges_external').on(t.tenantId, t.paymentId, t.externalId),
  ],
)

export const refunds = pgTable(
  'refunds',
  {
    ...keys('ref'),
    paymentId: ref('payment_id').notNull(),
    externalId: ref('external_id'),
    status: text('status', {
      enum: ['requested', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled'],
    })
      .notNull()
      .default('requested'),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    reason: text('reason').notNull(),
    failureReason: text('failure_reason'),
    /** False when it was made in the provider's own dashboard. */
    isOurs: boolean('is_ours').notNull().default(true),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.paymentId, payments),
    index('refunds_payment').on(t.tenantId, t.paymentId),
    uniqueIndex('refunds_external').on(t.tenantId, t.paymentId, t.externalId),
  ],
)

export const disputes = pgTable(
  'disputes',
  {
    ...keys('dis'),
    paymentId: ref('payment_id').notNull(),
    externalId: ref('external_id').notNull(),
    status: text('status').notNull(),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    reason: text('reason').notNull(),
    dueBy: at('due_by'),
    isRefundable: boolean('is_refundable').notNull(),
    detail: jsonb('detail').notNull().default({}),
    openedAt: at('opened_at').notNull(),
  },
  (t) => [
    ...owned(t),
    within(t, t.paymentId, payments),
    uniqueIndex('disputes_external').on(t.tenantId, t.externalId),
    index('disputes_payment').on(t.tenantId, t.paymentId),
  ],
)

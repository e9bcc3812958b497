import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, createdAt, currencyCode, keys, owned, ref, within } from '../columns'
import { connections } from './connections'
import { orders } from './orders'
import { paymentMethods } from './payment-methods'
import { refills, wallets } from './wallets'

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
    /** What it pays: an order, of an eSIM or of data for one, or a refill of a wallet; exactly one of them. */
    orderId: ref('order_id'),
    refillId: ref('refill_id'),
    /** The account of the ledger that the money is for: `sales`, or the wallet that it refills. */
    account: text('account').notNull().default('sales'),
    connectionId: ref('connection_id').notNull(),
    /** The saved method that it charges, or that is kept with it. */
    methodId: ref('method_id'),
    /** `unattended`: charged by itself; `present`: by its owner, who is there; `keep`: it is kept with this payment. */
    methodUse: text('method_use', { enum: ['unattended', 'present', 'keep'] }),
    /** The wallet that it is paid from. */
    walletId: ref('wallet_id'),
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
    labels: text('labels').array().notNull().default(sql`'{}'`),
    /** As a column, because what compares arrays may not use an index under row security. */
    isLabelled: boolean('is_labelled').notNull().generatedAlwaysAs(sql`labels <> '{}'`),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.orderId, orders),
    within(t, t.refillId, refills),
    within(t, t.connectionId, connections),
    within(t, t.methodId, paymentMethods),
    within(t, t.walletId, wallets),
    check('payments_method', sql`(${t.methodId} is null) = (${t.methodUse} is null)`),
    check('payments_purpose', sql`num_nonnulls(${t.orderId}, ${t.refillId}) = 1`),
    uniqueIndex('payments_external').on(t.tenantId, t.connectionId, t.externalId),
    index('payments_order').on(t.tenantId, t.orderId),
    index('payments_refill').on(t.tenantId, t.refillId).where(sql`refill_id is not null`),
    index('payments_status').on(t.tenantId, t.status, t.id),
    index('payments_labelled').on(t.tenantId, t.id).where(sql`is_labelled`),
    // For what the clock does, through all tenants.
    index('payments_open')
      .on(t.createdAt)
      .where(sql`status in ('created', 'requires_action', 'pending', 'authorized')`),
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

export const refundStatuses = [
  // A buyer asks, and staff or a rule of the store answers; no money is promised yet.
  'asked',
  'rejected',
  'requested',
  'pending',
  'requires_action',
  'succeeded',
  'failed',
  'canceled',
] as const

export const refundReasons = [
  'wrong_purchase',
  'plans_changed',
  'installation_issue',
  'not_working',
  'duplicate',
  'not_delivered',
  'fraud',
  'goodwill',
] as const

/** The money that goes back. What is taken back from the supplier for it is told apart. */
export const refunds = pgTable(
  'refunds',
  {
    ...keys('ref'),
    paymentId: ref('payment_id').notNull(),
    externalId: ref('external_id'),
    status: text('status', { enum: refundStatuses }).notNull().default('requested'),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    /** null for one that was made at the provider without a reason that we know. */
    reasonCode: text('reason_code', { enum: refundReasons }),
    /** In words, for the timeline. */
    reason: text('reason').notNull(),
    failureReason: text('failure_reason'),
    pendingReason: text('pending_reason'),
    /** By which the buyer's bank finds it. */
    networkReference: text('network_reference'),
    /** False when it was made in the provider's own dashboard. */
    isOurs: boolean('is_ours').notNull().default(true),
    destination: text('destination', { enum: ['original', 'wallet', 'manual'] })
      .notNull()
      .default('original'),
    /** The wallet that it went into. */
    walletId: ref('wallet_id'),
    /** The eSIM that was bought from a supplier for it. */
    supplier: text('supplier', { enum: ['not_needed', 'cancel_pending', 'canceled', 'refused'] })
      .notNull()
      .default('not_needed'),
    supplierNote: text('supplier_note'),
    /** What a person must still do about it. */
    task: text('task', { enum: ['pay_back', 'take_back'] }),
    /** The member of staff who looks after it. */
    ownerId: ref('owner_id'),
    /** The failed refund in whose place it was made. */
    replacesId: ref('replaces_id'),
    /** For the buyer: why it was rejected. */
    answer: text('answer'),
    decidedAt: at('decided_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.paymentId, payments),
    within(t, t.walletId, wallets),
    index('refunds_payment').on(t.tenantId, t.paymentId),
    index('refunds_status').on(t.tenantId, t.status, t.id),
    index('refunds_task').on(t.tenantId, t.task, t.id).where(sql`task is not null`),
    uniqueIndex('refunds_external').on(t.tenantId, t.paymentId, t.externalId),
    // A buyer waits for one answer at a time.
    uniqueIndex('refunds_asked').on(t.tenantId, t.paymentId).where(sql`status = 'asked'`),
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
    /** How often evidence was handed in, as the provider counts. */
    submissions: integer('submissions').notNull().default(0),
    detail: jsonb('detail').notNull().default({}),
    ownerId: ref('owner_id'),
    /** What was written for it by hand, by field; the rest is built from what is known. */
    evidence: jsonb('evidence').$type<Record<string, string>>().notNull().default({}),
    /** What is being asked of the provider just now: to keep a draft, to take the evidence, to let it go. */
    answering: text('answering', { enum: ['draft', 'evidence', 'acceptance'] }),
    /** When the evidence was handed in for good. */
    answeredAt: at('answered_at'),
    /** Set when we gave it up. */
    acceptedAt: at('accepted_at'),
    openedAt: at('opened_at').notNull(),
  },
  (t) => [
    ...owned(t),
    within(t, t.paymentId, payments),
    uniqueIndex('disputes_external').on(t.tenantId, t.externalId),
    index('disputes_payment').on(t.tenantId, t.paymentId),
    index('disputes_status').on(t.tenantId, t.status, t.dueBy),
  ],
)

/** What happened to a refund or a dispute, and what staff noted on it; the same cause is told once. */
export const caseEvents = pgTable(
  'case_events',
  {
    ...keys('cev'),
    refundId: ref('refund_id'),
    disputeId: ref('dispute_id'),
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    cause: ref('cause'),
    actorId: ref('actor_id').notNull().default('system'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.refundId, refunds),
    within(t, t.disputeId, disputes),
    check('case_events_subject', sql`num_nonnulls(${t.refundId}, ${t.disputeId}) = 1`),
    index('case_events_refund').on(t.tenantId, t.refundId, t.id).where(sql`refund_id is not null`),
    index('case_events_dispute').on(t.tenantId, t.disputeId, t.id).where(sql`dispute_id is not null`),
    uniqueIndex('case_events_refund_cause')
      .on(t.tenantId, t.refundId, t.cause)
      .where(sql`refund_id is not null`),
    uniqueIndex('case_events_dispute_cause')
      .on(t.tenantId, t.disputeId, t.cause)
      .where(sql`dispute_id is not null`),
  ],
)

/** The card network suspects fraud, before any money moves. */
export const fraudWarnings = pgTable(
  'fraud_warnings',
  {
    ...keys('efw'),
    paymentId: ref('payment_id').notNull(),
    externalId: ref('external_id').notNull(),
    kind: text('kind').notNull(),
    isActionable: boolean('is_actionable').notNull(),
    /** What the store's rule made of it. */
    outcome: text('outcome', { enum: ['none', 'alerted', 'refunded'] })
      .notNull()
      .default('none'),
    warnedAt: at('warned_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.paymentId, payments),
    uniqueIndex('fraud_warnings_external').on(t.tenantId, t.externalId),
    index('fraud_warnings_payment').on(t.tenantId, t.paymentId),
  ],
)

import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, createdAt, currencyCode, keys, owned, ref, within } from '../columns'
import { connections } from './connections'
import { planVersions } from './plans'
import { simRefillRules } from './sim-refill-rules'
import { sims } from './sims'

/** A public shop of the organization, its looks and its promises. */
export const stores = pgTable(
  'stores',
  {
    ...keys('sto'),
    slug: ref('slug').notNull(),
    host: ref('host'),
    name: text('name').notNull(),
    tagline: text('tagline').notNull().default(''),
    /** A `data:` URL of a PNG, JPEG or WebP of at most 100 kB, checked by content. */
    logo: text('logo'),
    color: text('color').notNull().default('#4338ca'),
    supportEmail: ref('support_email'),
    terms: text('terms').notNull().default(''),
    termsVersion: integer('terms_version').notNull().default(1),
    isOpen: boolean('is_open').notNull().default(true),
    /** Paid but not delivered after this long: refunded by itself. */
    deliveryMinutes: integer('delivery_minutes').notNull().default(70),
    checkoutMinutes: integer('checkout_minutes').notNull().default(60),
    refundDays: integer('refund_days').notNull().default(30),
    /** manual: the money is only held at first, and taken once the eSIM is there. */
    capture: text('capture', { enum: ['automatic', 'manual'] })
      .notNull()
      .default('automatic'),
    /** A refund that a buyer asks for within the rules is made by itself. */
    refundsAlone: boolean('refunds_alone').notNull().default(false),
    /** What is done when a card network suspects fraud; `refund` of unused eSIMs that cost less than this. */
    fraudPolicy: text('fraud_policy', { enum: ['nothing', 'alert', 'refund'] })
      .notNull()
      .default('alert'),
    fraudRefundBelow: amount('fraud_refund_below'),
    fraudCurrency: currencyCode('fraud_currency'),
    createdAt: createdAt(),
  },
  (t) => [...owned(t)],
)

export const orderStatuses = [
  'pending_payment',
  'paid',
  'provisioning',
  'fulfilled',
  'refund_pending',
  'refunded',
  'expired',
  'canceled',
] as const

export const orderKinds = ['esim', 'refill'] as const

/** What a refill puts on its SIM, as it was when it was bought: `bytes` in digits, and the bundle of the supplier that it is there. */
export type RefillTerms = { bytes: string; days: number; offer: string }

export const orders = pgTable(
  'orders',
  {
    ...keys('ord'),
    /** A new eSIM, or data for one that its owner has. */
    kind: text('kind', { enum: orderKinds }).notNull().default('esim'),
    refill: jsonb('refill').$type<RefillTerms>(),
    /** Of a refill that nobody asked for: the rule that did. */
    ruleId: ref('rule_id'),
    /** What people read to each other: as a column, because `right` itself may not use an index under row security. */
    shortId: ref('short_id').notNull().generatedAlwaysAs(sql`right(id, 8)`),
    storeId: ref('store_id').notNull(),
    /** The buyer's address of the order: looked up by hash, mailed from the sealed text. */
    tokenHash: ref('token_hash').notNull(),
    tokenSealed: text('token_sealed').notNull(),
    email: ref('email').notNull(),
    planVersionId: ref('plan_version_id').notNull(),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    mode: text('mode', { enum: ['test', 'live'] }).notNull(),
    status: text('status', { enum: orderStatuses }).notNull().default('pending_payment'),
    /** For refunds by ourselves: why, in words. */
    problem: text('problem'),
    /** The eSIM that was delivered; of a refill, from the start, the one that it is for. */
    simId: ref('sim_id'),
    /** What the buyer agreed to, and from where. */
    consent: jsonb('consent').$type<{ termsVersion: number; device: boolean; ip: string; agent: string }>(),
    /** One submit of the checkout form makes one order, however often the browser sends it. */
    checkoutKey: ref('checkout_key').notNull(),
    expiresAt: at('expires_at').notNull(),
    paidAt: at('paid_at'),
    deliverBy: at('deliver_by'),
    fulfilledAt: at('fulfilled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.storeId, stores),
    within(t, t.planVersionId, planVersions),
    within(t, t.simId, sims),
    within(t, t.ruleId, simRefillRules),
    uniqueIndex('orders_token').on(t.tenantId, t.tokenHash),
    // Without the tenant: the token alone leads to the pay page of a refill.
    uniqueIndex('orders_pay_link').on(t.tokenHash).where(sql`kind = 'refill'`),
    uniqueIndex('orders_checkout').on(t.tenantId, t.checkoutKey),
    uniqueIndex('orders_sim').on(t.tenantId, t.simId).where(sql`kind = 'esim'`),
    // One automatic refill of a SIM is on its way at a time, whoever asks.
    uniqueIndex('orders_automatic')
      .on(t.tenantId, t.simId)
      .where(sql`rule_id is not null and status in ('pending_payment', 'paid', 'provisioning')`),
    index('orders_refills').on(t.tenantId, t.simId, t.id).where(sql`kind = 'refill'`),
    check(
      'orders_refill',
      sql`(${t.kind} = 'refill') = (${t.refill} is not null) and (${t.kind} = 'esim' or ${t.simId} is not null)`,
    ),
    index('orders_status').on(t.tenantId, t.status, t.id),
    index('orders_short_id').on(t.tenantId, t.shortId),
    index('orders_email').on(t.tenantId, t.email, t.id),
  ],
)

/** The timeline of an order, for staff; the same cause is told once. */
export const orderEvents = pgTable(
  'order_events',
  {
    ...keys('oev'),
    orderId: ref('order_id').notNull(),
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    cause: ref('cause'),
    actorId: ref('actor_id').notNull().default('system'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.orderId, orders),
    index('order_events_order').on(t.tenantId, t.orderId, t.id),
    uniqueIndex('order_events_cause').on(t.tenantId, t.orderId, t.cause),
  ],
)

export const provisionStatuses = ['queued', 'calling', 'unknown', 'ordered', 'ready', 'failed'] as const

/** What we ask of a supplier for an order: written before the call, so that a crash is never a second purchase. */
export const provisions = pgTable(
  'provisions',
  {
    ...keys('prv'),
    orderId: ref('order_id').notNull(),
    connectionId: ref('connection_id').notNull(),
    offerExternalId: ref('offer_external_id').notNull(),
    status: text('status', { enum: provisionStatuses }).notNull().default('queued'),
    attempt: integer('attempt').notNull().default(0),
    calledAt: at('called_at'),
    /** How often the supplier's orders were looked at without finding ours since the last call. */
    absences: integer('absences').notNull().default(0),
    externalOrderId: ref('external_order_id'),
    iccid: ref('iccid'),
    problem: text('problem'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.orderId, orders),
    within(t, t.connectionId, connections),
    uniqueIndex('provisions_order').on(t.tenantId, t.orderId),
    uniqueIndex('provisions_external').on(t.tenantId, t.connectionId, t.externalOrderId),
    uniqueIndex('provisions_iccid').on(t.tenantId, t.connectionId, t.iccid),
  ],
)

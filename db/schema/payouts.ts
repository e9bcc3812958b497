import { boolean, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, createdAt, currencyCode, keys, owned, ref, within } from '../columns'
import { connections } from './connections'

export const payoutStatuses = ['pending', 'in_transit', 'paid', 'failed', 'canceled'] as const

/** Money that a payment provider sent to the organization's bank, as it knows it; below zero where it took some. */
export const payouts = pgTable(
  'payouts',
  {
    ...keys('pyt'),
    connectionId: ref('connection_id').notNull(),
    externalId: ref('external_id').notNull(),
    status: text('status', { enum: payoutStatuses }).notNull(),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    isAutomatic: boolean('is_automatic').notNull(),
    failureReason: text('failure_reason'),
    arrivesAt: at('arrives_at').notNull(),
    madeAt: at('made_at').notNull(),
    /** When its lines were read; they are final by then. */
    itemizedAt: at('itemized_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.connectionId, connections),
    uniqueIndex('payouts_external').on(t.tenantId, t.connectionId, t.externalId),
  ],
)

/** What a payout is made of: lines of the provider's own books. */
export const payoutLines = pgTable(
  'payout_lines',
  {
    ...keys('pyl'),
    payoutId: ref('payout_id').notNull(),
    externalId: ref('external_id').notNull(),
    kind: text('kind', {
      enum: [
        ...(['charge', 'refund', 'refund_failed', 'dispute', 'dispute_reversal'] as const),
        ...(['fee', 'payout', 'other'] as const),
      ],
    }).notNull(),
    /** The provider's ids of what caused it, and of the payment it is of. */
    source: ref('source'),
    paymentExternalId: ref('payment_external_id'),
    gross: amount('gross').notNull(),
    fee: amount('fee').notNull(),
    net: amount('net').notNull(),
    currency: currencyCode().notNull(),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    ...owned(t),
    within(t, t.payoutId, payouts),
    uniqueIndex('payout_lines_external').on(t.tenantId, t.payoutId, t.externalId),
    index('payout_lines_payment').on(t.tenantId, t.paymentExternalId),
  ],
)

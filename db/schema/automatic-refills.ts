import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, createdAt, keys, owned, ref, within } from '../columns'
import { paymentMethods } from './payment-methods'
import { wallets } from './wallets'

/** How a wallet refills itself. What came of it is in `refills`: each has the origin `automatic`. */
export const automaticRefills = pgTable(
  'automatic_refills',
  {
    ...keys('arf'),
    walletId: ref('wallet_id').notNull(),
    isOn: boolean('is_on').notNull().default(false),
    /** Below it the wallet is filled up to `target`, by at least `minimum` at once. */
    threshold: amount('threshold').notNull(),
    target: amount('target').notNull(),
    minimum: amount('minimum').notNull(),
    /** What is charged: this method, or another wallet; neither: the default method of the owner. */
    methodId: ref('method_id'),
    sourceWalletId: ref('source_wallet_id'),
    hourlyCount: integer('hourly_count').notNull(),
    hourlyAmount: amount('hourly_amount').notNull(),
    monthlyCount: integer('monthly_count').notNull(),
    monthlyAmount: amount('monthly_amount').notNull(),
    /** Who is written to when it fails; null: the owner of the wallet. */
    email: ref('email'),
    /** What went wrong before counts no more: a person has looked at it then. */
    armedAt: at('armed_at').notNull().defaultNow(),
    /** The link in the last mail of a declined card: with it another one is saved, once and for some days. */
    mendHash: ref('mend_hash'),
    mendUntil: at('mend_until'),
    mendedAt: at('mended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.walletId, wallets),
    within(t, t.methodId, paymentMethods),
    within(t, t.sourceWalletId, wallets),
    check('automatic_refills_source', sql`num_nonnulls(${t.methodId}, ${t.sourceWalletId}) <= 1`),
    check('automatic_refills_other', sql`${t.sourceWalletId} is distinct from ${t.walletId}`),
    uniqueIndex('automatic_refills_wallet').on(t.tenantId, t.walletId),
    // Without the tenant: the token alone leads to it.
    uniqueIndex('automatic_refills_mend').on(t.mendHash),
    index('automatic_refills_on').on(t.tenantId, t.walletId).where(sql`is_on`),
  ],
)

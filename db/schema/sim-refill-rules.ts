import { sql } from 'drizzle-orm'
import { boolean, check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, bytes, createdAt, currencyCode, keys, owned, ref, within } from '../columns'
import { paymentMethods } from './payment-methods'
import { sims } from './sims'
import { wallets } from './wallets'

/** How a SIM refills itself. What came of it is in `orders`: each bears the id of the rule. */
export const simRefillRules = pgTable(
  'sim_refill_rules',
  {
    ...keys('srr'),
    simId: ref('sim_id').notNull(),
    isOn: boolean('is_on').notNull(),
    /** With less data than this left, a refill of `size` is bought. */
    threshold: bytes('threshold').notNull(),
    size: bytes('size').notNull(),
    /** What the owner agreed to for each refill: on other terms nothing is bought. */
    days: integer('days').notNull(),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    /** What pays: one of them. */
    walletId: ref('wallet_id'),
    methodId: ref('method_id'),
    dailyCount: integer('daily_count').notNull(),
    monthlyCount: integer('monthly_count').notNull(),
    /** What went wrong before counts no more: a person has looked at it then. */
    armedAt: at('armed_at').notNull().defaultNow(),
    /** What its owner was written to about, until that trouble is over. */
    told: text('told'),
    /** The link in the last mail of a declined card: with it another one is saved, once and for some days. */
    mendHash: ref('mend_hash'),
    mendUntil: at('mend_until'),
    mendedAt: at('mended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.simId, sims),
    within(t, t.walletId, wallets),
    within(t, t.methodId, paymentMethods),
    check('sim_refill_rules_source', sql`num_nonnulls(${t.walletId}, ${t.methodId}) = 1`),
    check('sim_refill_rules_threshold', sql`${t.threshold} > 0 and ${t.threshold} < ${t.size}`),
    uniqueIndex('sim_refill_rules_sim').on(t.tenantId, t.simId),
    // Without the tenant: the token alone leads to it.
    uniqueIndex('sim_refill_rules_mend').on(t.mendHash),
  ],
)

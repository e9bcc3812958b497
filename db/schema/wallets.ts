import { sql } from 'drizzle-orm'
import { boolean, check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, at, createdAt, currencyCode, keys, owned, ownedWithin, ref, within } from '../columns'
import { companies, endUsers } from './tenancy'

/** Money that a company or an end user has with the organization. What is in it is the account `wallet:<id>` of the ledger. */
export const wallets = pgTable(
  'wallets',
  {
    ...keys('wal'),
    companyId: ref('company_id'),
    endUserId: ref('end_user_id'),
    currency: currencyCode().notNull(),
    mode: text('mode', { enum: ['test', 'live'] }).notNull(),
    /** Above zero: what must stay in it. Below zero: a credit line. */
    minimum: amount('minimum').notNull().default(sql`0`),
    isEnabled: boolean('is_enabled').notNull().default(true),
    createdAt: createdAt(),
  },
  (t) => [
    ...ownedWithin(t, 'company_id', 'end_user_id'),
    within(t, t.companyId, companies),
    within(t, t.endUserId, endUsers),
    check('wallets_owner', sql`num_nonnulls(${t.companyId}, ${t.endUserId}) = 1`),
    uniqueIndex('wallets_company').on(t.tenantId, t.companyId, t.currency, t.mode),
    uniqueIndex('wallets_end_user').on(t.tenantId, t.endUserId, t.currency, t.mode),
  ],
)

/** Money of a wallet that waits for an outcome: it is still in the wallet, but cannot be spent otherwise. */
export const holds = pgTable(
  'holds',
  {
    ...keys('hld'),
    walletId: ref('wallet_id').notNull(),
    /** What it waits for; the same again is the same hold. */
    cause: ref('cause').notNull(),
    amount: amount().notNull(),
    text: text('text').notNull(),
    status: text('status', { enum: ['held', 'captured', 'released', 'expired'] })
      .notNull()
      .default('held'),
    /** null: until its outcome is known, however long that takes. */
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.walletId, wallets),
    uniqueIndex('holds_cause').on(t.tenantId, t.cause),
    index('holds_held').on(t.tenantId, t.walletId).where(sql`status = 'held'`),
    index('holds_due').on(t.expiresAt).where(sql`status = 'held'`),
  ],
)

/** Credit that was given, not paid: it is spent before paid money, and may end. */
export const grants = pgTable(
  'grants',
  {
    ...keys('grt'),
    walletId: ref('wallet_id').notNull(),
    amount: amount().notNull(),
    /** What of it is unspent. */
    rest: amount('rest').notNull(),
    reason: text('reason').notNull(),
    expiresAt: at('expires_at'),
    /** When what was left of it was taken back. */
    endedAt: at('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.walletId, wallets),
    index('grants_wallet').on(t.tenantId, t.walletId, t.expiresAt).where(sql`ended_at is null and rest > 0`),
    index('grants_due').on(t.expiresAt).where(sql`ended_at is null and expires_at is not null`),
  ],
)

export const refillStatuses = ['open', 'done', 'expired', 'canceled', 'refunded'] as const

/** A wish to put money into a wallet; paid by payments of its own or from another wallet. */
export const refills = pgTable(
  'refills',
  {
    ...keys('rfl'),
    /** Of the company or the end user whose wallet it is: they see it. */
    companyId: ref('company_id'),
    endUserId: ref('end_user_id'),
    walletId: ref('wallet_id').notNull(),
    amount: amount().notNull(),
    currency: currencyCode().notNull(),
    mode: text('mode', { enum: ['test', 'live'] }).notNull(),
    status: text('status', { enum: refillStatuses }).notNull().default('open'),
    origin: text('origin', { enum: ['page', 'staff', 'api', 'automatic'] }).notNull(),
    /** The caller's own reference: the same again is the same refill. */
    reference: ref('reference'),
    comment: text('comment').notNull().default(''),
    /** The address of its pay page: looked up by hash, mailed from the sealed text. */
    tokenHash: ref('token_hash').notNull(),
    tokenSealed: text('token_sealed').notNull(),
    email: ref('email'),
    /** In words, where it needs a person. */
    problem: text('problem'),
    expiresAt: at('expires_at').notNull(),
    paidAt: at('paid_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...ownedWithin(t, 'company_id', 'end_user_id'),
    within(t, t.companyId, companies),
    within(t, t.endUserId, endUsers),
    within(t, t.walletId, wallets),
    // Without the tenant: the token alone leads to it.
    uniqueIndex('refills_token').on(t.tokenHash),
    uniqueIndex('refills_reference').on(t.tenantId, t.reference).where(sql`reference is not null`),
    // However many debits ask for one at once: a wallet has one automatic refill on its way.
    uniqueIndex('refills_automatic')
      .on(t.tenantId, t.walletId)
      .where(sql`origin = 'automatic' and status = 'open'`),
    index('refills_wallet').on(t.tenantId, t.walletId, t.id),
    index('refills_email').on(t.tenantId, t.email),
  ],
)

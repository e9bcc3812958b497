import { z } from 'zod'
import { currency, type Money } from '@/lib/core/money'
import type { Account } from './provider'

const Sync = z.object({
  state: z.enum(['running', 'done', 'failed']),
  startedAt: z.string(),
  /** Offers read so far. */
  read: z.number().default(0),
  added: z.number().default(0),
  changed: z.number().default(0),
  gone: z.number().default(0),
  problem: z.string().optional(),
})

/** What is kept of a telecom in `connections.facts`; a fact in a form that is not ours counts as unknown. */
const Facts = z.object({
  accountName: z.string().optional().catch(undefined),
  currency: z.string().optional().catch(undefined),
  /** Minor units. */
  balance: z
    .string()
    .regex(/^-?\d+$/)
    .optional()
    .catch(undefined),
  balanceAt: z.string().optional().catch(undefined),
  /** Of the first secret that was entered. */
  last4: z.string().optional().catch(undefined),
  sync: Sync.optional().catch(undefined),
})

export type TelecomFacts = z.output<typeof Facts>
export type SyncFacts = z.output<typeof Sync>

export const newSync = (): SyncFacts => ({
  state: 'running',
  startedAt: new Date().toISOString(),
  read: 0,
  added: 0,
  changed: 0,
  gone: 0,
})

export const readFacts = (facts: unknown): TelecomFacts => Facts.parse(facts ?? {})

/** Settings that the organization makes for a telecom. `lowBalance` is in minor units of the account's currency. */
const Settings = z.object({
  luhn: z.enum(['strict', 'warn', 'off']).catch('warn'),
  lowBalance: z.string().regex(/^\d+$/).optional().catch(undefined),
})
export type TelecomSettings = z.output<typeof Settings>
export const readSettings = (settings: unknown): TelecomSettings => Settings.parse(settings ?? {})

/** What an account says, as it is kept. */
export const accountFacts = ({ name, currency: code, balance }: Account): TelecomFacts => ({
  accountName: name,
  currency: code,
  ...(balance && { balance: balance.amount.toString(), balanceAt: new Date().toISOString() }),
})

/** What is left at the supplier, as it said last; null when it does not say. */
export const balanceOf = (facts: TelecomFacts): Money | null =>
  facts.balance && facts.currency
    ? { amount: BigInt(facts.balance), currency: currency(facts.currency) }
    : null

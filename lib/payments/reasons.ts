import type { refunds } from '@/db/schema'

export type ReasonCode = NonNullable<typeof refunds.$inferSelect.reasonCode>

/** Why money goes back, in words. */
export const reasonWords: Record<ReasonCode, string> = {
  wrong_purchase: 'Bought the wrong one',
  plans_changed: 'Plans have changed',
  installation_issue: 'Could not be installed',
  not_working: 'Does not work',
  duplicate: 'Bought twice',
  not_delivered: 'Not delivered',
  fraud: 'Fraud',
  goodwill: 'Goodwill',
}

export const reasonCodes = Object.keys(reasonWords) as [ReasonCode, ...ReasonCode[]]

/** Those that a buyer may give. */
export const buyerReasons = [
  'wrong_purchase',
  'plans_changed',
  'installation_issue',
  'not_working',
  'duplicate',
] as const satisfies readonly ReasonCode[]

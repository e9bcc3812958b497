import type { PayoutLine } from '@/lib/payouts/get'

/** The kinds of lines of a provider's books, for people. */
export const kindWords: Record<PayoutLine['kind'], string> = {
  charge: 'Payments',
  refund: 'Refunds',
  refund_failed: 'Refunds that failed',
  dispute: 'Disputes',
  dispute_reversal: 'Disputes given back',
  fee: 'Fees of the provider',
  payout: 'Payout',
  other: 'Other',
}

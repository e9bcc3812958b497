import { inWords } from '@/components/layout/status'
import type { Transaction } from '@/lib/transactions/query'
import { disputeWords } from '../disputes/words'

/** `visa •••• 4242`, or what it was paid with otherwise. */
export const methodOf = ({ method, brand, last4 }: Transaction): string =>
  brand && last4 ? `${inWords(brand)} •••• ${last4}` : method ? inWords(method) : '–'

/** Where one of the three stands, in the words of its own page. */
export const statusOf = ({ type, status }: Pick<Transaction, 'type' | 'status'>): string =>
  (type === 'dispute' && disputeWords[status]) || inWords(status)

const ofPayments = ['created', 'requires_action', 'pending', 'authorized', 'paid', 'failed', 'canceled']

/** What any of the three may be in. */
export const statuses = [
  ...[...ofPayments, 'expired', 'unknown', 'requested', 'succeeded'].map((value) => ({
    value,
    label: inWords(value),
  })),
  ...Object.entries(disputeWords).map(([value, label]) => ({ value, label: `Dispute: ${label}` })),
]

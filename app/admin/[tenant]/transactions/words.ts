import { inWords } from '@/components/layout/status'
import type { Transaction } from '@/lib/transactions/query'

/** `visa •••• 4242`, or what it was paid with otherwise. */
export const methodOf = ({ method, brand, last4 }: Transaction): string =>
  brand && last4 ? `${inWords(brand)} •••• ${last4}` : method ? inWords(method) : '–'

/** What any of the three may be in. */
export const statuses = [
  ...['created', 'requires_action', 'pending', 'authorized', 'paid', 'failed', 'canceled', 'expired'],
  'unknown',
  ...['requested', 'succeeded'],
  ...['warning_needs_response', 'warning_under_review', 'warning_closed'],
  ...['needs_response', 'under_review', 'won', 'lost', 'prevented'],
] as const

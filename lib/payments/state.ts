import type { payments } from '@/db/schema'

export type PaymentStatus = typeof payments.$inferSelect.status

// A decline gives the buyer another try, so the provider may go back to `created`; paid is never left.
const next: Record<PaymentStatus, readonly PaymentStatus[]> = {
  created: ['requires_action', 'pending', 'authorized', 'paid', 'failed', 'canceled', 'expired'],
  requires_action: ['created', 'pending', 'authorized', 'paid', 'failed', 'canceled', 'expired'],
  pending: ['created', 'authorized', 'paid', 'failed', 'canceled', 'expired'],
  authorized: ['paid', 'canceled', 'failed'],
  failed: ['paid'],
  canceled: ['paid'],
  expired: ['paid'],
  paid: [],
}

/** Every legal move of a payment. Old news finds no edge here, and so changes nothing. */
export const canMove = (from: PaymentStatus, to: PaymentStatus): boolean => next[from].includes(to)

/** Nothing more is expected of it, unless money is proven after all. */
export const isFinal = (status: PaymentStatus): boolean =>
  ['paid', 'failed', 'canceled', 'expired'].includes(status)

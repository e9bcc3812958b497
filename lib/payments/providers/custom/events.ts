import type { ProviderEvent } from '../../provider'

const navixy = ['navixy'] as const

/** The states that a call-back may tell of. */
export const events: readonly ProviderEvent[] = [
  { type: 'paid', effect: 'The payment is paid, and the order follows.', products: navixy, reads: 'payment' },
  {
    type: 'pending',
    effect: 'The buyer has paid, and the money is still to come.',
    products: [],
    reads: 'payment',
  },
  { type: 'failed', effect: 'The payment ends; the buyer may try again.', products: [], reads: 'payment' },
  { type: 'canceled', effect: 'The payment ends; the buyer may try again.', products: [], reads: 'payment' },
  {
    type: 'refunded',
    effect: 'Money went back to the buyer: the refund is noted, and the order follows.',
    products: [],
    reads: 'payment',
  },
]

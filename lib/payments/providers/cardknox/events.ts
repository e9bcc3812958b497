import type { ProviderEvent } from '../../provider'

const products = ['droam'] as const

const follows = 'The payment is read from the report with all that followed it, and the order follows.'

/** The commands that a webhook may tell of; its account sends all of them. */
export const events: readonly ProviderEvent[] = [
  {
    type: 'cc:sale',
    effect: 'The payment is read from the report, and the order follows.',
    products,
    reads: 'payment',
  },
  {
    type: 'cc:authonly',
    effect: 'The payment is held; it is read from the report.',
    products,
    reads: 'payment',
  },
  { type: 'cc:capture', effect: follows, products, reads: 'everything' },
  { type: 'cc:refund', effect: follows, products, reads: 'everything' },
  { type: 'cc:credit', effect: follows, products, reads: 'everything' },
  { type: 'cc:void', effect: follows, products, reads: 'everything' },
  { type: 'cc:voidrefund', effect: follows, products, reads: 'everything' },
  { type: 'cc:save', effect: 'Kept in the event log: a card was kept.', products, reads: 'nothing' },
]

import type { ProviderEvent } from '../../provider'

/** Mollie's classic webhook has no kinds: whatever changed, it names the payment. */
export const events: readonly ProviderEvent[] = [
  {
    type: 'payment',
    effect: 'The payment is read from Mollie with its refunds and chargebacks, and the order follows.',
    products: ['droam'],
    reads: 'everything',
  },
]

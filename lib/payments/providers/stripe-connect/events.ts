import type { ProviderEvent } from '../../provider'
import { events as stripeEvents } from '../stripe/events'

/** What Stripe tells of every account, and what it tells only a platform. */
export const events: readonly ProviderEvent[] = [
  ...stripeEvents,
  {
    type: 'account.application.deauthorized',
    effect: 'The access was taken back in Stripe: buyers cannot choose this PSP until it is connected again.',
    products: [],
    reads: 'account',
  },
]

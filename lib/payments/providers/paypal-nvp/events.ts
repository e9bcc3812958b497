import type { ProviderEvent } from '../../provider'

const read = (type: string, effect: string): ProviderEvent => ({
  type,
  effect,
  products: ['droam'],
  reads: 'everything',
})

const kept = (type: string, effect: string): ProviderEvent => ({
  type,
  effect,
  products: [],
  reads: 'nothing',
})

/** The kinds of notifications: the status of a payment, or the type of what is none. */
export const events: readonly ProviderEvent[] = [
  read('Completed', 'The payment is read from PayPal; paid, the order goes on.'),
  read('Pending', 'The payment is read from PayPal; the order waits until its money has come.'),
  read('Denied', 'The payment is read from PayPal; it has failed.'),
  read('Failed', 'The payment is read from PayPal; it has failed.'),
  read('Refunded', 'The payment is read with its refunds, those made at PayPal too.'),
  read('Reversed', 'The payment is read; its money was taken back, which shows as a dispute.'),
  read('Canceled_Reversal', 'The payment is read; its money came back, the dispute is won.'),
  read('Voided', 'The payment is read from PayPal; it was called off.'),
  read('Expired', 'The payment is read from PayPal; its hold has lapsed.'),
  read('Created', 'The payment is read from PayPal.'),
  read('Processed', 'The payment is read from PayPal.'),
  read('new_case', 'The payment is read; the case itself is answered at PayPal.'),
  kept('adjustment', 'Kept in the event log.'),
  kept('mp_signup', 'Kept in the event log.'),
  kept('mp_cancel', 'Kept in the event log.'),
]

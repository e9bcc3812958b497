import type { ProviderEvent } from '../../provider'

const products = { D: 'droam', I: 'ixopay', P: 'plenigo', N: 'navixy' } as const

const on = (users: string, reads: ProviderEvent['reads'], type: string, effect: string): ProviderEvent => ({
  type,
  effect,
  reads,
  products: [...users].map((letter) => products[letter as keyof typeof products]),
})

/**
 * What Stripe is asked to send: the 45 types that four comparable products listen to, and some that they miss (API
 * 2026-10-28.endive).
 * Whatever the notice says, the payment is read again from Stripe, so order and repeats change nothing.
 */
export const events: readonly ProviderEvent[] = [
  on('IP', 'payment', 'payment_intent.created', 'Reads the payment; completes nothing.'),
  on('I', 'payment', 'payment_intent.requires_action', 'The payment waits for the buyer to confirm it.'),
  on('IP', 'payment', 'payment_intent.processing', 'The payment shows as pending; nothing is delivered yet.'),
  on(
    'IPN',
    'payment',
    'payment_intent.amount_capturable_updated',
    'The payment is authorized; nothing is delivered before the money is taken.',
  ),
  on(
    'I',
    'payment',
    'payment_intent.partially_funded',
    'Notes what has arrived; the payment is not paid yet.',
  ),
  on(
    'DIPN',
    'payment',
    'payment_intent.succeeded',
    'The payment is paid, and what was bought is delivered once.',
  ),
  on(
    'IPN',
    'everything',
    'payment_intent.payment_failed',
    'The attempt is kept as failed; the buyer may try again.',
  ),
  on(
    'IP',
    'payment',
    'payment_intent.canceled',
    'The payment is canceled; what was reserved is free again when the checkout ends.',
  ),
  on('DI', 'payment', 'charge.succeeded', 'Keeps the card brand, last digits and country of the attempt.'),
  on('DI', 'payment', 'charge.updated', 'Fills in fee and net, which come up to an hour later.'),
  on('I', 'payment', 'charge.captured', 'Keeps the amount that was really taken.'),
  on('I', 'everything', 'charge.pending', 'Keeps the attempt as pending.'),
  on('I', 'everything', 'charge.failed', 'Keeps the failed attempt with the reason of the decline.'),
  on('I', 'payment', 'charge.expired', 'The authorization has lapsed, so the payment is canceled.'),
  on(
    'DIN',
    'everything',
    'charge.refunded',
    'Reads all refunds again; when all is back, the order is refunded.',
  ),
  on('I', 'everything', 'charge.refund.updated', 'Reads all refunds of the payment again.'),
  on('I', 'everything', 'refund.created', 'Adds the refund, also one made in Stripe itself.'),
  on('I', 'everything', 'refund.updated', 'Brings the status of the refund up to date.'),
  on('I', 'everything', 'refund.failed', 'The refund has failed; its amount can be refunded again.'),
  on(
    'IP',
    'everything',
    'charge.dispute.created',
    'Opens a dispute with its reason and deadline, in the timeline too.',
  ),
  on(
    'IP',
    'everything',
    'charge.dispute.updated',
    'Brings the status and deadline of the dispute up to date.',
  ),
  on(
    'IP',
    'everything',
    'charge.dispute.funds_withdrawn',
    'Brings the dispute up to date; its money was taken.',
  ),
  on(
    'IP',
    'everything',
    'charge.dispute.funds_reinstated',
    'Brings the dispute up to date; it need not be won.',
  ),
  on('IP', 'everything', 'charge.dispute.closed', 'Closes the dispute as won or lost, as its status says.'),
  on(
    'I',
    'everything',
    'radar.early_fraud_warning.created',
    'Puts the warning into the timeline of the order.',
  ),
  on(
    'I',
    'everything',
    'radar.early_fraud_warning.updated',
    'Puts the warning into the timeline, if it is new.',
  ),
  on('I', 'payout', 'payout.created', 'Adds the payout with its amount and day of arrival.'),
  on('I', 'payout', 'payout.updated', 'Brings the state of the payout up to date.'),
  on('I', 'payout', 'payout.paid', 'The payout is paid: the ledger moves its money to the bank.'),
  on(
    'I',
    'payout',
    'payout.failed',
    'The payout failed: the ledger takes its money back from the bank, and staff are told.',
  ),
  on('I', 'payout', 'payout.canceled', 'The payout is canceled.'),
  on('I', 'payout', 'payout.reconciliation_completed', 'Reads the lines that the payout is made of.'),
  on('I', 'nothing', 'file.created', 'Kept in the event log.'),
  on('I', 'nothing', 'reporting.report_run.succeeded', 'Kept in the event log.'),
  on('I', 'nothing', 'reporting.report_run.failed', 'Kept in the event log.'),
  on('I', 'nothing', 'reporting.report_type.updated', 'Kept in the event log.'),
  on('D', 'method', 'setup_intent.succeeded', 'The card is saved, with the consent of its owner.'),
  on('D', 'method', 'payment_method.attached', 'Reads the card again; one saved elsewhere is left alone.'),
  on('D', 'method', 'payment_method.detached', 'The card is removed and no longer charged.'),
  on(
    'P',
    'method',
    'payment_method.automatically_updated',
    'Takes over the new date or digits of a card that its bank renewed.',
  ),
  on('D', 'nothing', 'source.chargeable', 'Kept in the event log; Sources are no longer used.'),
  on('D', 'nothing', 'source.canceled', 'Kept in the event log; Sources are no longer used.'),
  on(
    'P',
    'account',
    'account.updated',
    'Reads again whether the account may take payments and is paid out; a restriction shows on this page, and staff are told.',
  ),
  on('P', 'nothing', 'issuing_card.updated', 'Kept in the event log; it is not a card of a payer.'),
  on('P', 'nothing', 'issuing_cardholder.updated', 'Kept in the event log; it is not a card of a payer.'),

  on(
    '',
    'payment',
    'checkout.session.completed',
    "The buyer is done on Stripe's page: reads what came of it.",
  ),
  on(
    '',
    'payment',
    'checkout.session.async_payment_succeeded',
    "Money that was begun on Stripe's page has come: the payment is paid.",
  ),
  on(
    '',
    'everything',
    'checkout.session.async_payment_failed',
    "Money that was begun on Stripe's page did not come: the buyer may try again.",
  ),
  on('', 'payment', 'checkout.session.expired', "The time on Stripe's page is over; nothing was charged."),
  on('', 'method', 'setup_intent.requires_action', 'Waits for the owner of the card to confirm it.'),
  on('', 'method', 'setup_intent.setup_failed', 'Keeps why the card could not be saved.'),
  on('', 'method', 'setup_intent.canceled', 'The card is not saved.'),
  on('', 'method', 'payment_method.updated', 'Takes over the new date of a card.'),
  on('', 'nothing', 'mandate.updated', 'Kept in the event log.'),
  on('', 'nothing', 'review.opened', 'Kept in the event log, and in the timeline of the payment.'),
  on('', 'nothing', 'review.closed', 'Kept in the event log, and in the timeline of the payment.'),
  on('', 'nothing', 'customer.deleted', 'Kept in the event log.'),
  on('', 'nothing', 'balance.available', 'Kept in the event log.'),
]

export const eventTypes: readonly string[] = events.map(({ type }) => type)

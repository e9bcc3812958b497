import type Stripe from 'stripe'
import type { BalanceLine, Notice, PaymentState, PayoutState } from '../../states'
import { toLine, toPayout } from './books'
import { ask, askEach } from './client'
import { withCharge } from './complete'
import { idOf } from './id-of'
import { toNotice } from './notice'
import { whole } from './read'

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

const between = (since: Date, until?: Date) => ({
  created: { gte: seconds(since), ...(until && { lte: seconds(until) }) },
  limit: 100,
})

/** Newest first; Stripe keeps events for 30 days (docs.stripe.com/api/events). */
export async function* listEvents(
  client: Stripe,
  since: Date,
  until?: Date,
  { undelivered = false } = {},
): AsyncGenerator<Notice> {
  const only = undelivered && { delivery_success: false }
  const list = client.events.list({ ...between(since, until), ...only })
  for await (const event of askEach('Events: read', list)) yield toNotice(event)
}

/** Newest first, each as whole as `fetchPayment` gives it. */
export async function* findPayments(client: Stripe, since: Date, until?: Date): AsyncGenerator<PaymentState> {
  const expand = withCharge.map((path) => `data.${path}`)
  const list = client.paymentIntents.list({ ...between(since, until), expand })
  for await (const intent of askEach('PaymentIntents: read', list)) yield whole(client, intent, false)
}

/** Refunds, then disputes, each newest first; what belongs to no intent is left out. */
export async function* findReturned(client: Stripe, since: Date, until?: Date) {
  const refunds = client.refunds.list(between(since, until))
  for await (const refund of askEach('Charges and Refunds: read', refunds)) yield* pointTo(refund)
  const disputes = client.disputes.list(between(since, until))
  for await (const dispute of askEach('Disputes: read', disputes)) yield* pointTo(dispute)
}

function* pointTo({ payment_intent, created }: Pick<Stripe.Refund, 'payment_intent' | 'created'>) {
  const paymentExternalId = idOf(payment_intent)
  if (paymentExternalId) yield { paymentExternalId, at: new Date(created * 1000) }
}
export const fetchPayout = async (client: Stripe, id: string): Promise<PayoutState> =>
  toPayout(await ask('Payouts: read', () => client.payouts.retrieve(id)))

/** Newest first. */
export async function* findPayouts(client: Stripe, since: Date): AsyncGenerator<PayoutState> {
  for await (const payout of askEach('Payouts: read', client.payouts.list(between(since))))
    yield toPayout(payout)
}

/** Newest first. Only an automatic payout has lines (docs.stripe.com/payouts/reconciliation). */
export async function* findBalanceLines(
  client: Stripe,
  of: { payout: string } | { since: Date; until?: Date },
): AsyncGenerator<BalanceLine> {
  const which = 'payout' in of ? { payout: of.payout, limit: 100 } : between(of.since, of.until)
  const list = client.balanceTransactions.list({ ...which, expand: ['data.source'] })
  for await (const row of askEach('Balance transaction sources: read', list)) yield toLine(row)
}

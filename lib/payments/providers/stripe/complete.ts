import type Stripe from 'stripe'
import type { PaymentState } from '../../states'
import { askEach } from './client'
import { latestOf, toState } from './translate'

export const withCharge = ['latest_charge.balance_transaction']

/** Reads only what the intent and its latest charge say there is; `everything` takes no such hint for an answer. */
export async function complete(
  client: Stripe,
  intent: Stripe.PaymentIntent,
  everything: boolean,
): Promise<PaymentState> {
  const latest = latestOf(intent)
  if (!latest) return toState(intent, { charges: [], refunds: [], disputes: [] })
  const of = { payment_intent: intent.id, limit: 100 }
  const wanted = {
    charges: everything || latest.status === 'failed',
    refunds: everything || latest.refunded || latest.amount_refunded > 0,
    disputes: everything || latest.disputed,
  }
  const [charges, refunds, disputes, warnings] = await Promise.all([
    wanted.charges
      ? all('Charges: read', client.charges.list({ ...of, expand: ['data.balance_transaction'] }))
      : [latest],
    wanted.refunds ? all('Charges and Refunds: read', client.refunds.list(of)) : [],
    wanted.disputes ? all('Disputes: read', client.disputes.list(of)) : [],
    everything ? all('Charges: read', client.radar.earlyFraudWarnings.list(of)) : undefined,
  ])
  return toState(intent, { charges, refunds, disputes, ...(warnings && { warnings }) })
}

export async function all<T>(right: string, list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const each of askEach(right, list)) found.push(each)
  return found
}

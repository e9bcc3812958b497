import type Stripe from 'stripe'
import type { RequestRefund } from '../../gateway'
import { explain, hasCode } from './client'
import { all } from './complete'
import { toWire } from './exponent'
import { REASON, REFERENCE, toRefund } from './translate'

/** Looks for the refund first: an idempotency key protects for a day, our reference in the metadata for ever. */
export async function refund(client: Stripe, { key, externalId, amount, reason, reference }: RequestRefund) {
  const wire = toWire(amount)
  const made = await findRefund(client, externalId, reference)
  if (made) return toRefund(made)
  try {
    const params: Stripe.RefundCreateParams = {
      payment_intent: externalId,
      amount: wire,
      metadata: { [REFERENCE]: reference, ...(reason && { [REASON]: reason.slice(0, 500) }) },
      ...(isStripeReason(reason) && { reason }),
    }
    return toRefund(await client.refunds.create(params, { idempotencyKey: key }))
  } catch (error) {
    const ours =
      hasCode(error, 'charge_already_refunded') && (await findRefund(client, externalId, reference))
    if (ours) return toRefund(ours)
    throw explain(error, 'Charges and Refunds: write')
  }
}

const stripeReasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const

const isStripeReason = (reason: string | undefined): reason is (typeof stripeReasons)[number] =>
  stripeReasons.some((known) => known === reason)

async function findRefund(client: Stripe, paymentIntent: string, reference: string) {
  const made = await all(
    'Charges and Refunds: read',
    client.refunds.list({ payment_intent: paymentIntent, limit: 100 }),
  )
  return made.find(({ metadata }) => metadata?.[REFERENCE] === reference)
}

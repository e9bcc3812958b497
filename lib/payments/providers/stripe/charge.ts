import type Stripe from 'stripe'
import type { ChargeState } from '../../states'
import { buyerMessageFor, isHopeless } from './decline'
import { amountsOf, fromWire } from './exponent'

type Method = { brand?: string | null; last4?: string | null; country?: string | null }

/** One attempt. `last_payment_error` knows more of the attempt that failed last than the charge itself does. */
export function toCharge(
  charge: Stripe.Charge,
  error: Stripe.PaymentIntent['last_payment_error'] = null,
): ChargeState {
  const details = charge.payment_method_details
  const method = (details?.[details.type as 'card'] ?? {}) as Method
  const booked = charge.balance_transaction && typeof charge.balance_transaction === 'object'
  const line = booked ? amountsOf(charge.balance_transaction as Stripe.BalanceTransaction) : null
  const hasFailed = charge.status === 'failed'
  const declineCode = hasFailed ? declineCodeOf(charge, error) : null
  return {
    externalId: charge.id,
    status: hasFailed ? 'failed' : charge.status === 'succeeded' ? 'succeeded' : 'pending',
    amount: fromWire(charge.amount, charge.currency),
    at: new Date(charge.created * 1000),
    method: details?.type ?? null,
    brand: method.brand ?? null,
    last4: method.last4 ?? null,
    country: method.country ?? null,
    declineCode,
    message: charge.failure_message,
    buyerMessage: hasFailed ? buyerMessageFor(declineCode) : null,
    isHopeless: hasFailed && isHopeless(declineCode, charge.outcome?.advice_code ?? null),
    fee: line?.fee ?? null,
    net: line?.net ?? null,
  }
}

function declineCodeOf(
  charge: Stripe.Charge,
  error: Stripe.PaymentIntent['last_payment_error'],
): string | null {
  if (error?.charge === charge.id && error.decline_code) return error.decline_code
  // The reason of a block is a rule of the merchant's, and names fraud.
  if (charge.outcome?.type === 'blocked') return 'blocked'
  return charge.outcome?.reason ?? charge.failure_code
}

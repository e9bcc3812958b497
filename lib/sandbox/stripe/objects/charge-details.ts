import type { Call } from '../call'
import type { Card } from '../cards'
import { newId, randomText } from '../ids'
import type { Charge, PaymentIntent, PaymentMethod } from '../shape'

const day = 86_400

/** How long a hold lasts [docs.stripe.com/payments/place-a-hold-on-a-payment-method]: buyer present 7 days, else Visa 5. */
export const holdS = (isOffSession: boolean) => (isOffSession ? 4 * day + 18 * 3600 : 7 * day)

export type Attempt = {
  intent: PaymentIntent
  method: PaymentMethod
  card?: Card
  isOffSession: boolean
  /** The buyer has just passed 3-D Secure. */
  isAuthenticated: boolean
}

const threeDSecure = (isAuthenticated: boolean) =>
  isAuthenticated
    ? {
        authentication_flow: 'challenge' as const,
        electronic_commerce_indicator: '05' as const,
        exemption_indicator: null,
        result: 'authenticated' as const,
        result_reason: null,
        transaction_id: randomText(32),
        version: '2.2.0' as const,
      }
    : null

function cardDetails(call: Call, attempt: Attempt) {
  const { intent, method, card, isAuthenticated, isOffSession } = attempt
  const stored = method.card
  const isManual = intent.capture_method === 'manual'
  const hasCvc = call.store.extra('payment_method', method.id).cvc
  const postal = method.billing_details.address?.postal_code
  return {
    amount_authorized: intent.amount,
    authorization_code: randomText(6).toUpperCase(),
    brand: stored?.brand ?? null,
    ...(isManual && { capture_before: call.kernel.now() + holdS(isOffSession) }),
    checks: {
      address_line1_check: null,
      address_postal_code_check: postal ? (card?.postal ?? 'pass') : null,
      cvc_check: hasCvc ? (card?.cvc ?? 'pass') : null,
    },
    country: stored?.country ?? null,
    electronic_commerce_indicator: isAuthenticated ? '05' : null,
    exp_month: stored?.exp_month ?? 12,
    exp_year: stored?.exp_year ?? 2030,
    extended_authorization: { status: 'disabled' as const },
    fingerprint: stored?.fingerprint ?? null,
    funding: stored?.funding ?? null,
    incremental_authorization: { status: 'unavailable' as const },
    installments: null,
    last4: stored?.last4 ?? null,
    mandate: null,
    multicapture: { status: 'unavailable' as const },
    network: stored?.brand ?? null,
    network_token: { used: false },
    network_transaction_id: randomText(15),
    overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' as const },
    regulated_status: 'unregulated' as const,
    three_d_secure: threeDSecure(isAuthenticated),
    transaction_link_id: null,
    wallet: null,
  }
}

const sepaDetails = ({ sepa_debit }: PaymentMethod) => ({
  bank_code: sepa_debit?.bank_code ?? null,
  branch_code: null,
  country: sepa_debit?.country ?? null,
  fingerprint: sepa_debit?.fingerprint ?? null,
  last4: sepa_debit?.last4 ?? null,
  mandate: null,
})

export function methodDetails(call: Call, attempt: Attempt): Charge['payment_method_details'] {
  const { method } = attempt
  return method.type === 'card'
    ? { card: cardDetails(call, attempt), type: 'card' }
    : { sepa_debit: sepaDetails(method), type: method.type }
}

export const chargeId = ({ type }: PaymentMethod) => newId(type === 'card' ? 'ch' : 'py')

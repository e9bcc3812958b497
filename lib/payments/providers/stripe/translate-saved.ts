import type Stripe from 'stripe'
import type { SavedMethod, SetupState } from '../../states'
import { idOf } from './id-of'

type Details = {
  brand?: string | null
  bank_name?: string | null
  last4?: string | null
  exp_month?: number
  exp_year?: number
  fingerprint?: string | null
}

const shownOf = (details: Details = {}) => ({
  brand: details.brand ?? details.bank_name ?? null,
  last4: details.last4 ?? null,
  expMonth: details.exp_month ?? null,
  expYear: details.exp_year ?? null,
  fingerprint: details.fingerprint ?? null,
})

/** What is kept of a method: enough for its owner to know it again, and never its number. */
export const toMethod = (method: Stripe.PaymentMethod, mandate: string | null = null): SavedMethod => ({
  externalId: method.id,
  customerExternalId: idOf(method.customer) ?? '',
  kind: method.type,
  ...shownOf(method[method.type as 'card'] as Details | undefined),
  mandateExternalId: mandate,
})

// They leave a direct debit behind instead, under another id.
const onlyOnce = ['ideal', 'bancontact', 'sofort']

/** The method that a paid intent has kept, out of its charge; undefined where it kept none. */
export function methodOf(
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge | null,
): SavedMethod | undefined {
  const [externalId, customer] = [idOf(intent.payment_method), idOf(intent.customer)]
  const details = charge?.payment_method_details
  const hasKept = intent.setup_future_usage === 'off_session' && intent.status === 'succeeded'
  if (!hasKept || !externalId || !customer || !details || onlyOnce.includes(details.type)) return undefined
  return {
    externalId,
    customerExternalId: customer,
    kind: details.type,
    ...shownOf(details[details.type as 'card'] as Details),
    mandateExternalId: null,
  }
}

// docs.stripe.com/payments/intents: as with a payment, a failed try leaves the intent open for the next card.
const status: Record<string, SetupState['status']> = {
  requires_payment_method: 'created',
  requires_confirmation: 'created',
  requires_action: 'requires_action',
  processing: 'pending',
  succeeded: 'succeeded',
  canceled: 'canceled',
}

/** Pure; the method must be expanded. An unknown status counts as pending until the next read. */
export function toSetup(intent: Stripe.SetupIntent): SetupState {
  const method = typeof intent.payment_method === 'object' ? intent.payment_method : null
  const found = status[intent.status] ?? 'pending'
  return {
    externalId: intent.id,
    status: found,
    clientSecret: intent.client_secret,
    redirectUrl: intent.next_action?.redirect_to_url?.url ?? null,
    customerExternalId: idOf(intent.customer) ?? '',
    metadata: intent.metadata ?? {},
    method: found === 'succeeded' && method ? toMethod(method, idOf(intent.mandate)) : null,
    message: intent.last_setup_error?.message ?? null,
  }
}

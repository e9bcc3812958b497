import type Stripe from 'stripe'

type Plain<V> = string extends V ? Exclude<V, object> : V

/** An object as it is kept: what can be expanded holds the id. */
type Kept<T> = { [K in keyof T]: Plain<T[K]> }

export type PaymentIntent = Kept<Stripe.PaymentIntent>
export type SetupIntent = Kept<Stripe.SetupIntent>
export type PaymentMethod = Kept<Stripe.PaymentMethod>
export type Charge = Kept<Stripe.Charge>
export type Refund = Kept<Stripe.Refund>
export type Dispute = Kept<Stripe.Dispute>
export type Customer = Kept<Stripe.Customer>
export type BalanceTransaction = Kept<Stripe.BalanceTransaction>
export type Payout = Kept<Stripe.Payout>
export type WebhookEndpoint = Kept<Stripe.WebhookEndpoint>
export type Mandate = Kept<Stripe.Mandate>
export type SetupAttempt = Kept<Stripe.SetupAttempt>
export type ConfirmationToken = Kept<Stripe.ConfirmationToken>
export type Warning = Kept<Stripe.Radar.EarlyFraudWarning>
export type CheckoutSession = Kept<Stripe.Checkout.Session>
export type Account = Stripe.Account
export type Balance = Stripe.Balance
export type BillingDetails = Stripe.PaymentMethod.BillingDetails
export type EventType = Stripe.WebhookEndpointCreateParams.EnabledEvent

export type Event = {
  id: string
  object: 'event'
  account?: string
  api_version: string
  created: number
  data: { object: object; previous_attributes?: object }
  livemode: boolean
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: string
}

export type Shapes = {
  payment_intent: PaymentIntent
  setup_intent: SetupIntent
  payment_method: PaymentMethod
  charge: Charge
  refund: Refund
  dispute: Dispute
  customer: Customer
  balance_transaction: BalanceTransaction
  payout: Payout
  webhook_endpoint: WebhookEndpoint
  mandate: Mandate
  setup_attempt: SetupAttempt
  confirmation_token: ConfirmationToken
  early_fraud_warning: Warning
  event: Event
  checkout_session: CheckoutSession
}

export type Kind = keyof Shapes

/** The API version that the SDK pins (psp.md 3.1); accounts of the sandbox have it as their default. */
export const apiVersion = '2026-10-28.endive'

import type { z } from 'zod'
import type { Money } from '@/lib/core/money'

export type Mode = 'test' | 'live'

export type PaymentStatus =
  | 'created'
  | 'requires_action'
  | 'pending'
  | 'authorized'
  | 'paid'
  | 'failed'
  | 'canceled'
  | 'expired'

/** One attempt to take the money. `fee` and `net` are in the currency of settlement and may come up to an hour later. */
export type ChargeState = {
  externalId: string
  status: 'pending' | 'succeeded' | 'failed'
  amount: Money
  at: Date
  method: string | null
  brand: string | null
  last4: string | null
  country: string | null
  declineCode: string | null
  /** For the merchant, in the provider's words. */
  message: string | null
  /** For the buyer: detailed only where the buyer can correct it. */
  buyerMessage: string | null
  fee: Money | null
  net: Money | null
}

export type RefundState = {
  externalId: string
  status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled'
  amount: Money
  reason: string | null
  /** Our own refund id; null for a refund that was not made here. */
  reference: string | null
  failureReason: string | null
  at: Date
}

export type DisputeState = {
  externalId: string
  status: string
  amount: Money
  reason: string
  dueBy: Date | null
  isRefundable: boolean
  at: Date
}

/** The card network suspects fraud; no money has moved yet. */
export type FraudWarning = { externalId: string; kind: string; isActionable: boolean; at: Date }

/** A payment as its provider holds it now. `charges`, `refunds` and `disputes` are to be upserted by `externalId`. */
export type PaymentState = {
  externalId: string
  status: PaymentStatus
  amount: Money
  received: Money
  mode: Mode
  metadata: Record<string, string>
  /** Lets the buyer's browser finish the payment; never logged, never in an address of ours. */
  clientSecret: string | null
  /** Where the buyer goes to pay, when the provider has a page of its own. */
  redirectUrl: string | null
  charges: ChargeState[]
  refunds: RefundState[]
  disputes: DisputeState[]
  fraudWarnings?: FraudWarning[]
  /** An authorized payment is lost when it is not captured before this. */
  captureBefore: Date | null
  canceledBecause: string | null
}

/** A pointer: something happened to this object. What it is now is read from the provider, never from the notice. */
export type Notice = {
  id: string
  type: string
  at: Date
  mode: Mode
  version: string | null
  paymentExternalId: string | null
  objectId: string | null
  objectKind: string | null
}

export type StartPayment = {
  /** Idempotency key: `<payment id>:<operation>:<attempt>`; the attempt rises only on a new decision. */
  key: string
  amount: Money
  email: string | null
  description: string
  metadata: Record<string, string>
  capture?: 'automatic' | 'manual'
  /** Where a provider with a page of its own sends the buyer back to, and where it sends its notices. */
  returnUrl?: string
  notifyUrl?: string
}

export type RequestRefund = {
  key: string
  externalId: string
  amount: Money
  reason?: string
  /** Our refund id; comes back as `RefundState.reference`. */
  reference: string
}

/** Reads what a plain first success leaves out too: earlier attempts, refunds, disputes, warnings. */
export type FetchOptions = { everything?: boolean }

/**
 * A provider, connected with one tenant's credentials. An optional member that is absent is a thing it cannot do.
 * All members throw `UpstreamError` when nobody knows what happened (ask again with the same key), and `AppError`
 * `precondition` with `brokenConnection` when the credentials are no longer accepted, `forbidden` when they lack
 * a right, `not_found` when the provider has no such payment, `invalid` when it cannot take the amount.
 */
export type Gateway = {
  startPayment(input: StartPayment): Promise<PaymentState>
  fetchPayment(externalId: string, options?: FetchOptions): Promise<PaymentState>
  /** Gives back the state as it is: a payment that can no longer be canceled comes back `paid`. */
  cancelPayment(externalId: string): Promise<PaymentState>
  capturePayment?(input: { key: string; externalId: string; amount?: Money }): Promise<PaymentState>
  refund(input: RequestRefund): Promise<RefundState>
  /**
   * Throws `unauthenticated` for every notice that none of the secrets proves. Where the provider signs nothing, it
   * throws `invalid` for what has not its form; the id is then of this arrival alone.
   */
  readNotice(
    request: { headers: Headers; body: string },
    secrets: readonly string[],
  ): Promise<Notice> | Notice
  /** Newest first, whether they were delivered or not; both ends count. */
  listEvents?(since: Date, until?: Date): AsyncIterable<Notice>
  findPayments?(since: Date): AsyncIterable<PaymentState>
}

export type Capability = { name: string; label: string; isAllowed: boolean; needed: 'yes' | 'optional' }

/** What the provider says about a connection that is about to be made. */
export type Check = {
  accountId: string | null
  accountName: string | null
  country: string | null
  currency: string | null
  mode: Mode
  chargesEnabled: boolean | null
  capabilities: Capability[]
  /** What a buyer can choose on the provider's own page, in words. */
  methods?: string[]
  warnings: string[]
}

/** A kind of notice: what it does here, and how much of the payment must be read again because of it. */
export type ProviderEvent = {
  type: string
  effect: string
  products: readonly ('droam' | 'ixopay' | 'plenigo' | 'navixy')[]
  reads: 'payment' | 'everything' | 'nothing'
}

/** `installation` is ours; `known` is the webhook this connection still holds the secret of. */
export type WebhookWish = {
  webhookUrl: string
  installation: string
  known?: { id: string; secret: string }
}

/** `manual`: the person must do it at the provider; `reason` is the sentence that says why. */
export type InstalledWebhook = {
  kind: 'created' | 'reused' | 'manual'
  id?: string
  secret?: string
  reason?: string
  subscribed: string[]
}

/** Where the buyer pays: in a card form inside our page (`amount` as the provider counts), or on a page of the provider. */
export type WayToPay =
  | { kind: 'card_form'; publishableKey: string; amount: number; currency: string }
  | { kind: 'redirect' }

/** Where the provider listens (the sandbox in tests and demos), and how long one call may take. */
export type Endpoint = { url: string; limitMs?: number }

export type Credentials = Record<string, string>

export type Provider<C extends Credentials = Credentials> = {
  name: string
  label: string
  endpoint: string
  /** Where the sandbox plays this provider, and which keys it takes there, as a form says it. */
  sandbox: { path: string; keys: string }
  /**
   * `registered`: a webhook is set up at the provider and signs what it sends. `with_payment`: its address goes with
   * each payment, nothing is set up, and what arrives is unsigned: anyone may have sent it.
   */
  notices: 'registered' | 'with_payment'
  /** Also the settings form: a field for each key in this order, label from `describe`, rest from `meta`. */
  credentials: z.ZodObject & z.ZodType<C>
  events: readonly ProviderEvent[]
  /** Refuses swapped or mixed keys with `invalid` and the field, before any call is made. */
  modeOf(credentials: C): Mode
  /** What may be shown: public values whole, of secrets the prefix and the last four characters. */
  publicPart(credentials: C): Record<string, string>
  /** How a buyer pays this price. Throws `invalid` for an amount that the provider cannot take. */
  wayToPay(credentials: C, price: Money): WayToPay
  connect(credentials: C, endpoint: Endpoint): Gateway
  check(credentials: C, endpoint: Endpoint): Promise<Check>
  installWebhook?(credentials: C, endpoint: Endpoint, wish: WebhookWish): Promise<InstalledWebhook>
  /** Says why when the person must remove it by hand; a webhook that is gone already counts as removed. */
  removeWebhook?(
    credentials: C,
    endpoint: Endpoint,
    id: string,
  ): Promise<{ isRemoved: boolean; reason?: string }>
}

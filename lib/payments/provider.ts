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
  /** Declined for good: charging the same card again cannot work. */
  isHopeless?: boolean
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
  /** Why it takes long, in the provider's words; absent where it does not tell. */
  pendingReason?: string | null
  /** By which the buyer's bank finds it (ARN), once the provider knows. */
  networkReference?: string | null
  at: Date
  /** Made by a person where money goes back only by hand: it keeps the oldest promise of ours over this amount. */
  keepsPromise?: boolean
}

/** `status` in Stripe's words: `needs_response`, `under_review`, `won`, `lost`, or `warning_...` of an inquiry. */
export type DisputeState = {
  externalId: string
  status: string
  amount: Money
  reason: string
  dueBy: Date | null
  isRefundable: boolean
  /** How often evidence was handed in, where there is such a thing. */
  submissions?: number
  /** What it did to the provider's balance until now; says nothing of who won. */
  movements?: DisputeMovement[]
  at: Date
}

/** Money that a dispute took, or gave back. `fee` is what the provider kept for it; below zero when it gave one back. */
export type DisputeMovement = {
  externalId: string
  kind: 'withdrawn' | 'reinstated'
  amount: Money
  fee: Money | null
  at: Date
}

/** The card network suspects fraud; no money has moved yet. */
export type FraudWarning = { externalId: string; kind: string; isActionable: boolean; at: Date }

/** A payment as its provider holds it now. `charges`, `refunds` and `disputes` are to be upserted by `externalId`. */
export type PaymentState = {
  externalId: string
  /** What it was named before: some providers name a checkout first, and the payment anew once it is made. */
  formerExternalId?: string
  /** The buyer has agreed on the provider's page, and the money moves only when we ask for it: `completePayment`. */
  awaitsCompletion?: boolean
  /** The card or account that was kept with this payment for later ones. */
  savedMethod?: SavedMethod
  status: PaymentStatus
  amount: Money
  received: Money
  /** A person has decided that what was received is the price, be it more or less. */
  isAccepted?: boolean
  mode: Mode
  metadata: Record<string, string>
  /** When it was made at the provider, where that is said. */
  madeAt?: Date
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

/** A card or account that may be charged again without its owner. Never a card number. */
export type SavedMethod = {
  externalId: string
  /** The owner at the provider. */
  customerExternalId: string
  kind: string
  brand: string | null
  last4: string | null
  expMonth: number | null
  expYear: number | null
  /** The same for the same card, where the provider says so. */
  fingerprint: string | null
  /** The right to charge it, where the provider has such a thing. */
  mandateExternalId: string | null
}

/** A payment method that is being kept without paying. */
export type SetupState = {
  externalId: string
  status: 'created' | 'requires_action' | 'pending' | 'succeeded' | 'failed' | 'canceled'
  clientSecret: string | null
  redirectUrl: string | null
  customerExternalId: string
  metadata: Record<string, string>
  method: SavedMethod | null
  /** For its owner, in words. */
  message: string | null
}

/** Money that a provider sends to the organization's bank. */
export type PayoutState = {
  externalId: string
  status: 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled'
  amount: Money
  arrivesAt: Date
  isAutomatic: boolean
  /** True when its lines can be listed by now. */
  isItemized: boolean
  failureReason: string | null
  at: Date
}

/** A line of a provider's own books: what moved its balance. `externalId` is of the line, `source` of what caused it. */
export type BalanceLine = {
  externalId: string
  kind: 'charge' | 'refund' | 'refund_failed' | 'dispute' | 'dispute_reversal' | 'fee' | 'payout' | 'other'
  source: string | null
  paymentExternalId: string | null
  gross: Money
  fee: Money
  net: Money
  at: Date
}

/** What is handed in against a dispute: field -> text; a file is uploaded before and named by its id. */
export type Evidence = Record<string, string>

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
  /** What its sender names it by, once and for all; then `id` begins with it and a colon. */
  reference?: string
  /** Whose account at the provider it is about, where one address takes the notices of many. */
  accountId?: string
}

/** The provider's id of what a notice is about: the payment, where it is about one. */
export const subjectOf = ({ paymentExternalId, objectId }: Notice): string | null =>
  paymentExternalId ?? objectId

/** The body of a proven notice, and when it came. */
export type Told = { body: string; at: Date }

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
  /** Keep the payment method for later: the customer at the provider, or null to make one. */
  save?: { customerExternalId: string | null; name: string | null }
}

export type ChargeSaved = {
  key: string
  method: Pick<SavedMethod, 'externalId' | 'customerExternalId' | 'mandateExternalId'>
  amount: Money
  email: string | null
  description: string
  metadata: Record<string, string>
  notifyUrl?: string
  capture?: 'automatic' | 'manual'
  /** The owner is there, and comes back here should his bank want to see him; left out: nobody is there. */
  returnUrl?: string
}

export type StartSetup = {
  key: string
  customerExternalId: string | null
  email: string | null
  name: string | null
  metadata: Record<string, string>
  returnUrl: string
  notifyUrl?: string
  /** The currency it will be charged in; some providers keep a method by a first payment of nothing. */
  currency: string
}

export type RequestRefund = {
  key: string
  externalId: string
  amount: Money
  reason?: string
  /** Our refund id; comes back as `RefundState.reference`. */
  reference: string
}

export type FetchOptions = {
  /** Reads what a plain first success leaves out too: earlier attempts, refunds, disputes, warnings. */
  everything?: boolean
  /** What we ask for: the amount of a payment that its provider hears of only once it is paid. */
  asked?: Money
  /** The buyer has come back from the provider's page since he was last refused. */
  hasReturned?: boolean
  /** Our payment id, by which some providers find a payment whose own id they have forgotten. */
  reference?: string
}

/**
 * A provider, connected with one tenant's credentials. An optional member that is absent is a thing it cannot do.
 * All members throw `UpstreamError` when nobody knows what happened (ask again with the same key), and `AppError`
 * `precondition` with `brokenConnection` when the credentials are no longer accepted, `forbidden` when they lack
 * a right, `not_found` when the provider has no such payment, `invalid` when it cannot take the amount.
 */
export type Gateway = {
  startPayment(input: StartPayment): Promise<PaymentState>
  /** Absent: the provider cannot be asked, and what its proven notices say is all that is known (`stateIn`). */
  fetchPayment?(externalId: string, options?: FetchOptions): Promise<PaymentState>
  /** Takes the money of a payment that `awaitsCompletion`: with our amount, whatever the browser said. */
  completePayment?(input: {
    key: string
    externalId: string
    amount: Money
    notifyUrl: string
  }): Promise<PaymentState>
  /** What all proven notices of a payment of `asked` say together, oldest first; null when they tell of no payment. */
  stateIn?(told: readonly Told[], asked: Money): PaymentState | null
  /** Why a proven notice cannot be true beside those that came before, of its payment or its reference; null when it can. */
  objectionTo?(body: string, before: readonly Told[]): string | null
  /** Reads a notice that came by GET, as the query of the address. Absent: none is taken. */
  readQuery?(query: string): Notice
  /**
   * Asks the sender whether it sent this, where only that proves a notice; each sign of `body` is one byte of it. Throws
   * `UpstreamError` without an answer.
   */
  confirmNotice?(body: string): Promise<boolean>
  /** Gives back the state as it is: a payment that can no longer be canceled comes back `paid`. Absent: it just ends. */
  cancelPayment?(
    externalId: string,
    options?: Pick<FetchOptions, 'asked' | 'reference'>,
  ): Promise<PaymentState>
  capturePayment?(input: { key: string; externalId: string; amount?: Money }): Promise<PaymentState>
  /** Absent: money goes back by hand. */
  refund?(input: RequestRefund): Promise<RefundState>
  startSetup?(input: StartSetup): Promise<SetupState>
  fetchSetup?(externalId: string): Promise<SetupState>
  /**
   * Charges a saved method. A decline is an answer; `requires_action` when the bank wants to see its owner.
   */
  chargeSaved?(input: ChargeSaved): Promise<PaymentState>
  fetchMethod?(method: Pick<SavedMethod, 'externalId' | 'customerExternalId'>): Promise<SavedMethod | null>
  removeMethod?(
    method: Pick<SavedMethod, 'externalId' | 'customerExternalId' | 'mandateExternalId'>,
  ): Promise<void>
  /** `isFinal` false keeps a draft at the provider. */
  submitEvidence?(input: {
    key: string
    externalId: string
    evidence: Evidence
    isFinal: boolean
  }): Promise<DisputeState>
  acceptDispute?(input: { key: string; externalId: string }): Promise<DisputeState>
  /**
   * Throws `unauthenticated` for every notice that none of the secrets proves. Where the provider signs nothing, it
   * throws `invalid` for what has not its form; the id is then of this arrival alone.
   */
  readNotice(
    request: { headers: Headers; body: string },
    secrets: readonly string[],
  ): Promise<Notice> | Notice
  /** Newest first; both ends count. `undelivered`: only those of which no delivery has succeeded. */
  listEvents?(since: Date, until?: Date, options?: { undelivered?: boolean }): AsyncIterable<Notice>
  /** Newest first, made in this span; both ends count. All payments of the account, whoever made them. */
  findPayments?(since: Date, until?: Date): AsyncIterable<PaymentState>
  /** Payments of any age of which a refund or dispute was made in this span; one may come several times. */
  findReturned?(since: Date, until?: Date): AsyncIterable<{ paymentExternalId: string; at: Date }>
  fetchPayout?(externalId: string): Promise<PayoutState>
  findPayouts?(since: Date): AsyncIterable<PayoutState>
  /** The lines of its books: all of a payout, or those of a span. */
  findBalanceLines?(of: { payout: string } | { since: Date; until?: Date }): AsyncIterable<BalanceLine>
}

/** A gateway of which it is known that it can do these. All that can be told of a payment can also be told of its end. */
export type Able<K extends keyof Gateway> = Gateway & Required<Pick<Gateway, K | 'cancelPayment'>>

export type Capability = { name: string; label: string; isAllowed: boolean; needed: 'yes' | 'optional' }

/** What the provider says about a connection that is about to be made. */
export type Check = {
  accountId: string | null
  accountName: string | null
  country: string | null
  currency: string | null
  mode: Mode
  /** False while the provider takes no payments for the account, and why, in words. */
  chargesEnabled: boolean | null
  problem?: string
  payoutsEnabled?: boolean | null
  capabilities: Capability[]
  /** What a buyer can choose on the provider's own page, in words. */
  methods?: string[]
  warnings: string[]
}

/** A kind of notice: what it does here, and what must be read again because of it; `everything` is all of a payment. */
export type ProviderEvent = {
  type: string
  effect: string
  products: readonly ('droam' | 'ixopay' | 'plenigo' | 'navixy')[]
  reads: 'payment' | 'everything' | 'payout' | 'method' | 'account' | 'nothing'
}

/**
 * `installation` is ours; `known` is the webhook this connection still holds the secret of. `isNew`: a second one beside
 * it. `beside`: another of ours that goes on until it is removed.
 */
export type WebhookWish = {
  webhookUrl: string
  installation: string
  known?: { id: string; secret: string }
  isNew?: boolean
  beside?: string
}

/** `manual`: the person must do it at the provider; `reason` is the sentence that says why. */
export type InstalledWebhook = {
  kind: 'created' | 'reused' | 'manual'
  id?: string
  secret?: string
  reason?: string
  subscribed: string[]
  /** The version of the provider's API in which it tells. */
  version?: string
}

/**
 * Where the buyer pays: in a card form inside our page (`amount` as the provider counts), on a page of the provider, or
 * elsewhere and within `days`, as the instructions say. `title`: what buyers know it by, where that is not the label.
 */
export type WayToPay =
  | { kind: 'card_form'; publishableKey: string; account?: string; amount: number; currency: string }
  | { kind: 'redirect'; title?: string }
  | { kind: 'instructions'; title: string; instructions: string; days: number }

/** Where buyers enter their card, where a provider leaves the choice: in its form inside our page, or on its own page. */
export type PayPage = 'form' | 'hosted'

/** Where the provider listens (the sandbox in tests and demos), and how long one call may take. */
export type Endpoint = { url: string; limitMs?: number }

export type Credentials = Record<string, string>

/**
 * Connecting by signing in at the provider, in place of keys of one's own: the installation has an account there (its
 * platform), which acts for the accounts of those who agree.
 */
export type SignIn<C extends Credentials = Credentials> = {
  /** Where a person signs in, as a button names it. */
  at: string
  /** The mode of the platform; null: the operator of this installation has set none up. */
  mode(): Mode | null
  /** Where a person signs in and agrees; the browser comes back to `returnUrl` with `state`, and a `code` or an `error`. */
  urlFor(input: { state: string; returnUrl: string; email: string | null }, endpoint: string): string
  /**
   * Exchanges a code for access, and never asks twice: a second time would end the access. Throws `precondition` with
   * what to do when it is refused, `UpstreamError` when nobody knows.
   */
  exchange(code: string, endpoint: Endpoint): Promise<C>
  /** Gives the access back; one that is gone already counts as given back. */
  leave(credentials: C, endpoint: Endpoint): Promise<void>
  /** The one webhook for the notices of all accounts. */
  installWebhook(endpoint: Endpoint, wish: WebhookWish): Promise<InstalledWebhook>
  /** As `Gateway.readNotice`, with the account in it. */
  readNotice(request: { headers: Headers; body: string }, secrets: readonly string[]): Notice
}

export type Provider<C extends Credentials = Credentials> = {
  name: string
  label: string
  endpoint: string
  /** Where the credentials say to call, for a provider whose address is one of its fields. */
  endpointOf?(credentials: C): string
  /** Where the sandbox plays this provider, and what pages say of that; null: it needs no playing. */
  sandbox: { path: string; hint: string; noticesPlace?: string } | null
  /** Nobody can be asked what became of a payment: its gateways have no `fetchPayment`. */
  isSilent?: true
  /**
   * `registered`: a webhook is set up at the provider and signs what it sends. `with_payment`: its address goes with
   * each payment, nothing is set up, and what arrives is unsigned: anyone may have sent it. `by_hand`: a person enters
   * the address at the provider, which proves what it sends. `platform`: one webhook of this installation takes those of
   * all accounts. `none`: nobody sends any.
   */
  notices: 'registered' | 'with_payment' | 'by_hand' | 'platform' | 'none'
  /** For `by_hand`: where at the provider a person enters the address, in a sentence or two. */
  noticesPlace?: string
  /** Its gateways have `chargeSaved`, and keep a method with a payment (`StartPayment.save`). */
  keepsMethods?: true
  /** How long a call that is repeated with its key gives the first one's answer; absent: a repeat may be a second one. */
  keyLifeMs?: number
  /** Also the settings form: a field for each key in this order, label from `describe`, rest from `meta`. */
  credentials: z.ZodObject & z.ZodType<C>
  events: readonly ProviderEvent[]
  /** Refuses swapped or mixed keys with `invalid` and the field, before any call is made. */
  modeOf(credentials: C): Mode
  /** What may be shown: public values whole, of secrets the prefix and the last four characters. */
  publicPart(credentials: C): Record<string, string>
  /** It has a form for our page, and a page of its own too: the organization chooses. */
  hasHostedPage?: true
  /** How a buyer pays this price. Throws `invalid` for an amount that the provider cannot take. */
  wayToPay(credentials: C, price: Money, page?: PayPage): WayToPay
  /** Throws `invalid` for a part of a payment that it cannot give back. Absent: it can give back any. */
  assertRefundable?(amount: Money): void
  /** `page` is for what is begun from now on: what was begun otherwise is read and ended all the same. */
  connect(credentials: C, endpoint: Endpoint, page?: PayPage): Gateway
  check(credentials: C, endpoint: Endpoint): Promise<Check>
  /** The version of its API that we read; a webhook of another one still works, and is replaced by a person. */
  webhookVersion?: string
  /** Present: it is connected by signing in, and its credentials are never typed. */
  signIn?: SignIn<C>
  installWebhook?(credentials: C, endpoint: Endpoint, wish: WebhookWish): Promise<InstalledWebhook>
  /** Says why when the person must remove it by hand; a webhook that is gone already counts as removed. */
  removeWebhook?(
    credentials: C,
    endpoint: Endpoint,
    id: string,
  ): Promise<{ isRemoved: boolean; reason?: string }>
}

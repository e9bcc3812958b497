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

import type { Money } from '@/lib/core/money'
import type {
  BalanceLine,
  DisputeState,
  Evidence,
  Notice,
  PaymentState,
  PayoutState,
  RefundState,
  SavedMethod,
  SetupState,
  Told,
} from './states'

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

import type { z } from 'zod'
import { AppError, type ErrorCode } from '@/lib/core/error'
import type { Currency, Money } from '@/lib/core/money'

const codeOf = {
  auth: 'precondition',
  permission: 'precondition',
  not_found: 'precondition',
  validation: 'unprocessable',
  insufficient_balance: 'precondition',
  out_of_stock: 'precondition',
  not_compatible: 'precondition',
  not_ready: 'unavailable',
  conflict: 'conflict',
  rate_limited: 'unavailable',
  provider_unavailable: 'unavailable',
  unsupported: 'precondition',
  unknown_outcome: 'unavailable',
} as const satisfies Record<string, ErrorCode>

export type TelecomErrorKind = keyof typeof codeOf

const passing: readonly TelecomErrorKind[] = ['not_ready', 'rate_limited', 'provider_unavailable']

/**
 * A supplier refused, or gave no usable answer. `unknown_outcome`: a purchase was sent and nobody knows whether it
 * happened, so it must not be sent again before `findOrders` was read. `isRetryable`: nothing happened, ask again later.
 */
export class TelecomError extends AppError {
  readonly provider: string
  readonly kind: TelecomErrorKind
  readonly httpStatus?: number
  readonly retryAfterMs?: number
  constructor(
    provider: string,
    kind: TelecomErrorKind,
    message: string,
    { httpStatus, retryAfterMs, cause }: { httpStatus?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(codeOf[kind], message, { provider, kind }, { cause })
    this.provider = provider
    this.kind = kind
    this.httpStatus = httpStatus
    this.retryAfterMs = retryAfterMs
  }
  get isRetryable() {
    return passing.includes(this.kind)
  }
}

/** SM-DP+ states of a profile, one vocabulary for every supplier; `unknown` for a word we have not met. */
export type ProfileState =
  | 'unknown'
  | 'available'
  | 'allocated'
  | 'released'
  | 'downloaded'
  | 'installed'
  | 'enabled'
  | 'disabled'
  | 'deleted'
  | 'error'
  | 'unavailable'

export type BundleState =
  | 'processing'
  | 'queued'
  | 'active'
  | 'depleted'
  | 'expired'
  | 'revoked'
  | 'lapsed'
  | 'unknown'

/** Whose account it is, and what is left on it. */
export type Account = { name: string; currency: Currency; balance?: Money }

/**
 * What a supplier sells, as it says it. `dataBytes` null is unlimited; `countries` are ISO 3166 alpha-2; `price` is
 * our cost; `topUp` says that it may be put on a SIM in use; `hash` changes when any fact of it does.
 */
export type OfferFacts = {
  externalId: string
  name: string
  description: string
  dataBytes: bigint | null
  days: number
  countries: string[]
  region?: string
  speeds: string[]
  price: Money
  autostart: boolean
  topUp: boolean
  hash: string
}

export type Network = {
  name: string
  brand?: string
  mcc?: string
  mnc?: string
  tadig?: string
  speeds: string[]
}
export type CountryNetworks = { country: string; networks: Network[] }

/** A dry run: what it would cost, or why it would be refused. */
export type Quote = { valid: true; total: Money } | { valid: false; reason: string; total?: Money }

/** All a phone needs. `lpa` is the text of the QR code: a secret of its holder, never to be logged. */
export type Activation = {
  iccid: string
  lpa: string
  smdpAddress: string
  matchingId: string
  confirmationCode?: string
  appleUrl?: string
  androidUrl?: string
  pin?: string
  puk?: string
}

/** An accepted purchase. `iccids` and `profiles` are empty while the supplier still works on it. */
export type PlacedOrder = { orderId: string; iccids: string[]; profiles: Activation[] }

/** One line of an order in the supplier's books; what a lost purchase is looked for among. */
export type FoundOrder = {
  orderId: string
  offerId: string
  quantity: number
  createdAt: Date
  iccids: string[]
}

export type Activations =
  | { status: 'ready'; profiles: Activation[] }
  | { status: 'not ready'; retryAfterMs: number }

/** `installedAt` is when it was first installed; `service` whether it may use networks; `reference` is what `tag` set. */
export type Profile = {
  state: ProfileState
  installedAt?: Date
  service?: 'active' | 'suspended' | 'deactivated'
  reference?: string
  activation?: Activation
}

/** One allowance on one SIM. Bytes mean nothing when `unlimited`; `reference` is the supplier's name of its purchase. */
export type Bundle = {
  id: string
  name: string
  description: string
  state: BundleState
  initialBytes: bigint
  remainingBytes: bigint
  unlimited: boolean
  assignedAt?: Date
  startsAt?: Date
  endsAt?: Date
  reference?: string
}

export type Location = { country: string; network?: string; brand?: string; tadig?: string; seenAt?: Date }

/**
 * What a webhook said. It is a hint: ask again before money or a state changes. The same notice sent twice has the same
 * `eventId`; so have two equal ones without a time in them, as of a return to a country.
 */
export type TelecomNotice = {
  eventId: string
  kind: 'usage' | 'first_use' | 'attached' | 'country' | 'other'
  iccid: string
  bundle?: Omit<Bundle, 'state' | 'assignedAt'>
  country?: string
  raw: unknown
}

/**
 * A supplier's account, ready to call. A member that is absent is a thing it cannot do. All throw `TelecomError`.
 * Nothing is retried inside: after `order` or `topUp` ends in `unknown_outcome` only `findOrders` can tell.
 */
export type Carrier = {
  testConnection?(): Promise<Account>
  listOffers?(): AsyncIterable<OfferFacts>
  /** For ISO codes; an empty list means every country. */
  listNetworks?(countries: readonly string[]): Promise<CountryNetworks[]>
  quote?(what: { offerId: string; quantity: number }): Promise<Quote>
  /** Buys one on a new SIM. `reference` is ours; a supplier without a field for it takes it later by `tag`. */
  order?(what: { offerId: string; reference: string }): Promise<PlacedOrder>
  findOrders?(since: Date): Promise<FoundOrder[]>
  fetchActivation?(orderId: string): Promise<Activations>
  tag?(iccid: string, reference: string): Promise<void>
  fetchProfile?(iccid: string): Promise<Profile>
  listBundles?(iccid: string): Promise<Bundle[]>
  listCompatibleTopUps?(iccid: string): Promise<OfferFacts[]>
  isCompatible?(iccid: string, offerId: string): Promise<boolean>
  /** Buys one on a SIM in use. With `allowNewSim` an incompatible one lands on a new SIM: compare the ICCID. */
  topUp?(what: {
    iccid: string
    offerId: string
    reference: string
    allowNewSim?: boolean
  }): Promise<{ orderId: string; iccid: string; profile?: Activation }>
  suspend?(iccid: string): Promise<void>
  resume?(iccid: string): Promise<void>
  /** Takes an unused bundle back, and says where its price went. */
  revoke?(what: {
    iccid: string
    bundle: { id: string; name: string }
  }): Promise<{ refunded: 'balance' | 'inventory' | 'no' }>
  balance?(): Promise<Money>
  /** Null for a SIM that no network has seen. */
  location?(iccid: string): Promise<Location | null>
  /** Checks the signature on the raw body first. Throws `AppError`: `unauthenticated` or `invalid`. */
  readNotice?(request: { headers: Headers; body: string }): TelecomNotice[]
}

export type Capability = keyof Carrier

/** `throttle` is awaited before each call; `limitMs` ends one that gets no answer (unless told 45 s for a purchase; at most 15 s for others). */
export type Link = { url: string; throttle?: () => Promise<void>; limitMs?: number }

export type TelecomProvider = {
  name: string
  label: string
  kind: 'esim_retail' | 'iot' | 'satellite' | 'stock'
  /** Where its API lives unless the connection says otherwise; absent for one without an API. */
  endpoint?: string
  /** What its API allows one caller; absent means nothing is said. */
  requestsPerSecond?: number
  /** For people: where the supplier wants the webhook address. */
  webhookSetup?: string
  /** Also the settings form: one field for each key, its label from `describe`. */
  credentials: z.ZodObject
  /** Throws `ZodError` for credentials that do not fit `credentials`. */
  connect(credentials: unknown, link: Link): Carrier
}

/** Ties the type of the credentials to `connect` where a provider is written, and forgets it for everyone else. */
export const defineTelecom = <S extends z.ZodObject>({
  credentials,
  connect,
  ...rest
}: Omit<TelecomProvider, 'credentials' | 'connect'> & {
  credentials: S
  connect(credentials: z.output<S>, link: Link): Carrier
}): TelecomProvider => ({
  ...rest,
  credentials,
  connect: (given, link) => connect(credentials.parse(given), link),
})

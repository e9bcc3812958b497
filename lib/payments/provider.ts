import type { z } from 'zod'
import type { Money } from '@/lib/core/money'
import type { Gateway } from './gateway'
import type { Mode, Notice } from './states'

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
  /** What buyers know it by, where that is not the label. */
  buyersName?: string
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

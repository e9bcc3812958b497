import { randomBytes } from 'node:crypto'
import type { Docs, Kernel } from '../kernel'
import type { Amount } from './amounts'
import type { MethodId } from './methods'

export type Mode = 'test' | 'live'

/** Whose objects: one website profile in one mode, as an API key names it. */
export type Scope = { profileId: string; mode: Mode }

export type Status = 'open' | 'pending' | 'paid' | 'failed' | 'canceled' | 'expired'

export type Payment = Scope & {
  id: string
  status: Status
  amount: Amount
  description: string
  redirectUrl: string | null
  cancelUrl: string | null
  webhookUrl: string | null
  metadata: unknown
  locale: string | null
  /** What the seller allows; the buyer chooses on the page where it is not exactly one. */
  allowed: MethodId[]
  method: MethodId | 'directdebit' | null
  failureReason: string | null
  /** psp.md 4.6: `first` asks its buyer for a mandate, `recurring` uses one. */
  sequenceType?: SequenceType
  customerId?: string | null
  mandateId?: string | null
  createdAt: number
  expiresAt: number
  /** When it came to the status that it has now. */
  movedAt: number
}

export type SequenceType = 'oneoff' | 'first' | 'recurring'

export type Customer = Scope & {
  id: string
  name: string | null
  email: string | null
  locale: string | null
  metadata: unknown
  createdAt: number
}

/** A customer's leave to charge without him. */
export type Mandate = Scope & {
  id: string
  customerId: string
  method: 'creditcard' | 'directdebit'
  status: 'valid' | 'pending' | 'invalid'
  /** The same for the same card. */
  card: string | null
  createdAt: number
}

export type RefundStatus = 'queued' | 'pending' | 'processing' | 'refunded' | 'failed' | 'canceled'

export type Refund = Scope & {
  id: string
  paymentId: string
  status: RefundStatus
  amount: Amount
  description: string
  metadata: unknown
  createdAt: number
}

export type Chargeback = Scope & {
  id: string
  paymentId: string
  amount: Amount
  createdAt: number
  reversedAt: number | null
}

export type Kept = { status: number; body: string; request: string; at: number }

export type Store = {
  kernel: Kernel
  payments: Docs<Payment>
  refunds: Docs<Refund>
  chargebacks: Docs<Chargeback>
  customers: Docs<Customer>
  mandates: Docs<Mandate>
  answers: Docs<Kept>
}

export const makeStore = (kernel: Kernel): Store => ({
  kernel,
  payments: kernel.docs('mollie.payments'),
  refunds: kernel.docs('mollie.refunds'),
  chargebacks: kernel.docs('mollie.chargebacks'),
  customers: kernel.docs('mollie.customers'),
  mandates: kernel.docs('mollie.mandates'),
  answers: kernel.docs('mollie.answers'),
})

const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** `tr_5B8cwPMGnU`: letters that are not mistaken for others. */
export const newId = (prefix: 'tr' | 're' | 'chb' | 'cst' | 'mdt'): string =>
  `${prefix}_${[...randomBytes(12)].map((byte) => alphabet[byte % alphabet.length]).join('')}`

export const isOf = (scope: Scope) => (each: Scope) =>
  each.profileId === scope.profileId && each.mode === scope.mode

export const refundsOf = ({ refunds }: Store, paymentId: string): Refund[] =>
  refunds.all().filter((each) => each.paymentId === paymentId)

export const mandatesOf = ({ mandates }: Store, customerId: string): Mandate[] =>
  mandates.all().filter((each) => each.customerId === customerId)

export const chargebacksOf = ({ chargebacks }: Store, paymentId: string): Chargeback[] =>
  chargebacks.all().filter((each) => each.paymentId === paymentId)

/** `2026-11-20T23:00:00+00:00`, as Mollie writes time. */
export const stamp = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, '+00:00')

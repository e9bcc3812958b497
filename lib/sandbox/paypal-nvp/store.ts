import { createHash, randomBytes } from 'node:crypto'
import type { Docs, Kernel } from '../kernel'

/** A merchant's account: its name, and the password and signature that it was first used with, hashed. */
export type Account = { user: string; proof: string; merchantId: string; email: string }

/** How the buyer chose to pay on PayPal's page. `refused`: a card that its bank will refuse. */
export type Funding = 'instant' | 'echeck' | 'refused'

export type CheckoutStatus =
  | 'PaymentActionNotInitiated'
  | 'PaymentActionFailed'
  | 'PaymentActionInProgress'
  | 'PaymentActionCompleted'

/** What `SetExpressCheckout` began: its token lives for three hours. */
export type Checkout = {
  token: string
  merchantId: string
  action: 'Sale' | 'Authorization'
  units: number
  currency: string
  invoice: string | null
  custom: string | null
  description: string | null
  notifyUrl: string | null
  returnUrl: string
  cancelUrl: string
  createdAt: number
  status: CheckoutStatus
  payerId: string | null
  funding: Funding | null
  transactionId: string | null
}

export type Kind = 'payment' | 'authorization' | 'refund' | 'reversal' | 'canceled_reversal'

export type Status =
  | 'Completed'
  | 'Pending'
  | 'Denied'
  | 'PartiallyRefunded'
  | 'Refunded'
  | 'Reversed'
  | 'CanceledReversal'
  | 'Voided'
  | 'Expired'

/** A line of the merchant's history. What leaves the account has `units` below zero. */
export type Transaction = {
  id: string
  merchantId: string
  kind: Kind
  parentId: string | null
  status: Status
  pendingReason: string
  reasonCode: string
  paymentType: 'instant' | 'echeck'
  units: number
  feeUnits: number
  currency: string
  invoice: string | null
  custom: string | null
  description: string | null
  note: string | null
  notifyUrl: string | null
  payerId: string
  at: number
}

/** The answer that a `MSGSUBID` got, as pairs. */
export type Kept = { pairs: Record<string, string> }

export type Store = {
  kernel: Kernel
  accounts: Docs<Account>
  checkouts: Docs<Checkout>
  transactions: Docs<Transaction>
  answers: Docs<Kept>
  /** The hashes of all notifications that were sent. */
  notices: Docs<{ at: number }>
  settings: Docs<{ value: string }>
}

export const makeStore = (kernel: Kernel): Store => ({
  kernel,
  accounts: kernel.docs('paypal.accounts'),
  checkouts: kernel.docs('paypal.checkouts'),
  transactions: kernel.docs('paypal.transactions'),
  answers: kernel.docs('paypal.answers'),
  notices: kernel.docs('paypal.notices'),
  settings: kernel.docs('paypal.settings'),
})

const alphabet = '0123456789ABCDEFGHJKLMNPRSTUVWXY'

const letters = (bytes: Buffer): string => [...bytes].map((byte) => alphabet[byte % alphabet.length]).join('')

/** 17 capitals and digits, as PayPal names a transaction. */
export const newTransactionId = (): string => letters(randomBytes(17))

export const newToken = (): string => `EC-${letters(randomBytes(17))}`

/** The 13 signs by which PayPal names an account; the same for the same name. */
export const accountIdOf = (name: string): string =>
  letters(createHash('sha256').update(name).digest().subarray(0, 13))

export const childrenOf = ({ transactions }: Store, id: string): Transaction[] =>
  transactions.all().filter(({ parentId }) => parentId === id)

const lifeS = 3 * 3_600

export const isExpired = ({ kernel }: Store, { createdAt }: Checkout): boolean =>
  kernel.now() >= createdAt + lifeS

export const accountOf = ({ accounts }: Store, id: string): Account =>
  accounts.all().find(({ merchantId }) => merchantId === id)!

/** `2026-11-20T23:00:00Z`, as the API writes time. */
export const stamp = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')

import { randomBytes } from 'node:crypto'
import type { Docs, Kernel } from '../kernel'

/** What an account's portal sets: where each transaction is told, the PIN that proves it, how a hosted page ends. */
export type Account = {
  slug: string
  webhook: { url: string; pin: string } | null
  /** A person's wish for the next charge: decided here, for the vendor documents no card or amount that declines. */
  next: { kind: 'decline' } | { kind: 'partly'; cents: number } | null
}

export type Result = 'A' | 'D' | 'E'

export type Card = { masked: string; brand: string; exp: string }

/** One row of the reports. `of`: the transaction that it follows. Amounts are cents. */
export type Transaction = {
  refNum: string
  slug: string
  command: string
  result: Result
  error: string
  requested: number
  authorized: number
  currency: string
  card: Card | null
  token: string
  /** What the caller gave to find it again: xInvoice, xDescription, xCustom01 and so on, by lower-cased name. */
  fields: Record<string, string>
  of: string | null
  isVoid: boolean
  isSettled: boolean
  at: number
}

/** A card that may be charged again by its token. */
export type Saved = Card & { token: string; slug: string; number: string }

export type Store = {
  kernel: Kernel
  accounts: Docs<Account>
  transactions: Docs<Transaction>
  saved: Docs<Saved>
}

export const makeStore = (kernel: Kernel): Store => ({
  kernel,
  accounts: kernel.docs('cardknox.accounts'),
  transactions: kernel.docs('cardknox.transactions'),
  saved: kernel.docs('cardknox.saved'),
})

export const accountOf = ({ accounts }: Store, slug: string): Account =>
  accounts.get(slug) ?? { slug, webhook: null, next: null }

const firstRefNum = 10_000_000_001

/** More than 32 bits hold: to be carried as text. */
export const nextRefNum = ({ transactions }: Store): string => String(firstRefNum + transactions.all().length)

export const newToken = (): string => randomBytes(16).toString('hex')

export const ofAccount = ({ transactions }: Store, slug: string): Transaction[] =>
  transactions.all().filter((each) => each.slug === slug)

export const relatedTo = (store: Store, slug: string, refNum: string): Transaction[] => {
  const all = ofAccount(store, slug)
  const first = all.find((each) => each.refNum === refNum)?.of ?? refNum
  return all.filter((each) => each.refNum === first || each.of === first)
}

const nightS = 86_400

/** Batches are closed within a day; a person may close one at once. */
export const isSettled = ({ kernel }: Store, { isSettled, at }: Transaction): boolean =>
  isSettled || kernel.now() - at >= nightS

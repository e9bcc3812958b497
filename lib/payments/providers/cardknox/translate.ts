import { type Money, money } from '@/lib/core/money'
import type { ChargeState, Mode, PaymentState, RefundState } from '../../states'
import { buyerMessageOf } from './decline'
import type { Row } from './rows'
import { daysAfter } from './wall-time'

// psp.md 6.1: how long a hold stands is not published.
const holdDays = 7

const isApproved = ({ result }: Row): boolean => result === 'approved'
const isAttempt = ({ command }: Row): boolean => /^cc:(sale|authonly)$/.test(command)
const isHold = (row: Row): boolean => row.command === 'cc:authonly' && isApproved(row)
const isTake = (row: Row): boolean => /^cc:(sale|capture|postauth)$/.test(row.command) && isApproved(row)
const isGivenBack = (row: Row): boolean => /^cc:(refund|credit)$/.test(row.command) && isApproved(row)
const isVoiding = (row: Row): boolean => /^cc:void(refund)?$/.test(row.command) && isApproved(row)

/** What bears one reference of ours, in its parts. */
export type Family = {
  /** The transaction that names the payment; undefined while nothing is approved. */
  first: Row | undefined
  holds: Row[]
  /** What took money and stands; of a payment that was voided whole, that which was voided. */
  takes: Row[]
  isVoided: boolean
}

/** Sorts the rows of a report. Oldest first in, so the first approved one gives the payment its name. */
export function familyOf(rows: readonly Row[]): Family {
  const holds = rows.filter(isHold)
  const taken = rows.filter(isTake)
  const standing = taken.filter(({ isVoid }) => !isVoid)
  return {
    first: holds.find(({ isVoid }) => !isVoid) ?? standing[0] ?? taken[0] ?? holds[0],
    holds,
    takes: standing.length ? standing : taken.slice(0, 1),
    isVoided: taken.length > 0 && standing.length === 0,
  }
}

export type About = {
  mode: Mode
  reference: string
  /** What we ask for: stands for the amount until the account has a transaction of it. */
  asked?: Money
}

/** The rows of one payment -> our state; null when there are none and nothing is known of what was asked. Pure. */
export function toState(rows: readonly Row[], { mode, reference, asked }: About): PaymentState | null {
  const family = familyOf(rows)
  const { first, takes } = family
  const amount = first?.asked ?? asked ?? rows.findLast(isAttempt)?.asked
  if (!amount) return null
  const status = statusOf(family)
  const installation = rows.find((row) => row.installation)?.installation
  return {
    externalId: first?.refNum ?? reference,
    ...(reference && { formerExternalId: reference }),
    status,
    amount,
    received: sumOf(takes, amount),
    mode,
    metadata: { payment_id: reference, ...(installation && { installation }) },
    clientSecret: null,
    redirectUrl: null,
    charges: rows.filter(isAttempt).map((row) => toCharge(row, family)),
    refunds: refundsOf(rows, family),
    disputes: [],
    captureBefore: status === 'authorized' ? daysAfter(first!.at, holdDays) : null,
    canceledBecause: status === 'canceled' ? 'voided' : null,
  }
}

function statusOf({ takes, holds }: Family): PaymentState['status'] {
  if (takes.length) return 'paid'
  if (!holds.length) return 'requires_action'
  return holds.some(({ isVoid }) => !isVoid) ? 'authorized' : 'canceled'
}

/** A second payment of the same page is counted too: then more came than was asked, and a person must look. */
const sumOf = (takes: readonly Row[], { currency }: Money): Money =>
  money(
    takes.reduce((sum, { authorized }) => sum + authorized.amount, 0n),
    takes[0]?.authorized.currency ?? currency,
  )

function chargeStatus(row: Row, { takes }: Family): ChargeState['status'] {
  if (row.result !== 'approved') return 'failed'
  if (row.command === 'cc:sale' || takes.length) return 'succeeded'
  return row.isVoid ? 'failed' : 'pending'
}

function toCharge(row: Row, family: Family): ChargeState {
  const status = chargeStatus(row, family)
  const hasFailed = row.result !== 'approved'
  return {
    externalId: row.refNum,
    status,
    amount: hasFailed ? row.asked : row.authorized,
    at: row.at,
    method: 'card',
    brand: row.brand,
    last4: row.last4,
    country: null,
    declineCode: hasFailed ? row.result : null,
    message: hasFailed ? row.error || null : null,
    buyerMessage: hasFailed ? buyerMessageOf(row.error) : null,
    fee: null,
    net: null,
  }
}

/** What a void is named: its own number in the reports is not documented, so it goes by what it undid. */
const voidOf = ({ refNum }: Row): string => `${refNum}:void`

function refundsOf(rows: readonly Row[], { first, takes, isVoided }: Family): RefundState[] {
  const given = rows.filter(isGivenBack).map(
    (row): RefundState => ({
      externalId: row.refNum,
      status: 'succeeded',
      amount: row.authorized,
      reason: null,
      reference: row.mark || null,
      failureReason: null,
      at: row.at,
    }),
  )
  const [taken] = takes
  if (!isVoided || !first || !taken) return given
  const voiding = rows.findLast(isVoiding)
  return [
    ...given,
    {
      externalId: voidOf(first),
      status: 'succeeded',
      amount: taken.authorized,
      reason: null,
      reference: voiding?.mark || null,
      failureReason: null,
      at: voiding?.at ?? taken.at,
    },
  ]
}

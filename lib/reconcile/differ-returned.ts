import { type Money, money } from '@/lib/core/money'
import type { PaymentState } from '@/lib/payments/states'
import { type Difference, sideOf } from './differ'
import type { Mirror } from './mirror'

type Kept = { id: string; externalId: string | null; status: string; amount: Money; at: Date }
type Held = { externalId: string; status: string; amount: Money; at: Date; reference: string | null }
type Rules = {
  object: 'refund' | 'dispute'
  /** Whether a state means that money left us. */
  isGone: (status: string) => boolean
  isSame: (ours: string, theirs: string) => boolean
}

/** Refunds, each with its twin on the other side. A promised one that the provider does not know yet is no difference. */
export const differencesOfRefunds = (ours: Mirror, theirs: PaymentState, until: Date): Difference[] =>
  compare(
    ours.refunds.map((row) => ({ ...row, amount: money(row.amount, row.currency), at: row.createdAt })),
    theirs.refunds,
    until,
    {
      object: 'refund',
      isGone: (status) => !refundEnds.failed.includes(status),
      isSame: (a, b) => refundStage(a) === refundStage(b),
    },
  )

export const differencesOfDisputes = (ours: Mirror, theirs: PaymentState, until: Date): Difference[] =>
  compare(
    ours.disputes.map((row) => ({ ...row, amount: money(row.amount, row.currency), at: row.openedAt })),
    theirs.disputes.map((each) => ({ ...each, reference: null })),
    until,
    {
      object: 'dispute',
      isGone: (status) => !/^(won|prevented|warning_)/.test(status),
      isSame: (a, b) => a === b,
    },
  )

const refundEnds = { succeeded: ['succeeded'], failed: ['failed', 'canceled'] }

const refundStage = (status: string) =>
  Object.entries(refundEnds).find(([, statuses]) => statuses.includes(status))?.[0] ?? 'open'

function compare(ours: Kept[], theirs: Held[], until: Date, rules: Rules): Difference[] {
  const twinOf = (held: Held) =>
    ours.find(
      ({ id, externalId }) => externalId === held.externalId || (!externalId && held.reference === id),
    )
  const lost = ours.filter(
    ({ externalId, at }) =>
      externalId && at <= until && !theirs.some((each) => each.externalId === externalId),
  )
  return [
    ...theirs.filter(({ at }) => at <= until).flatMap((held) => ofPair(twinOf(held), held, rules)),
    ...lost.map((row) => missingThere(row, rules)),
  ]
}

const zero = ({ currency }: Money): Money => ({ amount: 0n, currency })
const gone = (each: { status: string; amount: Money }, { isGone }: Rules): bigint =>
  isGone(each.status) ? each.amount.amount : 0n

function ofPair(row: Kept | undefined, held: Held, rules: Rules): Difference[] {
  const base = {
    ...{ object: rules.object, subject: held.externalId },
    ours: row ? sideOf(row.id, row.status, row.amount, row.at) : null,
    theirs: sideOf(held.externalId, held.status, held.amount, held.at),
    stake: { ...zero(held.amount), amount: (row ? gone(row, rules) : 0n) - gone(held, rules) },
  }
  if (!row) return [{ ...base, kind: 'missing_here' }]
  if (row.amount.currency !== held.amount.currency) return [{ ...base, kind: 'currency', stake: null }]
  if (row.amount.amount !== held.amount.amount) return [{ ...base, kind: 'amount' }]
  return rules.isSame(row.status, held.status) ? [] : [{ ...base, kind: 'state' }]
}

const missingThere = (row: Kept, rules: Rules): Difference => ({
  ...{ kind: 'missing_there', object: rules.object, subject: row.externalId! },
  ours: sideOf(row.id, row.status, row.amount, row.at),
  theirs: null,
  stake: { ...zero(row.amount), amount: gone(row, rules) },
})

import type { ConflictSide, conflictKinds, conflictObjects } from '@/db/schema'
import type { Money } from '@/lib/core/money'
import { money } from '@/lib/core/money'
import type { PaymentState, PaymentStatus } from '@/lib/payments/states'
import { differencesOfDisputes, differencesOfRefunds } from './differ-returned'
import type { Mirror } from './mirror'

export type ConflictKind = (typeof conflictKinds)[number]
export type ConflictObject = (typeof conflictObjects)[number]

/** `stake`: how much more the provider's books hold for us than ours. */
export type Difference = {
  kind: ConflictKind
  object: ConflictObject
  subject: string
  ours: ConflictSide | null
  theirs: ConflictSide | null
  stake: Money | null
}

// What differs within one of these is told by the next reading, and means nothing to the books.
const stages: Record<PaymentStatus, 'open' | 'authorized' | 'paid' | 'ended'> = {
  created: 'open',
  requires_action: 'open',
  pending: 'open',
  authorized: 'authorized',
  paid: 'paid',
  failed: 'ended',
  canceled: 'ended',
  expired: 'ended',
}

export const stageOf = (status: PaymentStatus) => stages[status]

export const sideOf = (
  id: string | null,
  status: string | null,
  amount: Money | null,
  at: Date | null | undefined,
  more: Pick<ConflictSide, 'metadata' | 'mode'> = {},
): ConflictSide => ({
  id,
  status,
  amount: amount && { amount: amount.amount.toString(), currency: amount.currency },
  at: at?.toISOString() ?? null,
  ...more,
})

/** The provider's payment as one side of a difference. */
export const theirSide = (state: PaymentState): ConflictSide =>
  sideOf(
    state.externalId,
    state.status,
    state.status === 'paid' ? state.received : state.amount,
    state.madeAt,
    {
      metadata: state.metadata,
      mode: state.mode,
    },
  )

export const ourSide = ({ payment }: Mirror): ConflictSide =>
  sideOf(payment.id, payment.status, money(payment.amount, payment.currency), payment.createdAt, {
    mode: payment.mode,
  })

/**
 * What differs between our record of a payment and the provider's, in what was done before `until`: what is younger is
 * still on its way here. Pure. Says nothing of what any next reading may bring, such as a form that was opened.
 */
export function differencesOf(ours: Mirror, theirs: PaymentState, until: Date): Difference[] {
  return [
    ...differencesOfPayment(ours, theirs, until),
    ...differencesOfFees(ours, theirs, until),
    ...differencesOfRefunds(ours, theirs, until),
    ...differencesOfDisputes(ours, theirs, until),
  ]
}

function differencesOfPayment(mirror: Mirror, theirs: PaymentState, until: Date): Difference[] {
  const { payment } = mirror
  const kind = kindOf(payment, theirs, until)
  if (!kind) return []
  const { amount: held, currency } = theirs.received
  // In another currency all of it is at stake; else what we have not booked.
  const stake = money(currency === payment.currency ? held - payment.received : held, currency)
  return [
    {
      ...{ kind, object: 'payment', subject: theirs.externalId, stake },
      ...{ ours: ourSide(mirror), theirs: theirSide(theirs) },
    },
  ]
}

/** One word for a payment: where it is not ours or not over our amount, its state follows from that. */
function kindOf(payment: Mirror['payment'], theirs: PaymentState, until: Date): ConflictKind | null {
  const { amount, received, status } = theirs
  if (theirs.metadata.payment_id !== payment.id) return 'reference'
  if (theirs.mode !== payment.mode) return 'mode'
  if (amount.currency !== payment.currency) return 'currency'
  if (amount.amount !== payment.amount) return 'amount'
  if (status === 'paid' && received.amount !== payment.amount) return 'amount'
  return hasOtherState(payment.status, theirs, until) ? 'state' : null
}

function hasOtherState(status: PaymentStatus, theirs: PaymentState, until: Date): boolean {
  const [here, there] = [stageOf(status), stageOf(theirs.status)]
  // We gave it up, and nobody paid: it is called off there, not argued about.
  if (here === there || (here === 'ended' && there === 'open')) return false
  return theirs.charges.every(({ at }) => at <= until)
}

/** Against the ledger: a charge shows the fee that was read last, but it was booked when it was read first. */
function differencesOfFees(ours: Mirror, theirs: PaymentState, until: Date): Difference[] {
  return theirs.charges.flatMap(({ fee, externalId, at, status }) => {
    const row = ours.charges.find((each) => each.externalId === externalId)
    const booked = ours.fees.get(externalId)
    if (!fee || !row || !booked || at > until) return []
    if (booked.amount === fee.amount && booked.currency === fee.currency) return []
    const isOneCurrency = booked.currency === fee.currency
    return [
      {
        ...{ kind: 'fee', object: 'charge', subject: externalId },
        stake: isOneCurrency ? money(booked.amount - fee.amount, fee.currency) : null,
        ours: sideOf(row.id, row.status, booked, row.madeAt),
        theirs: sideOf(externalId, status, fee, at),
      },
    ]
  })
}

/** A fee comes later than its payment, and is no difference until it was booked otherwise. */
export const hasNewFee = (ours: Mirror, theirs: PaymentState): boolean =>
  theirs.charges.some(({ fee, externalId }) => fee && fee.amount !== 0n && !ours.fees.has(externalId))

import type { ConflictRow } from '@/lib/reconcile/conflicts'

type What = Pick<ConflictRow, 'kind' | 'object'>

const objects = {
  payment: 'payment',
  charge: 'fee',
  refund: 'refund',
  dispute: 'dispute',
  payout: 'payout',
} as const

export const kindWords: Record<ConflictRow['kind'], string> = {
  missing_here: 'Missing here',
  missing_there: 'Missing at the PSP',
  amount: 'Another amount',
  currency: 'Another currency',
  state: 'Another state',
  fee: 'Another fee',
  mode: 'Another mode',
  reference: 'Another reference',
}

/** What differs, as a title. */
export function titleOf({ kind, object }: What): string {
  if (kind === 'fee') return 'Another fee'
  if (kind === 'missing_here') return `A ${objects[object]} that is missing here`
  if (kind === 'missing_there') return `A ${objects[object]} that the PSP does not have`
  return `A ${objects[object]} with ${kindWords[kind].toLowerCase()}`
}

/** What it means, and how it may have come about. */
export function meaningOf({ kind, object }: What): string {
  switch (kind) {
    case 'missing_here':
      return object === 'payment'
        ? 'The PSP holds a payment that says it was made here, but there is no record of it: a backup may have been restored, or a payment was begun twice.'
        : `The PSP has a ${objects[object]} that is not recorded here.`
    case 'missing_there':
      return object === 'payment'
        ? 'The account of the PSP does not have this payment. Perhaps the key is of another account now, or the payment never got there.'
        : `The PSP does not have this ${objects[object]}. Perhaps it was taken back there.`
    case 'amount':
      if (object === 'payout')
        return 'What this payout is made of does not add up to what the PSP paid out, or it paid out another amount than it said before.'
      return object === 'payment'
        ? 'The PSP took another amount than was asked for. The payment is held: nothing is delivered for it.'
        : `The two sides hold another amount of this ${objects[object]}.`
    case 'currency':
      return 'The two sides count in different currencies. What cannot be compared is not booked.'
    case 'state':
      return 'The two sides say something different about what became of it, and none follows from the other.'
    case 'fee':
      return 'The PSP kept another fee than stands in our books, where a fee is booked once and never changed.'
    case 'mode':
      return 'One side says that it was a test, the other that it was real. The payment is held.'
    case 'reference':
      return 'The PSP has this payment under another reference than ours: it may belong to something else. It is held.'
  }
}

export const stateWords: Record<
  ConflictRow['status'],
  { label: string; tone: 'warning' | 'info' | 'success' | 'neutral' }
> = {
  open: { label: 'Open', tone: 'warning' },
  refunding: { label: 'Refund on its way', tone: 'info' },
  resolved: { label: 'Resolved', tone: 'success' },
  mended: { label: 'Mended by itself', tone: 'neutral' },
}

export const resolutionWords: Record<NonNullable<ConflictRow['resolution']>, string> = {
  taken_over: 'What the PSP holds was taken over.',
  adopted: 'The payment was recorded here.',
  foreign: 'It was noted as not ours.',
  refunded: 'The money was given back.',
  booked: 'The difference was booked.',
  explained: 'It was explained.',
}

/** What came of a payment that was recorded here by a person, for it may not fit what it is for. */
export function followsFrom({
  resolution,
  payment,
}: Pick<ConflictRow, 'resolution' | 'payment'>): string | null {
  if (resolution !== 'adopted' || !payment) return null
  if (payment.mismatch) return `It is held, and nothing is done for it: ${payment.mismatch}`
  return payment.status === 'paid' ? 'It is settled.' : 'It is not settled yet.'
}

/** How long it waits: "3 hours", "12 days". */
export function ageOf(since: Date, now = Date.now()): string {
  const hours = Math.floor((now - since.getTime()) / 3_600_000)
  const [count, unit] = hours < 48 ? [hours, 'hour'] : [Math.floor(hours / 24), 'day']
  return count < 1 ? 'Less than an hour' : `${count} ${unit}${count === 1 ? '' : 's'}`
}

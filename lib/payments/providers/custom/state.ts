import { type Currency, currency, type Money, parseDecimal } from '@/lib/core/money'
import type { ChargeState, Mode, PaymentState, PaymentStatus, RefundState, Told } from '../../states'
import { type Call, readCall } from './call'

type Heard = Omit<Call, 'amount' | 'currency'> & { amount: Money; at: Date }

const hear = ({ body, at }: Told, asked: Currency): Heard => {
  const call = readCall(body)
  return { ...call, amount: parseDecimal(call.amount, currency(call.currency ?? asked)), at }
}

const of = (heard: readonly Heard[], status: Call['status']) => heard.filter((each) => each.status === status)

/** What all calls about one payment say together, in whatever order they came; null when none tells of a payment. */
export function stateIn(told: readonly Told[], asked: Money, mode: Mode): PaymentState | null {
  const heard = told.map((each) => hear(each, asked.currency))
  const [paid] = of(heard, 'paid')
  const last = paid ?? [...of(heard, 'failed'), ...of(heard, 'canceled'), ...of(heard, 'pending')][0]
  if (!last) return null
  return {
    externalId: last.id,
    status: last.status as PaymentStatus,
    amount: last.amount,
    received: paid ? paid.amount : { ...last.amount, amount: 0n },
    mode,
    metadata: { payment_id: last.id },
    clientSecret: null,
    redirectUrl: null,
    charges: chargesOf(heard),
    refunds: paid ? of(heard, 'refunded').map(refundOf) : [],
    disputes: [],
    captureBefore: null,
    canceledBecause: null,
  }
}

const chargeStatus: Partial<Record<Call['status'], ChargeState['status']>> = {
  paid: 'succeeded',
  failed: 'failed',
  pending: 'pending',
}
const rank: readonly Call['status'][] = ['pending', 'failed', 'paid']

/** One for each reference, as far as it has come. */
function chargesOf(heard: readonly Heard[]): ChargeState[] {
  const furthest = new Map<string, Heard>()
  for (const each of heard.filter(({ status }) => chargeStatus[status])) {
    const known = furthest.get(each.reference)
    if (!known || rank.indexOf(each.status) > rank.indexOf(known.status)) furthest.set(each.reference, each)
  }
  return [...furthest.values()].map(({ reference, status, amount, at, method, comment }) => ({
    externalId: reference,
    status: chargeStatus[status]!,
    ...{ amount, at },
    method: method ?? null,
    ...{ brand: null, last4: null, country: null, declineCode: null },
    message: status === 'failed' ? (comment ?? null) : null,
    buyerMessage: status === 'failed' ? 'The payment did not go through.' : null,
    ...{ fee: null, net: null },
  }))
}

const refundOf = ({ reference, amount, comment, at }: Heard): RefundState => ({
  externalId: reference,
  status: 'succeeded',
  amount,
  reason: comment ?? null,
  reference: null,
  failureReason: null,
  at,
  keepsPromise: true,
})

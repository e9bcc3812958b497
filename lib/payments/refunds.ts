import { and, eq, inArray, isNull, notInArray, or, sql } from 'drizzle-orm'
import { disputes, entries, payments, refunds } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { currency, formatMoney } from '@/lib/core/money'
import { bookRefund, bookRefundFailed } from './book'
import { tellCase } from './cases'
import { type ReasonCode, reasonWords } from './reasons'
import type { RefundState } from './states'

type Payment = typeof payments.$inferSelect
export type Refund = typeof refunds.$inferSelect

const alive = ['requested', 'pending', 'requires_action', 'succeeded'] as const

/** Minor units that are refunded or promised. Summed from the refunds, so a failed one frees its amount by itself. */
export async function refundedOf(tx: Tx, paymentId: string): Promise<bigint> {
  const [sum] = await tx
    .select({ total: sql<string>`coalesce(sum(${refunds.amount}), 0)` })
    .from(refunds)
    .where(and(eq(refunds.paymentId, paymentId), inArray(refunds.status, alive)))
  return BigInt(sum!.total)
}

/** The same of all payments of an order, which are in its currency. */
export async function refundedOfOrder(tx: Tx, orderId: string): Promise<bigint> {
  const [sum] = await tx
    .select({ total: sql<string>`coalesce(sum(${refunds.amount}), 0)` })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(and(eq(payments.orderId, orderId), inArray(refunds.status, alive)))
  return BigInt(sum!.total)
}

/** True when whatever goes back of an order goes into a wallet of ours, and not to a bank. */
export async function isBackInWallet(tx: Tx, orderId: string): Promise<boolean> {
  const found = await tx
    .select({ destination: refunds.destination, paidFrom: payments.walletId })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(and(eq(payments.orderId, orderId), inArray(refunds.status, alive)))
  return found.length > 0 && found.every(isToWallet)
}

/** Where a refund goes: it may be sent to a wallet, and goes back to the one that it was paid from. */
export const isToWallet = (refund: { destination: Refund['destination']; paidFrom: string | null }) =>
  refund.destination === 'wallet' || (refund.destination === 'original' && refund.paidFrom !== null)

/** What was paid for an order, by payment, and how much of each is neither refunded nor promised. */
export async function paidOf(tx: Tx, orderId: string): Promise<{ id: string; left: bigint }[]> {
  const paid = await tx
    .select({ id: payments.id, received: payments.received })
    .from(payments)
    .where(and(eq(payments.orderId, orderId), eq(payments.status, 'paid')))
    .orderBy(payments.id)
  const found: { id: string; left: bigint }[] = []
  for (const { id, received } of paid) found.push({ id, left: received - (await refundedOf(tx, id)) })
  return found
}

/** True when every promised refund of these payments has reached its provider. */
export async function areRefundsMade(tx: Tx, paymentIds: string[]): Promise<boolean> {
  const open = await tx
    .select({ id: refunds.id })
    .from(refunds)
    .where(and(inArray(refunds.paymentId, paymentIds), eq(refunds.status, 'requested')))
    .limit(1)
  return open.length === 0
}

const settledForUs = ['won', 'warning_closed', 'prevented']

/** Says why no money of this payment can go back; null when it can. While a bank looks at a payment, the bank decides. */
export async function obstacleTo(tx: Tx, payment: Payment): Promise<string | null> {
  if (payment.status !== 'paid') return 'Only a paid payment can be refunded.'
  const [dispute] = await tx
    .select({ status: disputes.status })
    .from(disputes)
    .where(
      and(
        eq(disputes.paymentId, payment.id),
        eq(disputes.isRefundable, false),
        notInArray(disputes.status, settledForUs),
      ),
    )
    .limit(1)
  if (!dispute) return null
  return dispute.status === 'lost'
    ? 'The bank of the buyer has taken the money back already: there is nothing to refund.'
    : 'The buyer disputes this payment at the bank, so it cannot be refunded. Answer or accept the dispute.'
}

export type RefundWish = {
  /** Everything that is left, unless said. */
  amount?: bigint
  /** How much its sender thinks is left: when it is not, somebody was faster, and has to be looked at first. */
  believed?: bigint
  code?: ReasonCode
  reason: string
  actorId?: string
  destination?: Refund['destination']
  /** The eSIM is taken back at its supplier before the money goes. */
  takesBack?: boolean
  replacesId?: string
  /** The wish of a buyer that is granted by it. */
  askedId?: string
}

/** Locks the payment, and throws `precondition` unless this much of it can go back. Gives how much that is. */
export async function claimRefundable(
  tx: Tx,
  paymentId: string,
  { amount, believed }: Pick<RefundWish, 'amount' | 'believed'>,
): Promise<{ payment: Payment; wanted: bigint }> {
  const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update')
  if (!payment) throw notFound('payment', paymentId)
  const obstacle = await obstacleTo(tx, payment)
  if (obstacle) throw new AppError('precondition', obstacle)
  const left = payment.received - (await refundedOf(tx, paymentId))
  const wanted = amount ?? left
  const say = (value: bigint) => formatMoney({ amount: value, currency: currency(payment.currency) })
  if (believed !== undefined && believed !== left)
    throw new AppError(
      'precondition',
      `By now ${say(left)} is left to refund, not ${say(believed)}: see what was refunded meanwhile, then decide anew.`,
      { left: left.toString() },
    )
  if (wanted <= 0n || wanted > left)
    throw new AppError('precondition', `At most ${say(left)} is left to refund.`, { left: left.toString() })
  return { payment, wanted }
}

/** Promises a refund of a paid payment, under its lock; the caller asks for the job that makes it. */
export async function promiseRefund(
  tx: Tx,
  paymentId: string,
  { code, reason, actorId, destination, takesBack, replacesId, askedId, ...claim }: RefundWish,
): Promise<Refund> {
  const { payment, wanted } = await claimRefundable(tx, paymentId, claim)
  const values = {
    ...{ paymentId, amount: wanted, currency: payment.currency, destination, replacesId },
    reasonCode: code,
    reason: reason || (code ? reasonWords[code] : ''),
    supplier: takesBack ? ('cancel_pending' as const) : ('not_needed' as const),
    status: 'requested' as const,
    decidedAt: new Date(),
  }
  const [refund] = askedId
    ? await tx.update(refunds).set(values).where(eq(refunds.id, askedId)).returning()
    : await tx.insert(refunds).values(values).returning()
  await tellCase(
    tx,
    { refundId: refund!.id },
    { kind: 'requested', text: `Refund of ${inWords(refund!)} decided`, actorId },
  )
  return refund!
}

const inWords = (refund: Pick<Refund, 'amount' | 'currency'>): string =>
  formatMoney({ amount: refund.amount, currency: currency(refund.currency) })

/**
 * Writes what the provider says of one refund, and books it of a payment that is paid. One that was made in its own dashboard gets a row too: when it is new to
 * us, its id comes back.
 */
export async function applyRefund(tx: Tx, payment: Payment, state: RefundState): Promise<string | null> {
  const found = await findRefund(tx, payment.id, state)
  if (found && !isForward(stageOf(found), state.status)) return null
  const hasFailed = state.status === 'failed' || state.status === 'canceled'
  const values = {
    status: state.status,
    externalId: state.externalId,
    failureReason: state.failureReason,
    pendingReason: state.pendingReason,
    // It comes late, and stays.
    networkReference: state.networkReference ?? found?.networkReference,
    // A canceled one was called off by a person, who knows.
    ...(state.status === 'failed' && found?.status !== 'failed' && { task: 'pay_back' as const }),
    ...(found?.task === 'pay_back' && isMade(state, found) && { task: null }),
  }
  const [row] = found
    ? await tx.update(refunds).set(values).where(eq(refunds.id, found.id)).returning()
    : await tx
        .insert(refunds)
        .values({
          ...values,
          paymentId: payment.id,
          ...state.amount,
          isOurs: false,
          reason: state.reason ?? 'made at the payment provider',
          createdAt: state.at,
        })
        .returning()
  // Money that never came into our books, such as what is held because it does not fit, cannot leave them.
  const isOut = state.status === 'succeeded' || state.status === 'pending'
  if (isOut && payment.status === 'paid') await bookRefund(tx, payment, row!.id, state.amount)
  await tellCase(tx, { refundId: row!.id }, { kind: state.status, text: said(state), cause: state.status })
  if (hasFailed && (await isBooked(tx, row!.id))) await bookRefundFailed(tx, payment, row!.id, state.amount)
  return found || hasFailed ? null : row!.id
}

/** For the history of the refund. */
function said({ status, failureReason, reference }: RefundState): string {
  if (status === 'failed')
    return `The refund failed${failureReason ? `: ${failureReason.replaceAll('_', ' ')}` : ''}. The money is back with the provider`
  if (status === 'succeeded') return 'The money is on its way to the buyer'
  if (status === 'canceled') return 'The refund was canceled at the provider'
  if (status === 'requires_action') return 'The provider waits for the buyer'
  return reference ? 'The provider has the refund and works on it' : 'The refund was made at the provider'
}

// A refund may fail after it succeeded; back to `pending` it never goes, that would be old news.
const rank = {
  ...{ asked: 0, rejected: 0, requested: 0, pending: 1, requires_action: 1, succeeded: 2 },
  ...{ failed: 3, canceled: 3 },
} as const

/** There is nothing left to pay back: a promise was kept, or what had failed was made all the same. */
const isMade = ({ keepsPromise, status }: RefundState, found: Refund): boolean =>
  Boolean(keepsPromise) || (found.status === 'failed' && status !== 'failed')

/** One without a number of the provider has failed by what we were answered: an earlier call may have made it all the same. */
const stageOf = ({ status, externalId }: Refund) =>
  status === 'failed' && externalId === null ? 'requested' : status

const isForward = (from: Refund['status'], to: RefundState['status']): boolean => rank[to] >= rank[from]

/** By the provider's id, else by ours in its metadata: the answer to our call may have been lost. */
async function findRefund(tx: Tx, paymentId: string, state: RefundState): Promise<Refund | undefined> {
  const ours = and(isNull(refunds.externalId), eq(refunds.id, state.reference ?? ''))
  const found = await tx
    .select()
    .from(refunds)
    .where(
      and(
        eq(refunds.paymentId, paymentId),
        or(eq(refunds.externalId, state.externalId), ours, keptBy(state)),
      ),
    )
    .orderBy(refunds.id)
    .for('update')
  return found.find(({ externalId }) => externalId === state.externalId) ?? found[0]
}

/**
 * Where money goes back only by hand, whoever does it does what we have promised; staff may have noted that already, and
 * then it bears our own id.
 */
const keptBy = ({ keepsPromise, amount }: RefundState) =>
  keepsPromise
    ? and(
        eq(refunds.amount, amount.amount),
        or(eq(refunds.status, 'requested'), eq(refunds.externalId, refunds.id)),
      )
    : undefined

async function isBooked(tx: Tx, refundId: string): Promise<boolean> {
  const [entry] = await tx
    .select({ id: entries.id })
    .from(entries)
    .where(eq(entries.cause, `${refundId}:refunded`))
  return entry !== undefined
}

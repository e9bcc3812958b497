import { desc, eq } from 'drizzle-orm'
import { charges, payments, refills } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { notFound } from '@/lib/core/error'
import { type Money, money } from '@/lib/core/money'
import { type Instructions, instructionsFor } from '@/lib/payments/instructions'
import type { Refill } from './settle'
import { subjectOf } from './start-payment'

/** Where a refill stands, as who pays it sees it. */
export type Stage = 'open' | 'confirm' | 'failed' | 'pending' | 'applying' | 'paid' | 'over' | 'refunded'

export type RefillView = {
  refillId: string
  stage: Stage
  /** What it means, in a sentence or two. */
  text: string
  /** The page looks again by itself. */
  isWaiting: boolean
  canBePaid: boolean
  /** What is refilled, and whose it is. */
  title: string
  whose: string
  comment: string
  price: Money
  mode: Refill['mode']
  expiresAt: Date
  /** How to pay by hand, while that was chosen. */
  instructions: Instructions | null
}

type Payment = typeof payments.$inferSelect

/** The pay page of a refill. Throws `not_found`. */
export const viewRefill = (tenantId: string, refillId: string): Promise<RefillView> =>
  inTenant(tenantId, async (tx) => {
    const [refill] = await tx.select().from(refills).where(eq(refills.id, refillId))
    if (!refill) throw notFound('refill', refillId)
    const payment = await paymentOf(tx, refillId)
    const instructions = await instructionsOf(tx, refill, payment)
    return {
      refillId,
      ...stageOf(refill, payment, await declineOf(tx, payment)),
      ...(instructions && { text: 'Pay as it says below, or choose another way.', isWaiting: true }),
      ...(await subjectOf(tx, refill)),
      comment: refill.comment,
      price: money(refill.amount, refill.currency),
      mode: refill.mode,
      expiresAt: refill.expiresAt,
      instructions,
    }
  })

async function instructionsOf(tx: Tx, refill: Refill, payment: Payment | undefined) {
  if (refill.status !== 'open' || refill.expiresAt <= new Date() || !payment) return null
  const connection = await getConnection(tx, payment.connectionId)
  return instructionsFor(connection, payment, money(payment.amount, payment.currency), refill)
}

const rank = ['paid', 'authorized', 'pending', 'requires_action', 'created']

/** The payment that decides: what is furthest, and of several that are alike the newest. */
async function paymentOf(tx: Tx, refillId: string): Promise<Payment | undefined> {
  const rows = await tx
    .select()
    .from(payments)
    .where(eq(payments.refillId, refillId))
    .orderBy(desc(payments.id))
  const place = ({ status }: Payment) => (rank.includes(status) ? rank.indexOf(status) : rank.length)
  return rows.sort((a, b) => place(a) - place(b))[0]
}

async function declineOf(tx: Tx, payment: Payment | undefined): Promise<string | null> {
  if (!payment) return null
  const [last] = await tx
    .select({ status: charges.status, message: charges.message })
    .from(charges)
    .where(eq(charges.paymentId, payment.id))
    .orderBy(desc(charges.madeAt), desc(charges.id))
    .limit(1)
  return last?.status === 'failed' ? (last.message ?? 'The card was declined.') : null
}

type Standing = Pick<RefillView, 'stage' | 'text' | 'isWaiting' | 'canBePaid'>

/** Pure: what our record of refill and payment means to who pays. `decline` is why the last attempt failed. */
export function stageOf(
  refill: Pick<Refill, 'status' | 'expiresAt' | 'problem'>,
  payment: Pick<Payment, 'status' | 'mismatch'> | undefined,
  decline: string | null,
): Standing {
  const say = (stage: Stage, text: string, isWaiting = false): Standing => ({
    ...{ stage, text, isWaiting },
    canBePaid: stage === 'open' || stage === 'failed',
  })
  const { status, expiresAt } = refill
  if (status === 'done') return say('paid', 'The money is in the wallet.')
  if (status === 'refunded')
    return say('refunded', `${refill.problem ?? ''} Your money goes back the way you paid it.`.trim())
  if (payment?.mismatch)
    return say('pending', 'We are looking at your payment by hand and will write to you.', true)
  if (payment?.status === 'pending' || payment?.status === 'authorized')
    return say('pending', 'Your bank is still working on it. Nothing more is to be done.', true)
  if (status !== 'open' || expiresAt <= new Date())
    return say('over', 'The time to pay is over. Nothing was charged.')
  if (decline) return say('failed', `${decline} Nothing was charged.`)
  return say('open', 'Choose how you want to pay.')
}

import { eq, sql } from 'drizzle-orm'
import { charges, payments } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { currency, formatMoney, type Money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { bookFee, bookPaid } from './book'
import { applyDispute, applyWarning } from './disputes'
import { compareHeld } from './jobs'
import { applyRefund } from './refunds'
import { canMove, type PaymentStatus } from './state'
import type { ChargeState, DisputeState, FraudWarning, PaymentState } from './states'

export type Payment = typeof payments.$inferSelect
export type Applied = {
  payment: Payment
  before: PaymentStatus
  mismatch: string | null
  /** Refunds that were made at the provider and are new to us. */
  outsideRefunds: string[]
  newDisputes: DisputeState[]
  newWarnings: FraudWarning[]
}

/**
 * Brings our record of a payment to what the provider says it is now: the only writer of `payments.status`. Locks the
 * payment, so webhook, return page and reconciler come one after the other. What does not fit our record is held.
 */
export async function applyState(tx: Tx, paymentId: string, state: PaymentState): Promise<Applied> {
  const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update')
  if (!payment) throw notFound('payment', paymentId)
  if (isOutdated(payment, state)) return untouched(payment)
  const mismatch = mismatchOf(payment, state)
  const to = mismatch || !canMove(payment.status, state.status) ? payment.status : state.status
  const [moved] = await tx
    .update(payments)
    .set({
      status: to,
      mismatch,
      externalId: mismatch ? (payment.externalId ?? state.externalId) : state.externalId,
      // What was received stays received: an older reading must not take it away.
      received:
        mismatch || state.received.amount < payment.received ? payment.received : state.received.amount,
      captureBefore: to === 'authorized' ? state.captureBefore : null,
      checkedAt: new Date(),
    })
    .where(eq(payments.id, paymentId))
    .returning()
  if (mismatch && mismatch !== payment.mismatch) {
    const { tenantId } = payment
    await enqueue(tx, compareHeld, { tenantId, paymentId }, { key: `held:${paymentId}` })
  }
  for (const charge of state.charges) await applyCharge(tx, payment, charge)
  if (!mismatch && to === 'paid') await bookPaid(tx, payment, state.received)
  const outsideRefunds = []
  for (const refund of state.refunds) {
    const id = await applyRefund(tx, moved!, refund)
    if (id) outsideRefunds.push(id)
  }
  const newDisputes = []
  for (const dispute of state.disputes) if (await applyDispute(tx, moved!, dispute)) newDisputes.push(dispute)
  const newWarnings = []
  for (const warning of state.fraudWarnings ?? [])
    if (await applyWarning(tx, payment.id, warning)) newWarnings.push(warning)
  return { payment: moved!, before: payment.status, mismatch, outsideRefunds, newDisputes, newWarnings }
}

/**
 * Some providers rename a payment once it is made. What was read of it under its former name, before that, and comes to
 * us only now, says nothing: no money, and nothing that we do not know by now.
 */
const isOutdated = (payment: Payment, state: PaymentState): boolean =>
  payment.externalId !== null &&
  payment.externalId !== state.externalId &&
  payment.externalId !== state.formerExternalId &&
  state.metadata.payment_id === payment.id &&
  state.received.amount === 0n &&
  !canMove(payment.status, state.status)

const untouched = (payment: Payment): Applied => ({
  ...{ payment, before: payment.status, mismatch: payment.mismatch },
  ...{ outsideRefunds: [], newDisputes: [], newWarnings: [] },
})

/** Says in words why the provider's object is not the payment that we asked for; null when it is. */
function mismatchOf(payment: Payment, state: PaymentState): string | null {
  const ours: Money = { amount: payment.amount, currency: currency(payment.currency) }
  if (
    payment.externalId &&
    payment.externalId !== state.externalId &&
    payment.externalId !== state.formerExternalId
  )
    return `This payment is ${payment.externalId}, not ${state.externalId}.`
  if (state.metadata.payment_id !== payment.id) return 'The provider holds it under another reference.'
  const what = payment.orderId ? 'order' : 'refill'
  if (state.mode !== payment.mode)
    return `The ${what} is in ${payment.mode} mode, the payment in ${state.mode} mode.`
  if (state.amount.currency !== ours.currency || state.amount.amount !== ours.amount)
    return `The ${what} is ${formatMoney(ours)}, the payment ${formatMoney(state.amount)}.`
  if (state.status === 'paid' && !state.isAccepted && state.received.amount !== ours.amount)
    return `The ${what} is ${formatMoney(ours)}, but ${formatMoney(state.received)} was received.`
  return null
}

async function applyCharge(tx: Tx, payment: Payment, charge: ChargeState): Promise<void> {
  const values = {
    paymentId: payment.id,
    externalId: charge.externalId,
    status: charge.status,
    ...charge.amount,
    method: charge.method,
    brand: charge.brand,
    last4: charge.last4,
    country: charge.country,
    declineCode: charge.declineCode,
    message: charge.buyerMessage ?? charge.message,
    fee: charge.fee?.amount,
    net: charge.net?.amount,
    settledCurrency: charge.fee?.currency,
    madeAt: charge.at,
  }
  await tx
    .insert(charges)
    .values(values)
    .onConflictDoUpdate({
      target: [charges.tenantId, charges.paymentId, charges.externalId],
      // Fee and net come late and stay: an older reading must not take them away.
      set: {
        ...values,
        fee: sql`coalesce(excluded.fee, ${charges.fee})`,
        net: sql`coalesce(excluded.net, ${charges.net})`,
        settledCurrency: sql`coalesce(excluded.settled_currency, ${charges.settledCurrency})`,
      },
    })
  if (charge.fee) await bookFee(tx, payment, charge.externalId, charge.fee)
}

import { and, eq } from 'drizzle-orm'
import { automaticRefills, paymentMethods, payments, refills, wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { chargeMethod, markRefused } from '@/lib/payment-methods/charge'
import { dropCustomer } from '@/lib/payment-methods/keep'
import { isFinal } from '@/lib/payments/state'
import { endFailed } from './automatic-failure'
import { mailDeclined } from './automatic-mail'
import { lockRefill, type Refill, settleRefill } from './settle'
import { subjectOf } from './start-payment'

type Payment = typeof payments.$inferSelect

/**
 * Charges the saved method of an automatic refill and brings the refill to the answer. Safe to repeat at any point:
 * while nobody knows what happened, it is only ever asked with the payment's own key, or read.
 */
export async function charge(tenantId: string, paymentId: string): Promise<void> {
  const found = await inTenant(tenantId, async (tx) => {
    const [row] = await tx
      .select({ payment: payments, refill: refills })
      .from(payments)
      .innerJoin(refills, eq(refills.id, payments.refillId))
      .where(eq(payments.id, paymentId))
    if (!row) throw notFound('payment', paymentId)
    const isWanted = row.payment.startedAt !== null || (await isOn(tx, row.refill))
    return { ...row, isWanted, description: await inWords(tx, row.refill) }
  })
  const { payment, refill, isWanted, description } = found
  if (isFinal(payment.status) || refill.status !== 'open') return
  if (!isWanted) return inTenant(tenantId, (tx) => refuse(tx, refill.id, payment, switchedOff))
  const purpose = { email: refill.email, description, metadata: { refill_id: refill.id } }
  const state = await chargeMethod(tenantId, paymentId, purpose).catch((error: unknown) => {
    if (error instanceof AppError && !payment.externalId) return error
    throw error
  })
  if (!state) return
  await inTenant(tenantId, (tx) =>
    state instanceof AppError
      ? refuse(tx, refill.id, payment, state)
      : settleRefill(tx, refill.id, paymentId, state),
  )
}

const switchedOff = new AppError('precondition', 'It was switched off before the charge began.')

/** Between the decision and the charge somebody may have switched the wallet off, or its refill. */
async function isOn(tx: Tx, { walletId }: Refill): Promise<boolean> {
  const found = await tx
    .select({ id: wallets.id })
    .from(wallets)
    .innerJoin(automaticRefills, eq(automaticRefills.walletId, wallets.id))
    .where(and(eq(wallets.id, walletId), wallets.isEnabled, automaticRefills.isOn))
  return found.length > 0
}

async function inWords(tx: Tx, refill: Refill): Promise<string> {
  const { title, whose } = await subjectOf(tx, refill)
  return `${title}: ${whose}`
}

/** The provider would not even try: nothing was charged. */
async function refuse(tx: Tx, refillId: string, payment: Payment, error: AppError): Promise<void> {
  const refill = await lockRefill(tx, refillId)
  if (!(await markRefused(tx, payment.id))) return
  await endFailed(tx, refill, { problem: error.message })
  if (error.code !== 'not_found') return
  const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, payment.methodId!))
  const problem = 'The payment provider no longer knows this card.'
  await dropCustomer(tx, method!, problem)
  await mailDeclined(tx, refill, method!.id, { problem, isHopeless: true })
}

import { and, eq, sum } from 'drizzle-orm'
import { z } from 'zod'
import { charges, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { currency, formatMoney, type Money, money, parseDecimal } from '@/lib/core/money'
import { promiseOrderRefund } from '@/lib/orders/refund'
import { lockOrder } from '@/lib/orders/state'
import { tell } from '@/lib/orders/timeline'
import { type RefundWish, refundedOf } from '@/lib/payments/refunds'
import type { ChargeState } from '@/lib/payments/states'
import { promiseRefillRefund } from '@/lib/refills/refund'
import { lockRefill } from '@/lib/refills/settle'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { assertByHand, lockPurpose, type Payment, stateByHand } from './by-hand'
import { settleWith } from './settle'

const dayMs = 86_400_000

export const ReceiveInput = z.object({
  paymentId: z.string(),
  /** As people write it: `12.50`. */
  amount: z.string().trim().min(1, 'Write how much came.'),
  reference: z
    .string()
    .trim()
    .min(1, 'Write what the bank statement calls it, so that it is noted once.')
    .max(64, 'Use at most 64 characters.'),
  receivedOn: z.iso
    .date('Write the day on which the money came.')
    // A day later somewhere on earth.
    .refine((day) => new Date(day).getTime() < Date.now() + dayMs, 'This day has not come yet.'),
})

/**
 * Staff note money that came by bank transfer. When it is the price, all of it together, the payment is paid; less or
 * more is held, and `held` says in words why and what can be done. The same reference again changes nothing. Throws
 * `invalid` at the field, and `precondition` for a payment that is paid, or that is not for people to note.
 */
export async function receiveManually(
  ctx: Context,
  input: z.output<typeof ReceiveInput>,
): Promise<{ held: string | null }> {
  authorize(ctx, 'payments:receive')
  return inTenant(ctx, async (tx) => {
    const payment = await lockPayment(tx, input.paymentId)
    const { reference } = input
    const amount = amountOf(input.amount, payment)
    if (await isNoted(tx, payment, reference, amount)) return { held: payment.mismatch && inWords(payment) }
    if (payment.status === 'paid')
      throw new AppError(
        'precondition',
        'This payment is paid already. Send what came besides back from your bank.',
      )
    const received = await receivedOf(tx, payment, amount)
    const state = stateByHand(payment, { charges: [chargeOf(amount, reference, input.receivedOn)], received })
    // Money is here, so its order waits for a person, however the sum turns out.
    await settleWith(tx, payment, { ...state, status: 'pending' })
    await settleWith(tx, payment, state)
    const text = `${formatMoney(amount)} came by bank transfer (${reference})`
    if (payment.orderId)
      await tell(tx, payment.orderId, {
        kind: 'received',
        text,
        cause: `${payment.id}:${reference}`,
        actorId: ctx.actor.id,
      })
    await audit(tx, ctx, 'payment.received', payment.id, { amount: amount.amount, reference })
    const [now] = await tx.select().from(payments).where(eq(payments.id, payment.id))
    return { held: now!.mismatch && inWords(now!) }
  })
}

export const DecideInput = z.object({
  paymentId: z.string(),
  decision: z.enum(['accept', 'return'], 'Choose what is done with the money.'),
  reason: z.string().trim().min(3, 'Write in a few words why.').max(300, 'Use at most 300 characters.'),
})

/**
 * Staff decide on money that is not the price: it is accepted as if it were, or everything goes back by hand. Throws
 * `precondition` when nothing waits for a decision.
 */
export async function decideManually(ctx: Context, input: z.output<typeof DecideInput>): Promise<void> {
  const { paymentId, decision, reason } = input
  authorize(ctx, 'payments:receive')
  if (decision === 'return') authorize(ctx, 'payments:refund')
  await inTenant(ctx, async (tx) => {
    const payment = await lockPayment(tx, paymentId)
    const received = await receivedOf(tx, payment)
    if (!payment.mismatch || payment.status === 'paid' || received.amount === 0n)
      throw new AppError('precondition', 'No money of this payment waits for a decision. Reload to see why.')
    await settleWith(tx, payment, stateByHand(payment, { received, isAccepted: true }))
    if (decision === 'return') await giveBack(tx, payment, received, { reason, actorId: ctx.actor.id })
    await audit(tx, ctx, `payment.${decision}ed`, paymentId, { amount: received.amount, reason })
  })
}

/** One that came beside another payment is on its way back already. */
async function giveBack(tx: Tx, { id, orderId, refillId }: Payment, received: Money, wish: RefundWish) {
  if ((await refundedOf(tx, id)) >= received.amount) return
  if (orderId) await promiseOrderRefund(tx, await lockOrder(tx, orderId), id, wish)
  if (refillId) await promiseRefillRefund(tx, await lockRefill(tx, refillId), id, wish)
}

async function lockPayment(tx: Tx, id: string): Promise<Payment> {
  const [found] = await tx.select().from(payments).where(eq(payments.id, id))
  if (!found) throw notFound('payment', id)
  await assertByHand(tx, found)
  await lockPurpose(tx, found)
  const [payment] = await tx.select().from(payments).where(eq(payments.id, id)).for('update')
  return payment!
}

function amountOf(text: string, payment: Payment): Money {
  try {
    const amount = parseDecimal(text, currency(payment.currency))
    if (amount.amount > 0n) return amount
  } catch (error) {
    if (error instanceof AppError) throw invalidField('amount', error.message)
    throw error
  }
  throw invalidField('amount', 'Write an amount above zero.')
}

async function isNoted(tx: Tx, { id }: Payment, reference: string, amount: Money): Promise<boolean> {
  const [known] = await tx
    .select()
    .from(charges)
    .where(and(eq(charges.paymentId, id), eq(charges.externalId, reference)))
  if (!known) return false
  if (known.amount === amount.amount && known.status === 'succeeded') return true
  const before = formatMoney(money(known.amount, known.currency))
  throw invalidField(
    'reference',
    `"${reference}" was noted with ${before} already. Write what tells this one apart.`,
  )
}

/** All that came for a payment so far, and `more`. */
async function receivedOf(tx: Tx, { id, currency }: Payment, more?: Money): Promise<Money> {
  const [found] = await tx
    .select({ total: sum(charges.amount) })
    .from(charges)
    .where(and(eq(charges.paymentId, id), eq(charges.status, 'succeeded')))
  return money(BigInt(found!.total ?? 0) + (more?.amount ?? 0n), currency)
}

const chargeOf = (amount: Money, reference: string, receivedOn: string): ChargeState => ({
  externalId: reference,
  status: 'succeeded',
  amount,
  at: new Date(receivedOn),
  method: 'bank_transfer',
  ...{ brand: null, last4: null, country: null, declineCode: null },
  ...{ message: null, buyerMessage: null, fee: null, net: null },
})

const inWords = ({ mismatch }: Payment): string =>
  `${mismatch} Note the rest when it comes, accept it as it is, or send it back.`

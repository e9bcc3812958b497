import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { orders, payments } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, type FieldProblems, notFound, problemsIn } from '@/lib/core/error'
import { canTakeBack, eligibilityOf } from '@/lib/orders/eligibility'
import { promiseOrderRefund } from '@/lib/orders/refund'
import { lockOrder, type Order } from '@/lib/orders/state'
import { reasonCodes } from '@/lib/payments/reasons'
import type { Refund, RefundWish } from '@/lib/payments/refunds'
import { promiseRefillRefund } from '@/lib/refills/refund'
import { lockRefill } from '@/lib/refills/settle'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { amountToRefund } from './amount'
import { creditWallet } from './to-wallet'

export const RefundInput = z.object({
  paymentId: z.string(),
  /** As people write it: `12.50`. */
  amount: z.string().trim().min(1, 'Write how much goes back.'),
  /** Minor units that the sender takes to be left; more or less by now is refused. */
  refundable: z.string().regex(/^\d{1,15}$/),
  code: z.enum(reasonCodes, 'Choose why.'),
  reason: z.string().trim().max(300, 'Use at most 300 letters.').default(''),
  /** The way it was paid, unless said; a wallet is credited at once. */
  destination: z.enum(['original', 'wallet']).optional(),
  /** The eSIM is taken back at its supplier first. */
  takeBack: z.literal('on').optional(),
  /** Against the rules of the store, with a reason. */
  override: z.literal('on').optional(),
})
export type RefundInput = z.output<typeof RefundInput>

/**
 * Staff give a payment or a part of it back. The money moves in `submitRefund`. Throws `precondition` when another
 * amount is left by now, or a bank looks at the payment, and `invalid` at the field that must be mended.
 */
export async function requestRefund(ctx: Context, input: RefundInput): Promise<Refund> {
  authorize(ctx, 'payments:refund')
  const { paymentId, code, reason, refundable } = input
  return inTenant(ctx, async (tx) => {
    const payment = await paymentOf(tx, paymentId)
    const amount = await amountToRefund(tx, payment, input)
    const wish = { amount, believed: BigInt(refundable), code, reason, actorId: ctx.actor.id }
    const refund = payment.orderId
      ? await refundOrder(tx, await lockOrder(tx, payment.orderId), paymentId, wish, input)
      : await promiseRefillRefund(tx, await lockRefill(tx, payment.refillId!), paymentId, wish)
    await audit(tx, ctx, 'payment.refund', paymentId, { refund: refund.id, amount, code, reason })
    return refund
  })
}

const Typed = RefundInput.pick({ destination: true, override: true })
  .extend({ paymentId: z.string(), amount: z.string().trim(), reason: z.string().trim().default('') })
  .partial({ amount: true })

/** What the rules say to a refund as it was typed, whatever else is wrong in the form. Nothing to an amount that is missing. */
export async function refundRules(ctx: Context, form: unknown): Promise<FieldProblems> {
  authorize(ctx, 'payments:refund')
  const typed = Typed.safeParse(form)
  if (!typed.success) return {}
  const { paymentId, amount, destination, ...said } = typed.data
  return inTenant(ctx, async (tx) => {
    const payment = await paymentOf(tx, paymentId)
    const [order] = payment.orderId
      ? await tx.select().from(orders).where(eq(orders.id, payment.orderId))
      : []
    return {
      ...(amount && (await problemsIn(() => amountToRefund(tx, payment, { amount, destination })))),
      ...(order && (await overrideProblems(tx, order, said))),
    }
  })
}

/** Against the rules of the store it is refunded all the same only when somebody says so, and why. */
async function overrideProblems(
  tx: Tx,
  order: Order,
  { override, reason }: Pick<RefundInput, 'override' | 'reason'>,
): Promise<FieldProblems> {
  const { verdict, because } = await eligibilityOf(tx, order)
  if (verdict !== 'used') return {}
  return {
    ...(!override && { override: [`${because.join(' ')} Tick this to refund all the same.`] }),
    ...(reason.length < 3 && { reason: ['Write in a few words why it is refunded all the same.'] }),
  }
}

async function paymentOf(tx: Tx, id: string) {
  const [payment] = await tx.select().from(payments).where(eq(payments.id, id))
  if (!payment) throw notFound('payment', id)
  return payment
}

async function refundOrder(
  tx: Tx,
  order: Order,
  paymentId: string,
  wish: RefundWish,
  { takeBack, override, reason, destination }: RefundInput,
): Promise<Refund> {
  const fields = await overrideProblems(tx, order, { override, reason })
  const [wrong] = Object.values(fields)
  if (wrong) throw new AppError('invalid', wrong[0]!, { fields })
  const takesBack = takeBack === 'on' && (await canTakeBack(tx, order))
  const refund = await promiseOrderRefund(tx, order, paymentId, { ...wish, takesBack, destination })
  if (destination === 'wallet') await creditWallet(tx, order, await paymentOf(tx, paymentId), refund)
  return refund
}

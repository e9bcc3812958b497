import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { orders, refunds, stores } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { canTakeBack, eligibilityOf } from '@/lib/orders/eligibility'
import { mailRefundAnswer } from '@/lib/orders/mail'
import { promiseOrderRefund } from '@/lib/orders/refund'
import { lockOrder, type Order } from '@/lib/orders/state'
import { tell } from '@/lib/orders/timeline'
import { findOrder } from '@/lib/orders/view'
import { tellCase } from '@/lib/payments/cases'
import { buyerReasons, reasonWords } from '@/lib/payments/reasons'
import { claimRefundable, type Refund } from '@/lib/payments/refunds'
import { throttle } from '@/lib/tenancy/throttle'
import { refreshById } from '@/lib/usage/refresh'
import { paymentToRefund } from './payment-to-refund'

export const AskInput = z.object({
  code: z.enum(buyerReasons, 'Choose why.'),
  text: z.string().trim().max(300, 'Use at most 300 letters.').default(''),
})

type Wish = z.output<typeof AskInput>
type Store = { tenantId: string; id: string }

/**
 * A buyer asks for the money of an order back. What is in use is refused at once, with the reason; what the rules of the
 * store allow is given at once where the store wants that; anything else waits for staff. Asked twice it is one wish.
 */
export async function askForRefund(store: Store, token: string, wish: Wish): Promise<Refund> {
  const found = await inTenant(store.tenantId, (tx) => findOrder(tx, store, token))
  if (!found) throw notFound('order')
  await throttle('refundPerOrder', found.id)
  const isFresh = await refreshed(found)
  return inTenant(store.tenantId, async (tx) => {
    const order = await lockOrder(tx, found.id)
    const open = await openWish(tx, order.id)
    return open ?? answer(tx, order, wish, isFresh)
  })
}

/** Whether an eSIM is used by now its carrier knows; without an answer nothing is given without a look. */
async function refreshed({ tenantId, simId }: Order): Promise<boolean> {
  if (!simId) return true
  return refreshById(tenantId, simId).then(
    () => true,
    (error: unknown) => {
      log().warn({ err: error, sim: simId }, 'a carrier could not be asked about a refund')
      return false
    },
  )
}

async function openWish(tx: Tx, orderId: string): Promise<Refund | undefined> {
  const payment = await paymentToRefund(tx, orderId)
  if (!payment) return undefined
  const [row] = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.paymentId, payment.id), eq(refunds.status, 'asked')))
  return row
}

async function answer(tx: Tx, order: Order, { code, text }: Wish, isFresh: boolean): Promise<Refund> {
  const payment = await paymentToRefund(tx, order.id)
  if (!payment) throw new AppError('precondition', 'Nothing of this order is left to refund.')
  const { wanted } = await claimRefundable(tx, payment.id, {})
  const { verdict, because } = await eligibilityOf(tx, order)
  const reason = text || reasonWords[code]
  if (verdict === 'free' && isFresh && (await givesAlone(tx, order)))
    return give(tx, order, payment.id, { code, reason })
  const isRefused = verdict === 'used'
  const refusal = { status: 'rejected' as const, answer: because.join(' '), decidedAt: new Date() }
  const [row] = await tx
    .insert(refunds)
    .values({
      ...{ paymentId: payment.id, amount: wanted, currency: payment.currency, reasonCode: code, reason },
      ...(isRefused ? refusal : { status: 'asked' as const }),
    })
    .returning()
  await tellOfWish(tx, order, row!, isRefused)
  return row!
}

/** What the buyer holds goes back first: at its supplier, or by a person where that cannot be asked. */
async function give(tx: Tx, order: Order, paymentId: string, why: { code: Wish['code']; reason: string }) {
  const takesBack = await canTakeBack(tx, order)
  const refund = await promiseOrderRefund(tx, order, paymentId, { ...why, actorId: 'buyer', takesBack })
  if (takesBack || !order.fulfilledAt) return refund
  const [kept] = await tx
    .update(refunds)
    .set({ task: 'take_back' })
    .where(eq(refunds.id, refund.id))
    .returning()
  return kept!
}

async function tellOfWish(tx: Tx, order: Order, refund: Refund, isRefused: boolean): Promise<void> {
  const said = `The buyer asks for a refund: ${refund.reason}`
  await tellCase(tx, { refundId: refund.id }, { kind: 'asked', text: said, actorId: 'buyer' })
  await tell(tx, order.id, {
    kind: 'refund_asked',
    text: said,
    cause: `${refund.id}:asked`,
    actorId: 'buyer',
  })
  if (!isRefused) return
  await tellCase(
    tx,
    { refundId: refund.id },
    { kind: 'rejected', text: `Refused by the rules: ${refund.answer}` },
  )
  await mailRefundAnswer(tx, order, refund.answer!)
}

const repeaterMs = 180 * 86_400_000
const repeats = 2

/** The store lets its rules decide, and this buyer has not had money back again and again. */
async function givesAlone(tx: Tx, { storeId, email }: Order): Promise<boolean> {
  const [store] = await tx.select({ alone: stores.refundsAlone }).from(stores).where(eq(stores.id, storeId))
  if (!store?.alone) return false
  const had = await tx.$count(
    orders,
    and(
      eq(orders.email, email),
      inArray(orders.status, ['refund_pending', 'refunded']),
      gte(orders.createdAt, sql`now() - ${`${repeaterMs} milliseconds`}::interval`),
    ),
  )
  return had < repeats
}

import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { payments, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, notFound } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { enqueue } from '@/lib/jobs/enqueue'
import { askForRefund, endWithoutProvider } from '@/lib/orders/refund'
import { lockOrder, type Order } from '@/lib/orders/state'
import { bookPaidBack } from '@/lib/payments/book'
import { tellCase } from '@/lib/payments/cases'
import { cancelAtSupplier } from '@/lib/payments/jobs'
import { promiseRefund, type Refund } from '@/lib/payments/refunds'
import { promiseRefillRefund } from '@/lib/refills/refund'
import { lockRefill } from '@/lib/refills/settle'
import { stateByHand } from '@/lib/settlement/by-hand'
import { settleWith } from '@/lib/settlement/settle'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { creditWallet } from './to-wallet'

export const PayBackInput = z
  .object({
    refundId: z.string(),
    /** `again`: the same way once more. `manual`: a person has paid it, and says how. */
    way: z.enum(['again', 'wallet', 'manual'], 'Choose how.'),
    note: z.string().trim().max(300, 'Use at most 300 letters.').default(''),
  })
  .refine(({ way, note }) => way !== 'manual' || note.length >= 3, {
    path: ['note'],
    error: 'Write how it was paid, such as the bank transfer and its date.',
  })

export const CloseInput = z.object({
  refundId: z.string(),
  note: z.string().trim().min(3, 'Write in a few words why.').max(300, 'Use at most 300 letters.'),
})

export const OneRefund = z.object({ refundId: z.string() })

/**
 * Money that did not reach its buyer is made good: by another refund, or by hand. It is counted once, whichever way it
 * goes. One that its provider cannot make is made by hand itself.
 */
export async function payBack(
  ctx: Context,
  { refundId, way, note }: z.output<typeof PayBackInput>,
): Promise<void> {
  authorize(ctx, 'payments:refund')
  await inTenant(ctx, async (tx) => {
    const found = await lockTask(tx, refundId, 'pay_back')
    const isPromised = found.refund.status === 'requested'
    if (isPromised && way === 'again')
      throw new AppError('precondition', 'This provider gives no money back by itself. Pay it by hand.')
    const made = isPromised ? found.refund : await replace(tx, found, way, ctx.actor.id)
    await closeTask(tx, refundId, done[way](note), ctx.actor.id)
    if (way === 'again' && found.order) await askForRefund(tx, ctx.tenantId, made)
    if (way === 'wallet') await credit(tx, found, made)
    if (way === 'manual')
      await (isPromised ? madeByHand(tx, found) : paidByHand(tx, found, made, note, ctx.actor.id))
    await audit(tx, ctx, 'refund.paid_back', refundId, { way, note, by: made.id })
  })
}

const done = {
  again: () => 'Refunded again',
  wallet: () => 'Put into the wallet of the buyer',
  manual: (note: string) => `Paid back by hand: ${note}`,
}
type Way = keyof typeof done
const destinations = { again: 'original', wallet: 'wallet', manual: 'manual' } as const

async function credit(tx: Tx, { payment, order }: Found, refund: Refund): Promise<void> {
  if (!order) throw new AppError('precondition', 'Only what was bought in the store can go into a wallet.')
  await creditWallet(tx, order, payment, refund)
}

/** What failed is in the wallet of a refill again, and goes out of it only as far as it is still there. */
function replace(tx: Tx, { refund, payment, refill }: Found, way: Way, actorId: string): Promise<Refund> {
  const wish = {
    ...{ amount: refund.amount, code: refund.reasonCode ?? undefined, reason: refund.reason, actorId },
    ...{ replacesId: refund.id, destination: destinations[way] },
  }
  return refill ? promiseRefillRefund(tx, refill, payment.id, wish) : promiseRefund(tx, payment.id, wish)
}

/** The buyer may keep the eSIM, or has the money in a way that nobody here knows of: there is nothing left to do. */
export async function closeWork(
  ctx: Context,
  { refundId, note }: z.output<typeof CloseInput>,
): Promise<void> {
  authorize(ctx, 'payments:refund')
  await inTenant(ctx, async (tx) => {
    await lockTask(tx, refundId)
    await closeTask(tx, refundId, note, ctx.actor.id)
    await audit(tx, ctx, 'refund.closed', refundId, { note })
  })
}

/** The unused eSIM of a refund that was made at the provider is taken back at its supplier. */
export async function takeBackNow(ctx: Context, { refundId }: z.output<typeof OneRefund>): Promise<void> {
  authorize(ctx, 'payments:refund')
  await inTenant(ctx, async (tx) => {
    await lockTask(tx, refundId, 'take_back')
    await tx.update(refunds).set({ supplier: 'cancel_pending' }).where(eq(refunds.id, refundId))
    const input = { tenantId: ctx.tenantId, refundId }
    await enqueue(tx, cancelAtSupplier, input, { key: `cancel:${refundId}` })
    await closeTask(tx, refundId, 'Asked the supplier to take the eSIM back', ctx.actor.id)
    await audit(tx, ctx, 'refund.take_back', refundId)
  })
}

/** The supplier does not answer, and the buyer shall not wait for it: the money goes now. */
export async function stopWaiting(ctx: Context, { refundId }: z.output<typeof OneRefund>): Promise<void> {
  authorize(ctx, 'payments:refund')
  await inTenant(ctx, async (tx) => {
    const { refund } = await lockRefund(tx, refundId)
    if (refund.supplier !== 'cancel_pending' || refund.status !== 'requested')
      throw new AppError('conflict', 'This refund waits for no supplier. Reload to see where it is.')
    const given = {
      supplier: 'refused' as const,
      supplierNote: 'Nobody waited for the answer of the supplier.',
    }
    await tx.update(refunds).set(given).where(eq(refunds.id, refundId))
    await askForRefund(tx, ctx.tenantId, { ...refund, ...given })
    await tellCase(
      tx,
      { refundId },
      { kind: 'supplier_refused', text: given.supplierNote, actorId: ctx.actor.id },
    )
    await audit(tx, ctx, 'refund.stop_waiting', refundId)
  })
}

/** What the payment is for is locked first, as everywhere. */
async function lockRefund(tx: Tx, refundId: string) {
  const [found] = await tx
    .select({ payment: payments })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(eq(refunds.id, refundId))
  if (!found) throw notFound('refund', refundId)
  const { payment } = found
  const order: Order | null = payment.orderId ? await lockOrder(tx, payment.orderId) : null
  const refill = payment.refillId ? await lockRefill(tx, payment.refillId) : null
  const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId)).for('update')
  return { refund: refund!, payment, order, refill }
}

type Found = Awaited<ReturnType<typeof lockRefund>>

async function lockTask(tx: Tx, refundId: string, task?: NonNullable<Refund['task']>) {
  const found = await lockRefund(tx, refundId)
  if (!found.refund.task || (task && found.refund.task !== task))
    throw new AppError('conflict', 'Somebody has done this already. Reload to see how.')
  return found
}

async function closeTask(tx: Tx, refundId: string, text: string, actorId: string): Promise<void> {
  await tx.update(refunds).set({ task: null }).where(eq(refunds.id, refundId))
  await tellCase(tx, { refundId }, { kind: 'closed', text, actorId })
}

/** Where the provider makes none, the hand that paid it back was the provider's: it is settled as if read from there. */
const madeByHand = (tx: Tx, { refund, payment }: Found): Promise<void> =>
  settleWith(
    tx,
    payment,
    stateByHand(payment, {
      isAccepted: true,
      refunds: [
        {
          ...{ externalId: refund.id, reference: refund.id, status: 'succeeded', at: new Date() },
          ...{ amount: money(refund.amount, refund.currency), reason: refund.reason, failureReason: null },
        },
      ],
    }),
  )

/** A person paid it back from elsewhere, and the provider still has the money. */
async function paidByHand(
  tx: Tx,
  { payment, order }: Found,
  refund: Refund,
  note: string,
  actorId: string,
): Promise<void> {
  await tx
    .update(refunds)
    .set({ status: 'succeeded', destination: 'manual' })
    .where(eq(refunds.id, refund.id))
  await bookPaidBack(tx, payment, refund)
  await tellCase(
    tx,
    { refundId: refund.id },
    { kind: 'succeeded', text: `Paid back by hand: ${note}`, actorId },
  )
  if (order) await endWithoutProvider(tx, order)
}

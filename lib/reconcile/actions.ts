import { eq } from 'drizzle-orm'
import { type conflicts, orders, payments, refills } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { walletAccount } from '@/lib/wallets/balance'

type Conflict = typeof conflicts.$inferSelect

export const actionNames = ['take_over', 'adopt', 'refund', 'book', 'foreign', 'explain'] as const
export type Action = (typeof actionNames)[number]

/** What a person may do about an open conflict; what cannot help is not offered. */
export async function actionsFor(tx: Tx, conflict: Conflict): Promise<Action[]> {
  if (conflict.status !== 'open') return []
  const { kind, object, paymentId, amount, theirs } = conflict
  const isStrange = kind === 'missing_here' && object === 'payment'
  const offers: Record<Action, boolean> = {
    take_over: paymentId !== null,
    adopt: isStrange && (await findPurpose(tx, conflict)) !== null,
    refund: object === 'payment' && theirs?.status === 'paid' && (await isOutside(tx, paymentId)),
    book:
      amount !== null &&
      amount !== 0n &&
      object !== 'dispute' &&
      object !== 'payout' &&
      !['mode', 'reference'].includes(kind),
    foreign: isStrange,
    explain: true,
  }
  return actionNames.filter((name) => offers[name])
}

/** Money that the provider holds and that no paid payment of ours stands for: nothing else would ever refund it. */
async function isOutside(tx: Tx, paymentId: string | null): Promise<boolean> {
  if (!paymentId) return true
  const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId))
  return payment?.status !== 'paid'
}

export type Purpose = { payment: typeof payments.$inferInsert & { id: string } }

/** The order or refill that a payment without a row of ours says it is for; null when there is none here. */
export async function findPurpose(
  tx: Tx,
  { theirs, connectionId, subject }: Conflict,
): Promise<Purpose | null> {
  const { payment_id: id, order_id: orderId, refill_id: refillId } = theirs?.metadata ?? {}
  if (!id || !theirs?.mode) return null
  const [known] = await tx.select({ id: payments.id }).from(payments).where(eq(payments.id, id))
  if (known) return null
  const base = { id, connectionId, externalId: subject, mode: theirs.mode }
  if (orderId) {
    const [order] = await tx.select().from(orders).where(eq(orders.id, orderId))
    return order ? { payment: { ...base, orderId, amount: order.amount, currency: order.currency } } : null
  }
  if (!refillId) return null
  const [refill] = await tx.select().from(refills).where(eq(refills.id, refillId))
  if (!refill) return null
  const { amount, currency, walletId } = refill
  return { payment: { ...base, refillId, amount, currency, account: walletAccount(walletId) } }
}

import { and, eq, type SQL } from 'drizzle-orm'
import { orders, paymentMethods, payments, refills } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { waitsForOwner as ofOrder } from '@/lib/orders/automatic'
import { labelOf } from '@/lib/payment-methods/label'
import { ownerId } from '@/lib/payment-methods/owner'
import { waitsForOwner as ofRefill } from '@/lib/refills/automatic-failure'
import type { Choice, Chosen } from './card-wish'

/** A card that was to be charged by itself, and whose bank wants to see its owner first. */
export type AwaitedCard = Choice & { methodId: string; label: string }

const cardWhere = async (tx: Tx, isMeant: SQL | undefined): Promise<AwaitedCard | null> => {
  const [found] = await tx
    .select({ method: paymentMethods })
    .from(payments)
    .innerJoin(paymentMethods, eq(paymentMethods.id, payments.methodId))
    .leftJoin(refills, eq(refills.id, payments.refillId))
    .leftJoin(orders, eq(orders.id, payments.orderId))
    .where(and(isMeant, eq(payments.methodUse, 'unattended'), eq(paymentMethods.status, 'active')))
  if (!found) return null
  const { method } = found
  const wish = { owner: ownerId(method), methodId: method.id }
  return { connectionId: method.connectionId, wish, methodId: method.id, label: labelOf(method) }
}

/**
 * The card whose owner is awaited by what a mailed link is for; null where nobody is. Whoever has the link reads the owner's
 * mail, and his bank asks him who he is, so he need not sign in.
 */
export const awaitedCard = (
  tenantId: string,
  of: { refillId: string } | { orderId: string },
): Promise<AwaitedCard | null> =>
  inTenant(tenantId, (tx) =>
    cardWhere(
      tx,
      'refillId' in of
        ? and(eq(payments.refillId, of.refillId), eq(refills.problem, ofRefill))
        : and(eq(payments.orderId, of.orderId), eq(orders.problem, ofOrder)),
    ),
  )

/** What was chosen, where it is that very card; else null. */
export const choiceOf = (card: AwaitedCard | null, { connectionId }: Chosen): Choice | null =>
  card?.methodId === connectionId ? card : null

import { asc, eq } from 'drizzle-orm'
import { orders, stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { hashToken, newToken, seal } from '@/lib/core/secrets'
import { endAt } from './deadline'
import type { Wish } from './refill-checkout'
import type { Order } from './state'

type Terms = Pick<typeof orders.$inferInsert, 'email' | 'mode' | 'ruleId'> & { key: string; days: number }

/**
 * The order of a refill that no store page made, and the token of its pay page, which is open for `days`. Null where the
 * database holds an automatic one of this SIM that is on its way.
 */
export async function placeRefill(
  tx: Tx,
  { sim, plan, size }: Wish,
  { key, days, ...terms }: Terms,
): Promise<{ order: Order; token: string } | null> {
  const token = newToken()
  const expiresAt = new Date(Date.now() + days * 86_400_000)
  const [order] = await tx
    .insert(orders)
    .values({
      ...{ kind: 'refill', simId: sim.id, checkoutKey: key, expiresAt, ...terms },
      ...{ storeId: await storeFor(tx, sim.orderId), planVersionId: plan.versionId },
      refill: { bytes: size.bytes.toString(), days: size.days, offer: size.offer },
      tokenHash: hashToken(token),
      tokenSealed: seal(token),
      amount: size.price.amount,
      currency: size.price.currency,
    })
    .onConflictDoNothing()
    .returning()
  if (!order) return null
  await endAt(tx, order, expiresAt)
  return { order, token }
}

/** The store that sold the eSIM, else the first of the organization: whose name and rules the buyer knows. */
async function storeFor(tx: Tx, orderId: string | null): Promise<string> {
  const [sold] = orderId ? await tx.select().from(orders).where(eq(orders.id, orderId)) : []
  if (sold) return sold.storeId
  const [first] = await tx.select({ id: stores.id }).from(stores).orderBy(asc(stores.id)).limit(1)
  if (first) return first.id
  throw new AppError('precondition', 'Open a store first: its name stands in what the buyer gets.')
}

import { and, eq, gt, inArray, isNull, ne, sql } from 'drizzle-orm'
import { orders, payments, type plans, planVersions, sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { networkOf } from '@/lib/core/network'
import { countForSale, releaseSim, reserveSim } from '@/lib/sims/stock'
import { telecomNamed } from '@/lib/telecom/registry'
import type { Order } from './state'
import { tell } from './timeline'

// More than any family needs; an airport shares one address too, and is limited only where stock is short.
const freePerNetwork = 10

/** Holds an eSIM of the plan for an order until its checkout ends. Throws a sentence for the buyer when none can be had. */
export async function reserveFor(
  tx: Tx,
  plan: typeof plans.$inferSelect,
  order: Order,
  ip: string,
): Promise<void> {
  const connection = await getConnection(tx, plan.connectionId)
  if (connection.status !== 'connected')
    throw new AppError(
      'precondition',
      'This plan is not available at the moment. Nothing was charged; please choose another plan.',
    )
  if (telecomNamed(connection.provider).kind === 'esim_retail') return
  await giveBackOlder(tx, plan.id, order)
  await assertFairShare(tx, plan.id, ip)
  if (!(await reserveSim(tx, plan.id, order.id, order.expiresAt)))
    throw new AppError(
      'precondition',
      'This plan has just sold out. Nothing was charged; please choose another plan.',
    )
}

/** One who begins again with the same address needs no second eSIM, as long as the first is not being paid. */
async function giveBackOlder(tx: Tx, planId: string, order: Order): Promise<void> {
  const older = await tx
    .select({ id: orders.id })
    .from(orders)
    .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
    .where(
      and(
        eq(orders.email, order.email),
        eq(orders.status, 'pending_payment'),
        eq(planVersions.planId, planId),
        ne(orders.id, order.id),
      ),
    )
    .for('update', { of: orders, skipLocked: true })
  for (const { id } of older) {
    const begun = await tx
      .select({ id: payments.id })
      .from(payments)
      .where(
        and(
          eq(payments.orderId, id),
          inArray(payments.status, ['requires_action', 'pending', 'authorized', 'paid']),
        ),
      )
      .limit(1)
    if (begun.length > 0) continue
    await releaseSim(tx, id)
    await tell(tx, id, {
      kind: 'released',
      text: 'The buyer began a newer checkout, which has the eSIM now',
      cause: 'released',
    })
  }
}

/** Nobody takes a plan's stock away by opening checkouts: beyond a few, one network holds no more than is left for others. */
async function assertFairShare(tx: Tx, planId: string, ip: string): Promise<void> {
  const network = networkOf(ip)
  if (!network) return
  // One after the other, or all that begin at once would see that nobody holds any.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${planId} ${network}`}, 0))`)
  const held = await tx
    .select({ ip: sql<string>`${orders.consent} ->> 'ip'` })
    .from(sims)
    .innerJoin(orders, eq(orders.id, sims.orderId))
    .where(
      and(
        eq(sims.planId, planId),
        eq(sims.status, 'activation_ready'),
        sql`${sims.hasCode}`,
        isNull(sims.companyId),
        isNull(sims.soldAt),
        gt(sims.reservedUntil, sql`now()`),
        eq(orders.status, 'pending_payment'),
      ),
    )
  const ours = held.filter(({ ip: other }) => networkOf(other) === network).length
  if (ours < freePerNetwork) return
  if ((await countForSale(tx, planId, ours + 1)) > ours) return
  throw new AppError(
    'precondition',
    'Many purchases of this plan were begun from your network and are not paid yet. Nothing was charged. Finish one of them, or try again in an hour.',
  )
}

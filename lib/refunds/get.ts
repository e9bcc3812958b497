import { desc, eq } from 'drizzle-orm'
import { caseEvents, connections, orders, payments, planVersions, refunds, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { canTakeBack, eligibilityOf } from '@/lib/orders/eligibility'
import { obstacleTo, refundedOf } from '@/lib/payments/refunds'
import type { Context } from '@/lib/tenancy/context'
import { memberNames } from '@/lib/tenancy/names'
import { authorize } from '@/lib/tenancy/permissions'

async function head(tx: Tx, id: string) {
  const [found] = await tx
    .select({
      refund: refunds,
      payment: payments,
      psp: connections.name,
      order: orders,
      plan: planVersions.name,
      sim: { id: sims.id, iccid: sims.iccid },
    })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .innerJoin(connections, eq(connections.id, payments.connectionId))
    .leftJoin(orders, eq(orders.id, payments.orderId))
    .leftJoin(planVersions, eq(planVersions.id, orders.planVersionId))
    .leftJoin(sims, eq(sims.id, orders.simId))
    .where(eq(refunds.id, id))
  if (!found) throw notFound('refund', id)
  return found
}

/** A refund with both its legs, what the rules say to it, and its history. Throws `not_found`. */
export async function getRefund(ctx: Context, id: string) {
  authorize(ctx, 'payments:read')
  const found = await inTenant(ctx, async (tx) => {
    const { refund, payment, order, psp, plan, sim } = await head(tx, id)
    const events = await tx
      .select()
      .from(caseEvents)
      .where(eq(caseEvents.refundId, id))
      .orderBy(desc(caseEvents.createdAt), desc(caseEvents.id))
    const [replacedBy] = await tx
      .select({ id: refunds.id })
      .from(refunds)
      .where(eq(refunds.replacesId, id))
      .orderBy(desc(refunds.id))
      .limit(1)
    return {
      ...refund,
      ...{ psp, plan, sim, events },
      amount: money(refund.amount, refund.currency),
      paid: money(payment.received, payment.currency),
      left: money(payment.received - (await refundedOf(tx, payment.id)), payment.currency),
      obstacle: await obstacleTo(tx, payment),
      mode: payment.mode,
      orderId: payment.orderId,
      email: order?.email ?? null,
      eligibility: order && (await eligibilityOf(tx, order)),
      canTakeBack: order !== null && (await canTakeBack(tx, order)),
      replacedById: replacedBy?.id ?? null,
    }
  })
  const names = await memberNames(
    ctx,
    [...found.events.map(({ actorId }) => actorId), found.ownerId].flatMap((each) => each ?? []),
  )
  return {
    ...found,
    owner: found.ownerId && (names.get(found.ownerId) ?? 'Someone who left'),
    events: found.events.map((each) => ({ ...each, actor: names.get(each.actorId) ?? null })),
  }
}

export type RefundDetail = Awaited<ReturnType<typeof getRefund>>

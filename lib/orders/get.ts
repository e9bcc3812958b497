import { asc, desc, eq, inArray } from 'drizzle-orm'
import {
  charges,
  connections,
  disputes,
  fraudWarnings,
  orderEvents,
  orders,
  payments,
  planVersions,
  provisions,
  refunds,
  sims,
  stores,
} from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { openConflictsOf } from '@/lib/payments/held'
import { obstacleTo, refundedOf } from '@/lib/payments/refunds'
import { providerNamed } from '@/lib/payments/registry'
import type { Context } from '@/lib/tenancy/context'
import { memberNames } from '@/lib/tenancy/names'
import { authorize, can } from '@/lib/tenancy/permissions'
import { canTakeBack, eligibilityOf } from './eligibility'
import { titleOf } from './title'

async function head(tx: Tx, id: string) {
  const [found] = await tx
    .select({
      order: orders,
      store: stores.name,
      plan: {
        ...{ id: planVersions.planId, name: planVersions.name, version: planVersions.number },
        dataBase: planVersions.dataBase,
      },
      sim: { id: sims.id, iccid: sims.iccid, hasCode: sims.hasCode },
    })
    .from(orders)
    .innerJoin(stores, eq(stores.id, orders.storeId))
    .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
    .leftJoin(sims, eq(sims.id, orders.simId))
    .where(eq(orders.id, id))
  if (!found) throw notFound('order', id)
  return found
}

/** The payments of an order, each with its attempts, refunds and disputes. */
async function paymentsOf(tx: Tx, orderId: string) {
  const found = await tx
    .select({ payment: payments, via: connections.name, provider: connections.provider })
    .from(payments)
    .innerJoin(connections, eq(connections.id, payments.connectionId))
    .where(eq(payments.orderId, orderId))
    .orderBy(desc(payments.id))
  const ids = found.map(({ payment }) => payment.id)
  if (!ids.length) return []
  const [attempts, back, contested, warned] = [
    await tx.select().from(charges).where(inArray(charges.paymentId, ids)).orderBy(asc(charges.madeAt)),
    await tx.select().from(refunds).where(inArray(refunds.paymentId, ids)).orderBy(asc(refunds.createdAt)),
    await tx.select().from(disputes).where(inArray(disputes.paymentId, ids)).orderBy(asc(disputes.openedAt)),
    await tx.select().from(fraudWarnings).where(inArray(fraudWarnings.paymentId, ids)),
  ]
  const conflictOf = await openConflictsOf(tx, ids)
  const leftOf = new Map<string, { left: bigint; obstacle: string | null }>()
  for (const { payment } of found)
    leftOf.set(payment.id, {
      left: payment.received - (await refundedOf(tx, payment.id)),
      obstacle: await obstacleTo(tx, payment),
    })
  return found.map(({ payment: { amount, received, currency, ...payment }, via, provider }) => ({
    ...payment,
    /** What became of it is for staff to note. */
    isByHand: providerNamed(provider).isSilent === true,
    /** Where a person decides on it, while it is held. */
    conflictId: conflictOf.get(payment.id) ?? null,
    left: money(leftOf.get(payment.id)!.left, currency),
    /** Why none of it can be refunded, in words. */
    obstacle: leftOf.get(payment.id)!.obstacle,
    via,
    price: money(amount, currency),
    received: money(received, currency),
    charges: attempts
      .filter(({ paymentId }) => paymentId === payment.id)
      .map(({ fee, settledCurrency, ...charge }) => ({
        ...charge,
        price: money(charge.amount, charge.currency),
        fee: fee !== null && settledCurrency ? money(fee, settledCurrency) : null,
      })),
    refunds: back
      .filter(({ paymentId }) => paymentId === payment.id)
      .map((refund) => ({ ...refund, price: money(refund.amount, refund.currency) })),
    warnings: warned.filter(({ paymentId }) => paymentId === payment.id),
    disputes: contested
      .filter(({ paymentId }) => paymentId === payment.id)
      .map((dispute) => ({ ...dispute, price: money(dispute.amount, dispute.currency) })),
  }))
}

async function provisionOf(tx: Tx, orderId: string) {
  const [found] = await tx
    .select({ provision: provisions, supplier: connections.name })
    .from(provisions)
    .innerJoin(connections, eq(connections.id, provisions.connectionId))
    .where(eq(provisions.orderId, orderId))
  return found ? { ...found.provision, supplier: found.supplier } : null
}

/** An order with all that staff may see of it; payments only with the right to them. Throws `not_found`. */
export async function getOrder(ctx: Context, id: string) {
  authorize(ctx, 'orders:read')
  const found = await inTenant(ctx, async (tx) => {
    const { order, ...more } = await head(tx, id)
    const { tokenHash: _, tokenSealed: __, checkoutKey: ___, amount, currency, ...shown } = order
    return {
      ...shown,
      ...more,
      title: titleOf(order, more.plan),
      price: money(amount, currency),
      events: await tx
        .select()
        .from(orderEvents)
        .where(eq(orderEvents.orderId, id))
        .orderBy(desc(orderEvents.createdAt), desc(orderEvents.id)),
      payments: can(ctx, 'payments:read') ? await paymentsOf(tx, id) : [],
      provision: await provisionOf(tx, id),
      eligibility: await eligibilityOf(tx, order),
      canTakeBack: await canTakeBack(tx, order),
    }
  })
  const names = await memberNames(
    ctx,
    found.events.map(({ actorId }) => actorId),
  )
  return {
    ...found,
    events: found.events.map((each) => ({ ...each, actor: names.get(each.actorId) ?? null })),
  }
}

export type OrderDetail = Awaited<ReturnType<typeof getOrder>>
export type OrderPayment = OrderDetail['payments'][number]

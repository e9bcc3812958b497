import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import { disputes, orders, payments, refunds } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { firstIdAt } from '@/lib/core/id'
import { formatMoney, money } from '@/lib/core/money'
import type { Found } from './payments'

const dayMs = 86_400_000
const lateMs = 15 * 60_000
const slowMs = 5 * dayMs
const dueMs = 3 * dayMs
const pastMs = 30 * dayMs
const most = 100

const ago = (ms: number): Date => new Date(Date.now() - ms)
// With its hour and zone: by the clock of a reader it may be another day.
const until = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const
const clock = new Intl.DateTimeFormat('en-GB', until)
const moment = (at: Date) => `${clock.format(at)} UTC`

/** Paid a quarter of an hour ago, and still without an eSIM. */
export async function undeliveredOrders(tx: Tx): Promise<Found[]> {
  const found = await tx
    .select()
    .from(orders)
    .where(
      and(
        inArray(orders.status, ['paid', 'provisioning']),
        lt(orders.paidAt, ago(lateMs)),
        gte(orders.id, firstIdAt('ord', ago(pastMs))),
      ),
    )
    .limit(most)
  return found.map(({ id, mode, deliverBy }) => ({
    ...{ subject: id, mode },
    title: `Order ${id.slice(-8)} is paid and not delivered`,
    detail: `Its eSIM has not come. ${deliverBy ? `It is refunded by itself at ${deliverBy.toISOString().slice(0, 16).replace('T', ' ')} UTC.` : 'Look at its timeline.'}`,
    href: `/orders/${id}`,
  }))
}

/** Failed, and nothing of it was given back in another way since. */
export async function failedRefunds(tx: Tx): Promise<Found[]> {
  const isMadeGood = sql`exists (select from refunds later where later.tenant_id = ${refunds.tenantId}
    and later.payment_id = ${refunds.paymentId} and later.id > ${refunds.id}
    and later.status in ('requested', 'pending', 'requires_action', 'succeeded'))`
  const found = await tx
    .select({ refund: refunds, mode: payments.mode })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(
      and(
        eq(refunds.status, 'failed'),
        gte(refunds.id, firstIdAt('ref', ago(2 * pastMs))),
        sql`not ${isMadeGood}`,
      ),
    )
    .limit(most)
  return found.map(({ refund: { id, amount, currency, failureReason }, mode }) => ({
    ...{ subject: id, mode },
    title: `A refund of ${formatMoney(money(amount, currency))} failed`,
    detail: `${reasonOf(failureReason)} The buyer has not got the money: refund again, or pay it back another way.`,
    href: `/refunds/${id}`,
  }))
}

/** Stripe gives a code, PayPal a sentence. */
function reasonOf(given: string | null): string {
  if (!given) return 'The provider gives no reason.'
  return given.endsWith('.') ? given : `Reason: ${given.replaceAll('_', ' ')}.`
}

export async function slowRefunds(tx: Tx): Promise<Found[]> {
  const found = await tx
    .select({ refund: refunds, mode: payments.mode })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(
      and(
        inArray(refunds.status, ['requested', 'pending', 'requires_action']),
        lt(refunds.createdAt, ago(slowMs)),
        gte(refunds.id, firstIdAt('ref', ago(3 * pastMs))),
      ),
    )
    .limit(most)
  return found.map(({ refund: { id, amount, currency }, mode }) => ({
    ...{ subject: id, mode },
    title: `A refund of ${formatMoney(money(amount, currency))} is slow`,
    detail: 'It is on its way for more than five days. Ask the provider, and tell the buyer.',
    href: `/refunds/${id}`,
  }))
}

const unanswered = ['needs_response', 'warning_needs_response']

async function openDisputes(tx: Tx) {
  return tx
    .select({ dispute: disputes, mode: payments.mode })
    .from(disputes)
    .innerJoin(payments, eq(payments.id, disputes.paymentId))
    .where(inArray(disputes.status, unanswered))
    .limit(most)
}

export async function unansweredDisputes(tx: Tx): Promise<Found[]> {
  const found = await openDisputes(tx)
  return found.map(({ dispute: { id, amount, currency, reason, dueBy }, mode }) => ({
    ...{ subject: id, mode },
    title: `A buyer disputes ${formatMoney(money(amount, currency))}`,
    detail: `Reason: ${reason.replaceAll('_', ' ')}.${dueBy ? ` Answer it by ${moment(dueBy)}.` : ''}`,
    href: `/disputes/${id}`,
  }))
}

export async function dueDisputes(tx: Tx): Promise<Found[]> {
  const found = await openDisputes(tx)
  return found
    .filter(({ dispute: { dueBy } }) => dueBy && dueBy < ago(-dueMs))
    .map(({ dispute: { id, amount, currency, dueBy }, mode }) => ({
      ...{ subject: id, mode },
      title: `A dispute over ${formatMoney(money(amount, currency))} is due`,
      detail: `Without an answer by ${moment(dueBy!)} it is lost.`,
      href: `/disputes/${id}`,
    }))
}

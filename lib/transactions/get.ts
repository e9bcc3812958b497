import { asc, desc, eq } from 'drizzle-orm'
import { charges, connections, disputes, notices, payments, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { formatMoney, money } from '@/lib/core/money'
import { openConflictsOf } from '@/lib/payments/held'
import { providerNamed } from '@/lib/payments/registry'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { findTransactions, type TransactionType } from './query'
import { refundableIn } from './refundable'

/** Something that happened to the money, as a sentence. `status` is the state it ended in. */
export type TransactionEvent = {
  id: string
  at: Date
  text: string
  detail: string | null
  status: string | null
}

const types: Record<string, TransactionType> = { pay: 'payment', ref: 'refund', dis: 'dispute' }

async function find(tx: Tx, id: string, timezone: string) {
  const [prefix = '', key = ''] = id.split('_')
  const type = types[prefix]
  if (!type || !/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(key)) throw notFound('transaction', id)
  const [found] = await findTransactions(tx, { type, q: id }, { after: undefined, size: 1, timezone })
  if (found?.id !== id) throw notFound('transaction', id)
  return found
}

const join = (parts: readonly (string | null | undefined)[]) => parts.filter(Boolean).join(', ') || null

async function chargeEvents(tx: Tx, paymentId: string): Promise<TransactionEvent[]> {
  const rows = await tx
    .select()
    .from(charges)
    .where(eq(charges.paymentId, paymentId))
    .orderBy(asc(charges.madeAt))
  return rows.map(({ id, madeAt, status, amount, currency, message, declineCode, fee, settledCurrency }) => ({
    ...{ id, at: madeAt, status },
    text: `Attempt over ${formatMoney(money(amount, currency))}`,
    detail: join([
      message,
      declineCode,
      fee !== null && settledCurrency ? `Fee ${formatMoney(money(fee, settledCurrency))}` : null,
    ]),
  }))
}

async function returnEvents(tx: Tx, paymentId: string): Promise<TransactionEvent[]> {
  const back = await tx.select().from(refunds).where(eq(refunds.paymentId, paymentId))
  const contested = await tx.select().from(disputes).where(eq(disputes.paymentId, paymentId))
  return [
    ...back.map(({ id, createdAt, status, amount, currency, reason, failureReason, isOurs }) => ({
      ...{ id, at: createdAt, status },
      text: `Refund of ${formatMoney(money(amount, currency))}`,
      detail: join([reason, isOurs ? null : 'made at the provider', failureReason?.replaceAll('_', ' ')]),
    })),
    ...contested.map(({ id, openedAt, status, amount, currency, reason }) => ({
      ...{ id, at: openedAt, status },
      text: `Dispute over ${formatMoney(money(amount, currency))}`,
      detail: reason.replaceAll('_', ' '),
    })),
  ]
}

const mostNotices = 100

async function noticeEvents(tx: Tx, externalId: string | null): Promise<TransactionEvent[]> {
  if (!externalId) return []
  const rows = await tx
    .select({ id: notices.id, at: notices.occurredAt, type: notices.type, problem: notices.problem })
    .from(notices)
    .where(eq(notices.subjectId, externalId))
    .orderBy(desc(notices.id))
    .limit(mostNotices)
  return rows.map(({ id, at, type, problem }) => ({
    ...{ id, at, status: null },
    text: `Webhook ${type}`,
    detail: problem,
  }))
}

/** One payment, refund or dispute, and all that happened to its payment, newest first. Throws `not_found`. */
export async function getTransaction(ctx: Context, id: string, timezone: string) {
  authorize(ctx, 'payments:read')
  return inTenant(ctx, async (tx) => {
    const transaction = await find(tx, id, timezone)
    const [head] = await tx
      .select({ payment: payments, provider: connections.provider })
      .from(payments)
      .innerJoin(connections, eq(connections.id, payments.connectionId))
      .where(eq(payments.id, transaction.paymentId))
    const { payment, provider } = head!
    const { id: paymentId, createdAt, externalId, amount, currency, checkedAt, mismatch, status } = payment
    const events: TransactionEvent[] = [
      { id: paymentId, at: createdAt, text: 'Checkout', detail: null, status: null },
      ...(await chargeEvents(tx, paymentId)),
      ...(await returnEvents(tx, paymentId)),
      ...(can(ctx, 'webhooks:read') ? await noticeEvents(tx, externalId) : []),
    ]
    return {
      ...transaction,
      payment: {
        ...{ id: paymentId, checkedAt, mismatch, status },
        /** Where a person decides on it, while it is held. */
        conflictId: (await openConflictsOf(tx, [paymentId])).get(paymentId) ?? null,
        refundable: await refundableIn(tx, payment),
        price: money(amount, currency),
        /** What became of it is for staff to note. */
        isByHand: providerNamed(provider).isSilent === true,
      },
      events: events.sort((a, b) => b.at.getTime() - a.at.getTime()),
    }
  })
}

export type TransactionDetail = Awaited<ReturnType<typeof getTransaction>>

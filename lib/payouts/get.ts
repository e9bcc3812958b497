import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { connections, disputes, payments, payoutLines, payouts, refunds } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { money } from '@/lib/core/money'
import { pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { shownOfPayout, withMoney } from './list'

export const LineQuery = z.object({
  show: z.enum(['unmatched']).optional().catch(undefined),
  after: z.string().max(64).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})

// What a buyer's payment causes. A fee or the payout itself is nothing of ours to match.
const ofPayments = ['charge', 'refund', 'refund_failed', 'dispute', 'dispute_reversal'] as const

/** Ours, as far as there is such a row: matched when read, so that what becomes known later is matched then. */
const ours = sql<string | null>`coalesce(${refunds.id}, ${disputes.id},
  case when ${payoutLines.kind} in ('charge', 'dispute', 'dispute_reversal') then ${payments.id} end)`

const linesOf = (tx: Tx, payoutId: string, where: SQL | undefined, size: number) =>
  tx
    .select({
      id: payoutLines.id,
      kind: payoutLines.kind,
      source: payoutLines.source,
      externalId: payoutLines.externalId,
      gross: payoutLines.gross,
      fee: payoutLines.fee,
      net: payoutLines.net,
      currency: payoutLines.currency,
      madeAt: payoutLines.madeAt,
      transactionId: ours,
      orderId: payments.orderId,
    })
    .from(payoutLines)
    .innerJoin(payouts, eq(payouts.id, payoutLines.payoutId))
    .leftJoin(
      payments,
      and(
        eq(payments.connectionId, payouts.connectionId),
        eq(payments.externalId, payoutLines.paymentExternalId),
      ),
    )
    .leftJoin(refunds, and(eq(refunds.paymentId, payments.id), eq(refunds.externalId, payoutLines.source)))
    .leftJoin(disputes, and(eq(disputes.paymentId, payments.id), eq(disputes.externalId, payoutLines.source)))
    .where(and(eq(payoutLines.payoutId, payoutId), where))
    .orderBy(asc(payoutLines.id))
    .limit(size)

const unmatched = and(inArray(payoutLines.kind, ofPayments), isNull(ours))

const isOfPayment = (kind: string) => ofPayments.some((each) => each === kind)

const sumsOf = (tx: Tx, payoutId: string) =>
  tx
    .select({
      kind: payoutLines.kind,
      currency: payoutLines.currency,
      count: sql<number>`count(*)::int`,
      gross: sql<string>`sum(${payoutLines.gross})`,
      fee: sql<string>`sum(${payoutLines.fee})`,
      net: sql<string>`sum(${payoutLines.net})`,
    })
    .from(payoutLines)
    .where(eq(payoutLines.payoutId, payoutId))
    .groupBy(payoutLines.kind, payoutLines.currency)
    .orderBy(payoutLines.kind)

const most = 1_000

/** One payout, what it is made of by kind, and a page of its lines with what they are of ours. Throws `not_found`. */
export async function getPayout(ctx: Context, id: string, { show, after, size }: z.output<typeof LineQuery>) {
  authorize(ctx, 'payments:read')
  return inTenant(ctx, async (tx) => {
    const [found] = await tx
      .select(shownOfPayout)
      .from(payouts)
      .innerJoin(connections, eq(connections.id, payouts.connectionId))
      .where(eq(payouts.id, id))
    if (!found) throw notFound('payout', id)
    const where = and(after ? gt(payoutLines.id, after) : undefined, show && unmatched)
    const lines = (await linesOf(tx, id, where, size + 1)).map(({ gross, fee, net, currency, ...line }) => ({
      ...line,
      isUnmatched: isOfPayment(line.kind) && line.transactionId === null,
      gross: money(gross, currency),
      fee: money(fee, currency),
      net: money(net, currency),
    }))
    const sums = await sumsOf(tx, id)
    return {
      ...withMoney(found),
      unmatchedCount: (await linesOf(tx, id, unmatched, most)).length,
      sums: sums.map(({ gross, fee, net, currency, ...sum }) => ({
        ...sum,
        id: `${sum.kind} ${currency}`,
        gross: money(BigInt(gross), currency),
        fee: money(BigInt(fee), currency),
        net: money(BigInt(net), currency),
      })),
      lines: pageOf(lines, size, (line) => line.id),
    }
  })
}

export type PayoutDetail = Awaited<ReturnType<typeof getPayout>>
export type PayoutLine = PayoutDetail['lines']['rows'][number]

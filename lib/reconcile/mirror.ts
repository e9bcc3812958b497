import { and, eq, inArray, type SQL } from 'drizzle-orm'
import { charges, disputes, entries, lines, payments, refunds } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { type Money, money } from '@/lib/core/money'
import { feeCause } from '@/lib/payments/book'

/** Our side of a payment, whole. */
export type Mirror = {
  payment: typeof payments.$inferSelect
  charges: (typeof charges.$inferSelect)[]
  refunds: (typeof refunds.$inferSelect)[]
  disputes: (typeof disputes.$inferSelect)[]
  /** The fee of a charge as it stands in the ledger, by the provider's id of the charge: booked once, it never changes. */
  fees: Map<string, Money>
}

/** Our side of some payments at once, oldest first. */
export async function readMirrors(tx: Tx, which: SQL | undefined, limit = 1_000): Promise<Mirror[]> {
  const found = await tx.select().from(payments).where(which).orderBy(payments.id).limit(limit)
  if (!found.length) return []
  const ids = found.map(({ id }) => id)
  const made = await tx.select().from(charges).where(inArray(charges.paymentId, ids))
  const back = await tx.select().from(refunds).where(inArray(refunds.paymentId, ids))
  const contested = await tx.select().from(disputes).where(inArray(disputes.paymentId, ids))
  const fees = await bookedFees(tx, made)
  const of =
    (id: string) =>
    ({ paymentId }: { paymentId: string }) =>
      paymentId === id
  return found.map((payment) => ({
    payment,
    charges: made.filter(of(payment.id)),
    refunds: back.filter(of(payment.id)),
    disputes: contested.filter(of(payment.id)),
    fees: new Map(
      made.filter(of(payment.id)).flatMap(({ externalId, ...charge }) => {
        const fee = fees.get(feeCause(charge.paymentId, externalId))
        return fee ? [[externalId, fee] as const] : []
      }),
    ),
  }))
}

async function bookedFees(tx: Tx, made: Mirror['charges']): Promise<Map<string, Money>> {
  if (!made.length) return new Map()
  const causes = made.map(({ paymentId, externalId }) => feeCause(paymentId, externalId))
  const rows = await tx
    .select({ cause: entries.cause, amount: lines.amount, currency: lines.currency })
    .from(entries)
    .innerJoin(lines, eq(lines.entryId, entries.id))
    .where(and(inArray(entries.cause, causes), eq(lines.account, 'fees')))
  return new Map(rows.map(({ cause, amount, currency }) => [cause, money(amount, currency)]))
}

import { and, eq, gt, inArray, isNotNull, notInArray, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { disputes, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { enqueue } from '@/lib/jobs/enqueue'
import { disputeEnds } from '@/lib/payments/disputes'
import { settlePayment } from '@/lib/payments/jobs'

const atOnce = 1_000

type Due = { tenantId: string; paymentId: string }

/** On their way, or made within the 30 days in which a bank may still send one back. */
const openRefunds = (after: string): Promise<Due[]> =>
  db
    .selectDistinct({ tenantId: refunds.tenantId, paymentId: refunds.paymentId })
    .from(refunds)
    .where(
      and(
        isNotNull(refunds.externalId),
        gt(refunds.paymentId, after),
        or(
          inArray(refunds.status, ['pending', 'requires_action']),
          and(eq(refunds.status, 'succeeded'), gt(refunds.createdAt, sql`now() - interval '31 days'`)),
        ),
      ),
    )
    .orderBy(refunds.paymentId)
    .limit(atOnce)

const openDisputes = (after: string): Promise<Due[]> =>
  db
    .selectDistinct({ tenantId: disputes.tenantId, paymentId: disputes.paymentId })
    .from(disputes)
    .where(and(gt(disputes.paymentId, after), notInArray(disputes.status, [...disputeEnds])))
    .orderBy(disputes.paymentId)
    .limit(atOnce)

/**
 * Once a day: asks for a look at every payment of which money goes back, or may come back, because webhooks of refunds
 * and disputes get lost too, and some providers send none at their end.
 */
export async function followUp(): Promise<void> {
  for (const list of [openRefunds, openDisputes])
    for (let after = ''; ; ) {
      const due = await list(after)
      for (const { tenantId, paymentId } of due) await askFor(tenantId, paymentId)
      if (due.length < atOnce) break
      after = due.at(-1)!.paymentId
    }
}

async function askFor(tenantId: string, paymentId: string): Promise<void> {
  const input = { tenantId, paymentId, everything: true }
  await inTenant(tenantId, (tx) => enqueue(tx, settlePayment, input, { key: `follow:${paymentId}` }))
}

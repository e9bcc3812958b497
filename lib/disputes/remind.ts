import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { connections, disputes, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { formatMoney, money } from '@/lib/core/money'
import { queueMail } from '@/lib/mail/jobs'
import { tellCase } from '@/lib/payments/cases'
import { awaitingAnswer } from '@/lib/payments/disputes'
import { memberEmail } from '@/lib/tenancy/names'
import { recipientsOf } from '@/lib/tenancy/notifications'

const dayMs = 86_400_000
const marks = [1, 3, 7] as const
const most = 1_000

/** Every hour: whoever looks after a dispute is reminded 7, 3 and 1 days before its end, once each. */
export async function remindOfDisputes(now = new Date()): Promise<void> {
  const due = await db
    .select({ tenantId: disputes.tenantId, id: disputes.id })
    .from(disputes)
    .where(
      and(
        inArray(disputes.status, awaitingAnswer),
        gt(disputes.dueBy, now),
        lte(disputes.dueBy, new Date(now.getTime() + Math.max(...marks) * dayMs)),
        sql`${disputes.answering} is distinct from 'evidence'`,
      ),
    )
    .orderBy(disputes.dueBy)
    .limit(most)
  for (const { tenantId, id } of due) await remind(tenantId, id, now)
}

async function remind(tenantId: string, id: string, now: Date): Promise<void> {
  const [found] = await inTenant(tenantId, (tx) =>
    tx
      .select({ dispute: disputes, psp: connections.name, mode: payments.mode })
      .from(disputes)
      .innerJoin(payments, eq(payments.id, disputes.paymentId))
      .innerJoin(connections, eq(connections.id, payments.connectionId))
      .where(eq(disputes.id, id)),
  )
  const { dispute, psp, mode } = found!
  const { slug, to } = await addressesFor(tenantId, dispute.ownerId)
  const days = marks.find((mark) => dispute.dueBy!.getTime() - now.getTime() <= mark * dayMs)!
  const props = {
    ...{ days, psp, isTest: mode === 'test' },
    amount: formatMoney(money(dispute.amount, dispute.currency)),
    reason: dispute.reason.replaceAll('_', ' '),
    by: `${dispute.dueBy!.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    url: `${env.APP_URL}/admin/${slug}/disputes/${id}`,
  }
  await inTenant(tenantId, async (tx) => {
    const event = {
      kind: 'reminded',
      text: `Reminded: ${days} ${days === 1 ? 'day' : 'days'} or less are left`,
    }
    const isNew = await tellCase(tx, { disputeId: id }, { ...event, cause: `remind:${days}` })
    if (isNew) for (const address of to) await queueMail(tx, { to: address, template: 'disputeDue', props })
  })
}

/** Its owner; without one, whoever is told of disputes that are due. */
async function addressesFor(tenantId: string, ownerId: string | null) {
  const { slug, to } = await recipientsOf(tenantId, 'disputes.due')
  const owner = ownerId && (await memberEmail(tenantId, ownerId))
  return { slug, to: owner ? [owner] : to }
}
